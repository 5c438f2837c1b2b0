import QtQuick
import "../kit"
import "../shell"

// Before the staff's pages close by themselves.
Veil {
    id: away
    shown: ui.staff.secondsLeft >= 0
    wanted: Theme.mm(130)
    sheetHeight: words.height + Theme.bigTarget + 3 * Theme.s4
    onDismissed: ui.staff.touch("stay")
    Column {
        id: words
        width: parent.width
        spacing: Theme.s2
        Words {
            width: parent.width
            text: away.shown ? Say.of("staff.warning.title") : ""
            font { pixelSize: Theme.title; weight: Font.Medium }
            Accessible.role: Accessible.AlertMessage
        }
        Words {
            width: parent.width
            text: away.shown ? Say.of("staff.warning.left", {seconds: ui.staff.secondsLeft}) : ""
            font.pixelSize: Theme.lead
            color: Theme.faint
        }
    }
    Row {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        spacing: Theme.s3
        BigButton { width: (parent.width - Theme.s3) * 0.6; text: Say.of("staff.warning.stay"); icon: "time"; primary: true; isTarget: away.shown; onTapped: ui.staff.touch("stay") }
        BigButton { width: (parent.width - Theme.s3) * 0.4; text: Say.of("staff.warning.leave"); quiet: true; isTarget: away.shown; onTapped: ui.staff.touch("leave") }
    }
}
