import QtQuick
import "../kit"

// Before everything is forgotten: who is still there gets more time.
Veil {
    id: still
    wanted: Theme.mm(130)
    sheetHeight: words.height + Theme.bigTarget + 2 * Theme.s4 + Theme.s4
    onDismissed: ui.moreTime()
    Column {
        id: words
        width: parent.width
        spacing: Theme.s2
        Words {
            width: parent.width
            text: still.shown ? Say.of("warning.title") : ""
            font { pixelSize: Theme.title; weight: Font.Medium }
            Accessible.role: Accessible.AlertMessage
        }
        Words {
            width: parent.width
            text: still.shown ? Say.of("warning.left", {seconds: ui.secondsLeft}) : ""
            font.pixelSize: Theme.lead
            color: Theme.faint
        }
    }
    Row {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        spacing: Theme.s3
        BigButton { width: (parent.width - Theme.s3) * 0.6; text: Say.of("warning.more"); icon: "time"; primary: true; isTarget: still.shown; onTapped: ui.moreTime() }
        BigButton { width: (parent.width - Theme.s3) * 0.4; text: Say.of("warning.done"); quiet: true; isTarget: still.shown; onTapped: ui.startOver() }
    }
}
