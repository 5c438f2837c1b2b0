import QtQuick

// A horizontal dimension: extension lines, a line that grows from its middle, its value beyond it.
Item {
    id: dimension
    property real x1
    property real x2
    property real y1
    property real y2
    property real at          // height of the line
    property string value
    property string note
    property real grow: 1
    property real roomWidth
    readonly property bool above: at < Math.min(y1, y2)
    readonly property real middle: (x1 + x2) / 2
    readonly property real half: grow * (x2 - x1) / 2
    readonly property real gap: Theme.mm(1.2)
    readonly property int thin: Theme.line
    readonly property bool beside: number.implicitWidth + remark.implicitWidth + Theme.s2 <= roomWidth
    readonly property real wordsWidth: beside ? number.implicitWidth + remark.implicitWidth + Theme.s2 : Math.max(number.implicitWidth, remark.implicitWidth)

    Rectangle { x: dimension.x1; width: dimension.thin; color: Theme.dimension; opacity: dimension.grow
                y: dimension.above ? dimension.at - dimension.gap : dimension.y1 + dimension.gap
                height: Math.max(0, Math.abs(dimension.at - dimension.y1)) }
    Rectangle { x: dimension.x2 - width; width: dimension.thin; color: Theme.dimension; opacity: dimension.grow
                y: dimension.above ? dimension.at - dimension.gap : dimension.y2 + dimension.gap
                height: Math.max(0, Math.abs(dimension.at - dimension.y2)) }
    Rectangle { x: dimension.middle - dimension.half; width: 2 * dimension.half; y: dimension.at - height / 2; height: Math.max(dimension.thin, 2); color: Theme.dimension }
    Arrow { opacity: dimension.grow; x: dimension.middle - dimension.half; y: dimension.at }
    Arrow { opacity: dimension.grow; x: dimension.middle + dimension.half; y: dimension.at; rotation: 180 }
    Words {
        id: number
        isData: true
        text: dimension.value
        opacity: dimension.grow
        wrapMode: Text.NoWrap
        font { pixelSize: dimension.above ? Theme.caption : Theme.lead; weight: Font.Medium }
        x: Math.max(0, Math.min(dimension.roomWidth - dimension.wordsWidth, dimension.middle - dimension.wordsWidth / 2)) + (dimension.beside ? 0 : (dimension.wordsWidth - width) / 2)
        y: dimension.above ? dimension.at - height - Theme.mm(0.8) - (dimension.beside ? 0 : remark.height) : dimension.at + Theme.mm(0.8)
    }
    Words {
        id: remark
        isData: true
        text: dimension.note
        opacity: dimension.grow
        wrapMode: Text.NoWrap
        color: Theme.faint
        font.pixelSize: Theme.caption
        x: dimension.beside ? number.x + number.width + Theme.s2 : number.x + (number.width - width) / 2
        y: dimension.beside ? number.y + number.height - height - (number.height - height) * 0.3 : number.y + number.height
    }
}
