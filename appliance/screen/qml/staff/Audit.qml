import QtQuick
import "../kit"

// Parts out of a drawer are laid down: each belongs there, or where it belongs instead.
Sheet {
    id: sheet
    title: Theme.low ? "" : sheet.view.drawer
    titleIsData: true
    subtitle: Theme.low ? "" : sheet.view.products
    actions: [{text: Say.of("staff.common.back"), icon: "back", quiet: true, run: () => ui.staff.touch("back")},
              {text: Say.of("staff.common.again"), icon: "again", quiet: true, run: () => ui.staff.touch("again")}]
    TwoPane {
        anchors.fill: parent
        share: Theme.low ? 0.34 : 0.4
        stackedShare: 0.3
        picture: Item {
            anchors.fill: parent
            LivePicture {
                anchors { left: parent.left; right: parent.right; top: parent.top; bottom: counts.top; bottomMargin: Theme.s2 }
            }
            Column {
                id: counts
                width: parent.width
                anchors.bottom: parent.bottom
                spacing: Theme.s1
                Words { visible: Theme.low; width: parent.width; text: sheet.view.drawer; isData: true; font.weight: Font.Medium; maximumLineCount: 2; elide: Text.ElideRight }
                Flow {
                    width: parent.width
                    spacing: Theme.s3
                    Tag { text: sheet.view.right; icon: "done"; color: Theme.good; most: counts.width }
                    Tag { text: sheet.view.strays; icon: sheet.view.hasStrays ? "close" : "done"; color: sheet.view.hasStrays ? Theme.warn : Theme.faint; most: counts.width }
                }
            }
        }
        Quiet {
            visible: sheet.view.rows.length === 0
            text: sheet.view.asks
        }
        Leafed {
            anchors.fill: parent
            rows: sheet.view.rows
            wantedHeight: Theme.mm((Theme.low ? 14 : 17) * (Theme.large ? 1.2 : 1))
            row: AuditRow { value: parent.value; at: parent.at; pictures: sheet.view.pictures }
        }
    }
}
