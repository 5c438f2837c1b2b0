import QtQuick

// A big action: an icon over (or beside) its words, filled where it is the first thing to do.
Touchable {
    id: button
    property string text: ""
    property string icon: ""
    property bool primary: false
    property bool quiet: false
    property bool beside: width > 3.2 * height || icon === ""
    readonly property color inkOnIt: primary ? Theme.signInk : (quiet ? Theme.ink : Theme.sign)
    name: text
    implicitHeight: Theme.bigTarget
    implicitWidth: Math.max(Theme.mm(26), label.implicitWidth + Theme.mm(14))

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: button.primary ? Theme.sign : (button.pressed ? Theme.signTint : Theme.card)
        border { width: button.primary ? 0 : (button.checked ? 3 * Theme.line : Theme.line); color: button.quiet ? Theme.rule : Theme.sign }
        Rectangle {
            anchors.fill: parent
            radius: parent.radius
            visible: button.pressed
            color: Theme.ink
            opacity: 0.18
        }
    }
    Icon {
        id: sign
        visible: button.icon !== ""
        name: button.icon
        color: button.inkOnIt
        size: Theme.mm(button.beside ? 5.6 : 5)
        x: button.beside ? Theme.s3 : (button.width - width) / 2
        y: button.beside ? (button.height - height) / 2 : button.text === "" ? (button.height - height) / 2 : Theme.mm(1.3)
    }
    Words {
        id: label
        text: button.text
        color: button.inkOnIt
        font.weight: Font.Medium
        font.pixelSize: button.beside ? Theme.body : Theme.caption
        fontSizeMode: Text.Fit
        minimumPixelSize: Theme.mm(2.5)
        lineHeight: 0.95
        horizontalAlignment: button.beside && button.icon !== "" ? Text.AlignLeft : Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        x: button.beside && button.icon !== "" ? sign.x + sign.width + Theme.s2 : Theme.s1
        y: button.beside ? 0 : sign.y + sign.height
        width: button.width - x - (button.beside ? Theme.s2 : Theme.s1)
        height: button.beside ? button.height : button.height - y - Theme.mm(0.6)
        Accessible.ignored: true
    }
}
