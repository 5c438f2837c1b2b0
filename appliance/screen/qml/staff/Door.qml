import QtQuick
import "../kit"

// The PIN: its dots, what was wrong with the last one, and ten keys.
Item {
    id: sheet
    property var view: ({})
    readonly property bool over: Theme.narrow  // the words stand over the keys, not beside them
    readonly property real side: Theme.margin
    readonly property real most: height - Theme.s3 - Theme.s4 - (over ? leave.height + Theme.s3 : 0)
    readonly property real keysHeight: over ? Math.min(Theme.mm(64), 0.45 * height)
        : Theme.reach && Theme.stacked ? Math.min(most, 0.62 * height - Theme.s4) : most
    readonly property real leaveY: height - Theme.s4 - leave.height
    readonly property real keysY: (over ? leaveY - Theme.s3 : height - Theme.s4) - keysHeight
    Accessible.role: Accessible.Pane
    Accessible.name: sheet.view.title

    FitColumn {
        id: words
        x: sheet.side
        y: Theme.s3
        width: sheet.over ? sheet.width - 2 * sheet.side : (sheet.width - 3 * sheet.side) * 0.52
        height: (sheet.over ? sheet.keysY : sheet.leaveY) - Theme.s2 - y
        spacing: Theme.s2
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
    Keypad {
        layout: "digits"
        enterName: Say.of("staff.door.enter")
        enabled: !sheet.view.locked
        opacity: enabled ? 1 : 0.4
        x: sheet.over ? sheet.side : sheet.width - width - sheet.side
        y: sheet.keysY
        width: sheet.over ? sheet.width - 2 * sheet.side : (sheet.width - 3 * sheet.side) * 0.48
        height: sheet.keysHeight
        onTyped: character => ui.staff.key(character)
        onErased: ui.staff.touch("erase")
        onCleared: ui.staff.touch("clear")
        onEntered: ui.staff.touch("enter")
    }
    BigButton {
        id: leave
        x: sheet.side
        y: sheet.leaveY
        width: words.width
        quiet: true
        icon: "back"
        text: sheet.view.inside ? Say.of("staff.common.back") : Say.of("staff.door.leave")
        onTapped: ui.staff.touch("back")
    }
}
