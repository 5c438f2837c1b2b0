import QtQuick

// One product: its drawing (or the store's own picture), its name, price and stock.
Item {
    id: line
    property var product: ({})
    property bool withPicture: true
    property int lines: 2
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
            visible: text !== ""
            width: parent.width
            text: [line.product.price, line.product.pack].filter(t => t).join("  ·  ")
            font { weight: Font.Medium; pixelSize: line.lines > 1 ? Theme.lead : Theme.body }
        }
        Words {
            visible: text !== ""
            width: parent.width
            text: line.product.stock || ""
            color: line.product.isOut ? Theme.warn : Theme.faint
        }
    }
}
