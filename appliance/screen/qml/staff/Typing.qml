import QtQuick
import "../kit"

// A page that is typed on: back and a heading, what there is to see, and our keyboard. Side by side, on a narrow screen
// one over the other; there, within reach, the buttons stand beside the list.
Item {
    id: typing
    property var view: ({})
    property string title: ""
    property string field: ""
    property string hint: ""
    property bool hasField: true
    property bool isList: true  // what there is to see is touched
    property string action: ""
    property string actionIcon: ""
    property string enterName: Say.of("staff.entry.done")
    default property alias content: room.data
    readonly property alias roomItem: room
    readonly property bool within: Theme.reach && Theme.stacked
    readonly property bool tight: within && Theme.narrow
    readonly property bool beside: !Theme.narrow
    readonly property real side: Theme.margin
    readonly property real floorY: within ? 0.36 * (height + Theme.mm(15)) : 0  // no target stands higher
    readonly property real across: beside ? width * (Theme.low ? 0.42 : 0.45) - side : width - 2 * side
    signal acted()
    signal entered()
    Accessible.role: Accessible.Pane
    Accessible.name: title

    Item {
        id: bar
        x: typing.side
        y: typing.tight ? Theme.s3 : typing.floorY + Theme.s2
        width: typing.across
        height: Theme.target
        Words {
            x: typing.tight ? 0 : back.width + Theme.s3
            width: (extra.visible && !typing.tight ? extra.x - Theme.s2 : parent.width) - x
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            text: typing.title
            font { pixelSize: typing.beside || Theme.narrow ? Theme.lead : Theme.title; weight: Font.Medium }
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.mm(1.9)
            lineHeight: 0.9
            Accessible.role: Accessible.Heading
        }
        BigButton {
            id: back
            y: typing.tight ? typing.floorY - bar.y : 0
            width: Theme.mm(Theme.narrow || typing.beside ? 13 : 18)
            height: typing.tight ? (keys.y - typing.floorY - 2 * Theme.s1) / 2 : Theme.target
            beside: false
            quiet: true
            text: ""
            icon: "back"
            name: Say.of("staff.common.back")
            onTapped: ui.staff.touch("back")
        }
        BigButton {
            id: extra
            readonly property bool small: Theme.narrow || typing.beside
            visible: typing.action !== ""
            isTarget: visible
            width: Theme.mm(small ? 13 : 48)
            height: back.height
            x: typing.tight ? 0 : parent.width - width
            y: typing.tight ? back.y + back.height + Theme.s1 : 0
            icon: typing.actionIcon
            text: small ? "" : typing.action
            name: typing.action
            beside: !small
            onTapped: typing.acted()
        }
    }
    Field {
        id: query
        visible: typing.hasField
        x: bar.x
        width: bar.width
        y: bar.y + bar.height + (typing.tight ? Theme.s2 : Theme.s1)
        height: visible ? Theme.mm(Theme.low ? 10 : 12) : 0
        text: typing.field
        hint: typing.hint
    }
    Item {
        id: room
        x: typing.tight && typing.isList ? bar.x + back.width + Theme.s2 : bar.x
        width: typing.side + typing.across - x
        y: typing.tight && typing.isList ? typing.floorY : query.y + query.height + Theme.s2
        height: (typing.beside ? typing.height - Theme.s3
                 : typing.tight && !typing.isList ? typing.floorY - Theme.s1 : keys.y - Theme.s2) - y
    }
    Keypad {
        id: keys
        layout: "letters"
        enterName: typing.enterName
        x: typing.beside ? typing.side + typing.across + Theme.s3 : typing.side
        y: typing.beside && Theme.low ? Theme.s2 : typing.beside ? Math.max(typing.floorY + Theme.s2, typing.height - Theme.s4 - Theme.mm(82)) : typing.height - height - Theme.s3
        width: typing.width - x - (Theme.low ? Theme.s3 : typing.side)
        height: typing.beside ? typing.height - y - (Theme.low ? Theme.s3 : Theme.s4) : typing.tight ? Theme.mm(58) : Math.min(Theme.mm(Theme.narrow ? 64 : 58), 0.5 * typing.height)
        onTyped: character => ui.staff.key(character)
        onErased: ui.staff.touch("erase")
        onCleared: ui.staff.touch("clear")
        onEntered: typing.entered()
    }
}
