import QtQuick
import "../kit"

// A product is laid down a few times and known by what was measured.
Sheet {
    id: sheet
    title: Theme.low ? "" : Say.of("staff.teach.title")
    actions: sheet.view.known
        ? [{text: Say.of("staff.common.back"), icon: "back", quiet: true, run: () => ui.staff.touch("back")},
           {text: Say.of("staff.teach.another"), icon: "teach", primary: true, run: () => ui.staff.touch("again")}]
        : [{text: Say.of("staff.common.back"), icon: "back", quiet: true, run: () => ui.staff.touch("back")},
           sheet.view.evenSo ? {text: Say.of("staff.teach.even_so"), icon: "done", run: () => ui.staff.touch("yes")}
           : {text: Say.of("staff.common.undo"), icon: "minus", quiet: true, enabled: sheet.view.count > 0, run: () => ui.staff.touch("undo")},
           {text: Say.of("staff.teach.finish"), icon: "done", primary: true, enabled: sheet.view.canFinish, run: () => ui.staff.touch("next")}]
    TwoPane {
        anchors.fill: parent
        share: Theme.low ? 0.42 : 0.5
        stackedShare: 0.4
        picture: LivePicture { anchors.fill: parent }
        FitColumn {
            anchors.fill: parent
            spacing: Theme.low ? Theme.s2 : Theme.s3
            Words {
                width: parent.width
                text: sheet.view.title
                isData: true
                font { pixelSize: Theme.lead; weight: Font.Medium }
                maximumLineCount: Theme.low ? 1 : 2
                elide: Text.ElideRight
            }
            Row {  // as many circles as pieces are wanted; filled is measured
                spacing: Theme.s2
                Repeater {
                    model: Math.max(sheet.view.enough, Math.min(sheet.view.count, 6))
                    Rectangle {
                        required property int index
                        readonly property bool done: index < sheet.view.count
                        width: Theme.mm(Theme.low ? 6 : 8)
                        height: width
                        radius: width / 2
                        color: done ? Theme.sign : "transparent"
                        border { width: 2 * Theme.line; color: Theme.sign }
                        Icon { visible: parent.done; name: "done"; color: Theme.signInk; size: parent.width * 0.62; pen: 2.6; anchors.centerIn: parent }
                    }
                }
                Words { text: sheet.view.progress; color: Theme.faint; anchors.verticalCenter: parent.verticalCenter; font.pixelSize: Theme.caption }
            }
            Words {
                width: parent.width
                text: sheet.view.asks
                font { pixelSize: Theme.low || Theme.narrow ? Theme.lead : Theme.title; weight: Font.Light }
                Accessible.role: Accessible.AlertMessage
            }
            Row {
                visible: sheet.view.refused !== ""
                width: parent.width
                spacing: Theme.s2
                Icon { id: mark; name: "warning"; color: Theme.warn; size: Theme.mm(5.5) }
                Words { width: parent.width - mark.width - Theme.s2; text: sheet.view.refused; color: Theme.warn; font.weight: Font.Medium }
            }
        }
    }
}
