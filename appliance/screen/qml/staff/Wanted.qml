import QtQuick
import "../kit"

// What customers laid down and found nothing for: for the buyer.
Sheet {
    id: sheet
    title: Theme.low ? "" : Say.of("staff.wanted.title")
    actions: [{text: Say.of("staff.common.back"), icon: "back", quiet: true, run: () => ui.staff.touch("back")}]
    Lowered {
        sheet: sheet
        Quiet {
            visible: sheet.view.rows.length === 0
            text: sheet.view.reading ? Say.of("staff.common.reading") : Say.of("staff.wanted.none")
        }
        Leafed {
            anchors.fill: parent
            rows: sheet.view.rows
            wantedHeight: Theme.mm((Theme.low ? 12 : 14) * (Theme.large ? 1.25 : 1))
            row: Item {
                id: line
                readonly property var value: parent.value
                Words {
                    id: count
                    text: line.value.count
                    isData: true
                    width: Theme.mm(14 * Theme.type)
                    horizontalAlignment: Text.AlignRight
                    font { pixelSize: Theme.lead; weight: Font.DemiBold }
                    color: Theme.sign
                    anchors.verticalCenter: parent.verticalCenter
                }
                Column {
                    x: count.width + Theme.s3
                    width: parent.width - x
                    anchors.verticalCenter: parent.verticalCenter
                    Words { width: parent.width; text: line.value.title; isData: true; font.weight: Font.Medium; maximumLineCount: 1; elide: Text.ElideRight }
                    Words { width: parent.width; text: line.value.detail; isData: true; color: Theme.faint; font.pixelSize: Theme.caption; maximumLineCount: 1; elide: Text.ElideRight }
                }
                Hairline { anchors { left: parent.left; right: parent.right; bottom: parent.bottom } }
            }
        }
    }
}
