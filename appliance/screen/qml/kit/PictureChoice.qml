import QtQuick

// An answer that is given by touching its picture.
Card {
    id: choice
    property string text: ""
    property url picture: ""
    name: text
    Image {
        id: image
        anchors { left: parent.left; right: parent.right; top: parent.top; bottom: label.top; bottomMargin: Theme.s1 }
        source: choice.picture
        sourceSize: Qt.size(Math.max(1, width), Math.max(1, height))
        fillMode: Image.PreserveAspectFit
        Accessible.ignored: true
    }
    Words {
        id: label
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        text: choice.text
        height: Math.min(1.7 * Theme.lead, 0.42 * choice.height)
        fontSizeMode: Text.Fit
        minimumPixelSize: Theme.mm(2.6)
        verticalAlignment: Text.AlignBottom
        horizontalAlignment: Text.AlignHCenter
        font { weight: Font.Medium; pixelSize: Theme.lead }
        Accessible.ignored: true
    }
}
