import QtQuick
import "../kit"

// The PIN: its dots, what was wrong with the last one, and ten keys.
Item {
    id: sheet
    property var view: ({})
    readonly property bool stacked: Theme.stacked
    readonly property real side: Theme.margin
    Accessible.role: Accessible.Pane
    Accessible.name: sheet.view.title

    Item {
        id: words
        x: sheet.side
        y: Theme.s4
        width: sheet.stacked ? sheet.width - 2 * sheet.side : (sheet.width - 3 * sheet.side) * 0.52
        height: sheet.stacked ? sheet.height - pad.height - leave.height - 2 * Theme.s3 - Theme.s4 - y : sheet.height - Theme.s4 - y
        Column {
            width: parent.width
            spacing: Theme.s2
            anchors.verticalCenter: sheet.stacked ? parent.verticalCenter : undefined
            Icon { name: "lock"; color: Theme.sign; size: Theme.mm(9); visible: !Theme.low && !Theme.narrow }
            Words {
                width: parent.width
                text: sheet.view.title
                font { pixelSize: Theme.title; weight: Font.Medium }
                Accessible.role: Accessible.Heading
            }
            Words {
                width: parent.width
                text: sheet.view.hint
                color: Theme.faint
                font.pixelSize: Theme.lead
            }
            Field {
                width: parent.width
                text: sheet.view.digits
                secret: true
                hint: Say.of("staff.door.pin")
            }
            Item {  // as high as two lines, so that nothing jumps when something is said
                width: parent.width
                height: Math.max(2.3 * Theme.body, said.height)
                Row {
                    spacing: Theme.s2
                    visible: sheet.view.says !== ""
                    Icon { visible: sheet.view.wrong; name: sheet.view.locked ? "time" : "warning"; color: Theme.warn; size: Theme.mm(5); width: visible ? size : 0 }
                    Words {
                        id: said
                        width: words.width - Theme.mm(5) - Theme.s2
                        text: sheet.view.says
                        color: sheet.view.wrong ? Theme.warn : Theme.faint
                        font.weight: Font.Medium
                        Accessible.role: Accessible.AlertMessage
                    }
                }
            }
        }
    }
    Keypad {
        id: pad
        layout: "digits"
        enterName: Say.of("staff.door.enter")
        enabled: !sheet.view.locked
        opacity: enabled ? 1 : 0.4
        x: sheet.stacked ? sheet.side : sheet.width - width - sheet.side
        width: sheet.stacked ? sheet.width - 2 * sheet.side : (sheet.width - 3 * sheet.side) * 0.48
        y: sheet.stacked ? leave.y - height - Theme.s3 : Theme.s3
        height: sheet.stacked ? Math.min(Theme.mm(64), (Theme.large ? 0.4 : 0.46) * sheet.height) : sheet.height - y - Theme.s4
        onTyped: character => ui.staff.key(character)
        onErased: ui.staff.touch("erase")
        onCleared: ui.staff.touch("clear")
        onEntered: ui.staff.touch("enter")
    }
    BigButton {
        id: leave
        x: sheet.side
        y: sheet.height - height - Theme.s4
        width: words.width
        quiet: true
        icon: "back"
        text: sheet.view.inside ? Say.of("staff.common.back") : Say.of("staff.door.leave")
        onTapped: ui.staff.touch("back")
    }
}
