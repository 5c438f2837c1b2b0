import QtQuick

// One of several: a picture, two lines, something at the end.
Touchable {
    id: row
    property string title: ""
    property string detail: ""
    property string end: ""
    property bool titleIsData: true
    property bool detailIsData: false
    property url picture: ""
    property string icon: ""
    property bool marked: false
    name: [title, detail, end].filter(t => t !== "").join(", ")
    implicitHeight: Math.max(Theme.bigTarget, lines.height + 2 * Theme.s2)
    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: row.pressed || row.marked ? Theme.signTint : "transparent"
    }
    Image {
        id: image
        visible: row.picture != ""
        x: Theme.s1
        width: visible ? Theme.mm(22) : 0
        height: row.height - 2 * Theme.s1
        anchors.verticalCenter: parent.verticalCenter
        fillMode: Image.PreserveAspectFit
        source: row.picture
        sourceSize: Qt.size(Theme.mm(22), Theme.mm(12))
        Accessible.ignored: true
    }
    Icon {
        id: sign
        visible: row.icon !== ""
        name: row.icon
        color: Theme.sign
        x: Theme.s2
        anchors.verticalCenter: parent.verticalCenter
    }
    Column {
        id: lines
        x: image.visible ? image.x + image.width + Theme.s3 : (sign.visible ? sign.x + sign.width + Theme.s3 : Theme.s2)
        width: tail.x - x - Theme.s2
        anchors.verticalCenter: parent.verticalCenter
        Words {
            width: parent.width
            text: row.title
            isData: row.titleIsData
            font.weight: Font.Medium
            maximumLineCount: 2
            elide: Text.ElideRight
            Accessible.ignored: true
        }
        Words {
            width: parent.width
            visible: text !== ""
            text: row.detail
            isData: row.detailIsData
            color: Theme.faint
            font.pixelSize: Theme.caption
            Accessible.ignored: true
        }
    }
    Words {
        id: tail
        text: row.end
        isData: true
        width: implicitWidth
        x: row.width - width - Theme.s2
        anchors.verticalCenter: parent.verticalCenter
        wrapMode: Text.NoWrap
        font.weight: Font.Medium
        Accessible.ignored: true
    }
    Hairline {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
    }
}
