import QtQuick
import "../kit"
import "../shell"

// What was asked for did not work: said plainly, with the technician's sentence below.
Veil {
    id: trouble
    readonly property var told: ui.staff.view.trouble || null
    shown: told !== null
    wanted: Theme.mm(140)
    sheetHeight: words.height + Theme.bigTarget + 3 * Theme.s4
    onDismissed: ui.staff.touch("stay")
    Column {
        id: words
        width: parent.width
        spacing: Theme.s2
        Row {
            spacing: Theme.s2
            Icon { name: "warning"; color: Theme.warn; size: Theme.mm(7); anchors.verticalCenter: parent.verticalCenter }
            Words {
                width: words.width - Theme.mm(7) - Theme.s2
                text: trouble.told ? trouble.told.title : ""
                font { pixelSize: Theme.lead; weight: Font.Medium }
                Accessible.role: Accessible.AlertMessage
            }
        }
        Words {
            width: parent.width
            isData: true
            text: trouble.told ? trouble.told.says : ""
            visible: text !== ""
            color: Theme.faint
            font.pixelSize: Theme.caption
            maximumLineCount: 5
            elide: Text.ElideRight
            wrapMode: Text.Wrap
        }
    }
    BigButton {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        text: Say.of("staff.trouble.ok")
        icon: "done"
        primary: true
        isTarget: trouble.shown
        onTapped: ui.staff.touch("stay")
    }
}
