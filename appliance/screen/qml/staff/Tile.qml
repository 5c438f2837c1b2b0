import QtQuick
import "../kit"

// A large field of the desk: a sign, and a word or three below it.
Touchable {
    id: tile
    property string text: ""
    property string icon: ""
    readonly property bool beside: width > 2.6 * height
    name: text
    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: tile.pressed ? Theme.signTint : Theme.card
        border { width: tile.pressed ? 3 * Theme.line : Theme.line; color: tile.pressed ? Theme.sign : Theme.rule }
    }
    Icon {
        id: sign
        name: tile.icon
        color: Theme.sign
        pen: 1.4
        size: tile.beside ? Math.min(Theme.mm(8), tile.height * 0.6) : Math.min(Theme.mm(12), tile.height * 0.4)
        x: tile.beside ? Theme.s3 : (tile.width - width) / 2
        y: tile.beside ? (tile.height - height) / 2 : tile.height * 0.42 - height * 0.75
    }
    Words {
        text: tile.text
        x: tile.beside ? sign.x + sign.width + Theme.s3 : Theme.s2
        width: tile.width - x - Theme.s2
        y: tile.beside ? 0 : sign.y + sign.height + Theme.s1
        height: tile.height - y - (tile.beside ? 0 : Theme.s1)
        horizontalAlignment: tile.beside ? Text.AlignLeft : Text.AlignHCenter
        verticalAlignment: tile.beside ? Text.AlignVCenter : Text.AlignTop
        font { pixelSize: Theme.low ? Theme.caption : Theme.narrow ? Theme.body : Theme.lead; weight: Font.Medium }
        fontSizeMode: Text.Fit
        minimumPixelSize: Theme.mm(2.6)
        lineHeight: 0.95
        Accessible.ignored: true
    }
}
