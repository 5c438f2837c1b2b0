import QtQuick

// A small remark with its sign, never by colour alone.
Row {
    id: tag
    property string text: ""
    property string icon: "done"
    property color color: Theme.good
    property int most: Theme.mm(80)
    property bool isData: false
    spacing: Theme.s1
    Icon {
        id: mark
        name: tag.icon
        color: tag.color
        size: Theme.mm(4.4 * Theme.type)
        pen: 2.2
    }
    Words {
        text: tag.text
        isData: tag.isData
        color: tag.color
        font.weight: Font.Medium
        width: Math.min(implicitWidth, tag.most - mark.width - tag.spacing)
        font.pixelSize: Theme.body
    }
}
