import QtQuick
import "../kit"

// Other products that it may be, and in what each differs from the best.
Sheet {
    id: sheet
    readonly property var rows: view.rows || []
    touchList: true
    title: view.title || ""
    subtitle: Theme.low ? "" : (view.hint || "")
    back: true
    onBackTapped: ui.back()
    actions: view.canSay && !Theme.low ? [{text: Say.of("answer.none"), icon: "none", quiet: true, run: () => ui.noneOfThese()}] : []
    Item {
        id: list
        anchors { fill: parent; bottomMargin: sheet.actions.length || sheet.backBelow ? 0 : Theme.s4 }
        readonly property int rowHeight: Theme.mm((Theme.narrow ? 23 : Theme.low ? 14 : 15.5) * (Theme.large ? 1.5 : 1))
        readonly property int fitting: Math.max(1, Math.floor(height / rowHeight))
        readonly property int perPage: sheet.rows.length <= fitting ? fitting : Math.max(1, Math.floor((height - Theme.target - Theme.s2) / rowHeight))
        Repeater {
            model: sheet.rows.slice(pager.first, pager.first + list.perPage)
            Touchable {
                id: row
                required property var modelData
                required property int index
                width: list.width
                height: list.rowHeight
                y: index * list.rowHeight
                name: [modelData.title, modelData.differs, modelData.place, modelData.price].filter(t => t).join(", ")
                onTapped: ui.choose(modelData.sku)
                Rectangle { anchors.fill: parent; anchors.bottomMargin: Theme.mm(1); radius: Theme.radius; color: row.pressed || row.modelData.shown ? Theme.signTint : "transparent"; border { width: row.modelData.shown ? Theme.line : 0; color: Theme.sign } }
                Drawn { id: picture; what: row.modelData.picture; x: Theme.s2; width: Theme.mm(Theme.narrow ? 16 : 32); height: Theme.mm(12); anchors.verticalCenter: parent.verticalCenter; anchors.verticalCenterOffset: -Theme.mm(0.5) }
                Column {
                    x: picture.x + picture.width + Theme.s3
                    width: (Theme.narrow ? row.width : tail.x) - x - Theme.s3
                    anchors { verticalCenter: parent.verticalCenter; verticalCenterOffset: -Theme.mm(0.5) }
                    Words { width: parent.width; text: row.modelData.differs; font { weight: Font.Medium; pixelSize: Theme.narrow ? Theme.body : Theme.lead } maximumLineCount: 2; fontSizeMode: Text.Fit; height: row.height - Theme.mm(Theme.narrow ? 10 : 5.6) * Theme.type; verticalAlignment: Text.AlignVCenter; minimumPixelSize: Theme.mm(2.1); Accessible.ignored: true }
                    Words { width: parent.width; text: row.modelData.title; isData: true; color: Theme.faint; font.pixelSize: Theme.caption; maximumLineCount: 1; elide: Text.ElideRight; Accessible.ignored: true }
                    Words { visible: Theme.narrow; width: parent.width; text: [row.modelData.place, row.modelData.price].filter(t => t).join("  ·  "); isData: true; color: Theme.sign; font { pixelSize: Theme.caption; weight: Font.Medium } wrapMode: Text.NoWrap; fontSizeMode: Text.HorizontalFit; minimumPixelSize: Theme.mm(2.2); Accessible.ignored: true }
                }
                Column {
                    id: tail
                    visible: !Theme.narrow
                    x: row.width - width - Theme.s2
                    width: Theme.mm(46 * (Theme.large ? 1.2 : 1))
                    anchors { verticalCenter: parent.verticalCenter; verticalCenterOffset: -Theme.mm(0.5) }
                    Words { visible: !Theme.narrow; width: parent.width; horizontalAlignment: Text.AlignRight; text: row.modelData.place; color: Theme.sign; font.weight: Font.Medium; fontSizeMode: Text.HorizontalFit; wrapMode: Text.NoWrap; minimumPixelSize: Theme.mm(2.6); Accessible.ignored: true }
                    Words { width: parent.width; horizontalAlignment: Text.AlignRight; text: (Theme.narrow ? [row.modelData.price] : [row.modelData.price, row.modelData.sure]).filter(t => t).join("  ·  "); isData: true; color: Theme.faint; wrapMode: Text.NoWrap; font.pixelSize: Theme.caption; Accessible.ignored: true }
                }
                Hairline { anchors { left: parent.left; right: parent.right; bottom: parent.bottom } }
            }
        }
        Pager {
            id: pager
            anchors { right: parent.right; bottom: parent.bottom }
            count: sheet.rows.length
            perPage: list.perPage
        }
    }
}
