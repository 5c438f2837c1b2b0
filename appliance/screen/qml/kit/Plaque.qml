import QtQuick

// Where it hangs, as on the sign over the aisle.
Rectangle {
    id: plaque
    property var product: ({})
    property bool compact: Theme.low || (Theme.narrow && Theme.large)
    readonly property var cells: [["place.aisle", product.aisle], ["place.bay", product.bay], ["place.bin", product.bin]].filter(c => c[1])
    property bool holdsText: true
    color: Theme.sign
    radius: Theme.radius
    implicitHeight: visible ? column.height + 2 * Theme.mm(compact ? 1.2 : 2.4) : 0
    visible: cells.length > 0
    Accessible.role: Accessible.StaticText
    Accessible.name: product.place || ""
    Row {
        id: column
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; leftMargin: Theme.s3; rightMargin: Theme.s2 }
        Repeater {
            model: plaque.cells
            Item {
                id: cell
                required property var modelData
                required property int index
                readonly property real weight: index === 0 ? 1.15 : 1
                width: column.width * weight / (plaque.cells.length + 0.15)
                height: words.height
                Rectangle { visible: cell.index > 0; width: Theme.line; height: parent.height * 0.8; anchors.verticalCenter: parent.verticalCenter; color: Theme.signInk; opacity: 0.5 }
                Column {
                    id: words
                    x: cell.index > 0 ? Theme.s3 : 0
                    width: parent.width - x - Theme.s1
                    Words { width: parent.width; text: Say.of(cell.modelData[0]); color: Theme.signInk; font.pixelSize: Theme.caption; font.weight: Font.Medium; wrapMode: Text.NoWrap; fontSizeMode: Text.HorizontalFit; minimumPixelSize: Theme.mm(2); Accessible.ignored: true }
                    Words {
                        width: parent.width
                        height: 1.1 * font.pixelSize
                        text: cell.modelData[1]
                        isData: true
                        color: Theme.signInk
                        wrapMode: Text.NoWrap
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Theme.caption
                        lineHeight: 1
                        font { pixelSize: plaque.compact ? Theme.mm(8.5) : Theme.display; weight: Font.DemiBold }
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
}
