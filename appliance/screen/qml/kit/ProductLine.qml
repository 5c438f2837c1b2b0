import QtQuick

// One product: its drawing (or the store's own picture), its name, price and stock.
Item {
    id: line
    property var product: ({})
    property bool withPicture: true
    property int lines: 2
    readonly property bool compact: Theme.low || Theme.narrow || Theme.large
    implicitHeight: Math.max(picture.visible ? picture.height : 0, words.height)
    Drawn {
        id: picture
        visible: line.withPicture
        what: visible ? line.product.picture || "" : ""
        width: visible ? Theme.mm(Theme.narrow ? 22 : 28) : 0
        height: Theme.mm(Theme.low ? 11 : 14)
        anchors.verticalCenter: parent.verticalCenter
    }
    Column {
        id: words
        x: picture.visible ? picture.width + Theme.s3 : 0
        width: parent.width - x
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.mm(0.6)
        Words {
            width: parent.width
            text: line.product.title || ""
            isData: true
            maximumLineCount: line.lines
            elide: Text.ElideRight
            font.weight: Font.Medium
        }
        Words {
            readonly property var said: [line.product.price, Theme.large && (Theme.low || Theme.narrow) ? "" : line.product.pack, line.compact ? line.product.stock : ""].filter(t => t)
            visible: said.length > 0
            width: parent.width
            text: said.join("  ·  ")
            font { weight: Font.Medium; pixelSize: line.compact ? Theme.body : Theme.lead }
        }
        Words {
            visible: !line.compact && text !== ""
            width: parent.width
            text: line.product.stock || ""
            color: line.product.isOut ? Theme.warn : Theme.faint
        }
    }
}
