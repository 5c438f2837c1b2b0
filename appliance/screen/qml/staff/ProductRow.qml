import QtQuick
import "../kit"

// A product of the store in a list: its place first, for that is where one goes.
Touchable {
    id: row
    property var value: ({})
    property string end: ""
    property string sign: ""
    property bool mine: false
    name: [value.title, value.place, end].filter(t => t).join(", ")
    Rectangle { anchors.fill: parent; radius: Theme.radius; color: row.pressed || row.mine ? Theme.signTint : "transparent" }
    Icon {
        id: icon
        visible: row.sign !== ""
        name: row.sign
        color: Theme.sign
        x: Theme.s2
        anchors.verticalCenter: parent.verticalCenter
    }
    Column {
        x: icon.visible ? icon.x + icon.width + Theme.s3 : Theme.s2
        width: tail.x - x - Theme.s2
        anchors.verticalCenter: parent.verticalCenter
        Words {
            width: parent.width
            text: row.value.title
            isData: true
            font { weight: Font.Medium; pixelSize: Theme.low ? Theme.caption : Theme.body }
            maximumLineCount: Theme.low || (Theme.narrow && Theme.large) ? 1 : 2
            lineHeight: 0.98
            elide: Text.ElideRight
            Accessible.ignored: true
        }
        Words {
            width: parent.width
            text: row.value.place
            isData: true
            color: Theme.faint
            font.pixelSize: Theme.caption
            wrapMode: Text.NoWrap
            fontSizeMode: Text.HorizontalFit  // smaller rather than without its bin
            minimumPixelSize: Theme.mm(1.8)
            Accessible.ignored: true
        }
    }
    Words {
        id: tail
        text: row.end
        isData: true
        x: row.width - width - Theme.s2
        anchors.verticalCenter: parent.verticalCenter
        wrapMode: Text.NoWrap
        color: Theme.faint
        font.pixelSize: Theme.caption
        Accessible.ignored: true
    }
    Hairline { anchors { left: parent.left; right: parent.right; bottom: parent.bottom; bottomMargin: -Theme.s1 / 2 } }
}
