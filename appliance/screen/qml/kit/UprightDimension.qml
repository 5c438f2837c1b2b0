import QtQuick

// A diameter: a vertical dimension with its value beside it.
Item {
    id: dimension
    property real x1
    property real y1
    property real x2
    property real y2
    property real at          // where the line stands
    property string value
    property string note
    property real grow: 1
    property bool terse: false
    property real most        // width of the words
    readonly property bool leftward: at < Math.min(x1, x2)
    readonly property real middle: (y1 + y2) / 2
    readonly property real half: grow * (y2 - y1) / 2
    readonly property real gap: Theme.mm(1.2)
    readonly property bool tight: y2 - y1 < Theme.mm(6)

    Rectangle { y: dimension.y1; height: Theme.line; color: Theme.dimension; opacity: dimension.grow
                x: dimension.leftward ? dimension.at - dimension.gap : dimension.x1 + dimension.gap; width: Math.max(0, Math.abs(dimension.at - dimension.x1)) }
    Rectangle { y: dimension.y2 - height; height: Theme.line; color: Theme.dimension; opacity: dimension.grow
                x: dimension.leftward ? dimension.at - dimension.gap : dimension.x2 + dimension.gap; width: Math.max(0, Math.abs(dimension.at - dimension.x2)) }
    Rectangle { x: dimension.at - width / 2; width: Math.max(Theme.line, 2); color: Theme.dimension
                y: dimension.middle - dimension.half - (dimension.tight ? Theme.mm(4) : 0); height: 2 * dimension.half + (dimension.tight ? Theme.mm(8) : 0) }
    Arrow { opacity: dimension.grow; x: dimension.at; y: dimension.middle - dimension.half; rotation: dimension.tight ? -90 : 90 }
    Arrow { opacity: dimension.grow; x: dimension.at; y: dimension.middle + dimension.half; rotation: dimension.tight ? 90 : -90 }
    Column {
        id: label
        width: dimension.most
        opacity: dimension.grow
        x: dimension.leftward ? dimension.at - width - Theme.mm(1.5) : dimension.at + Theme.mm(1.5)
        y: dimension.middle - height / 2
        Words { isData: true; text: dimension.value; wrapMode: dimension.terse ? Text.NoWrap : Text.WordWrap; fontSizeMode: Text.HorizontalFit; minimumPixelSize: Theme.mm(2.6); width: parent.width; horizontalAlignment: dimension.leftward ? Text.AlignRight : Text.AlignLeft; font { pixelSize: dimension.terse ? Theme.mm(3.3 * Theme.type) : Theme.body; weight: Font.Medium } }
        Words { visible: !dimension.terse; isData: true; text: dimension.note; width: parent.width; horizontalAlignment: dimension.leftward ? Text.AlignRight : Text.AlignLeft; color: Theme.faint; font.pixelSize: Theme.caption }
    }
}
