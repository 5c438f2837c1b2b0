import QtQuick

// How sure: three marks and words, never colour alone.
Row {
    id: sureness
    property int level: 0
    property string text: ""
    property int most: Theme.mm(80)
    spacing: Theme.s2
    Row {
        id: marks
        spacing: Theme.mm(0.9)
        anchors.verticalCenter: parent.verticalCenter
        Repeater {
            model: 3
            Rectangle {
                required property int index
                width: Theme.mm(2)
                height: Theme.mm(2.2 + 1.1 * index)
                anchors.bottom: parent.bottom
                color: index < sureness.level ? Theme.sign : "transparent"
                border { width: Math.max(1, Theme.line); color: Theme.sign }
            }
        }
    }
    Words {
        width: Math.min(implicitWidth, sureness.most - marks.width - sureness.spacing)
        text: sureness.text
        font.weight: Font.Medium
        anchors.verticalCenter: parent.verticalCenter
    }
}
