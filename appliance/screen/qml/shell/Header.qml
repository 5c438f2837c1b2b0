import QtQuick
import "../kit"

// The store's name, the languages, and how the screen can be made easier; on every page.
Item {
    id: header
    height: Theme.mm(Theme.low || Theme.narrow ? 13 : 15)

    Touchable {
        id: store
        objectName: "store"
        isTarget: false
        name: ui.storeName
        accessibleRole: Accessible.StaticText
        anchors { left: parent.left; leftMargin: Theme.margin; verticalCenter: parent.verticalCenter }
        width: choices.x - x - Theme.s2
        height: Theme.target
        Image {
            id: logo
            source: ui.logo
            visible: status === Image.Ready
            height: Theme.mm(9)
            width: visible ? Math.min(implicitWidth * height / Math.max(1, implicitHeight), Theme.mm(30)) : 0
            anchors.verticalCenter: parent.verticalCenter
            fillMode: Image.PreserveAspectFit
            Accessible.ignored: true
        }
        Words {
            x: logo.visible ? logo.width + Theme.s2 : 0
            width: parent.width - x
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            text: ui.storeName
            isData: true
            wrapMode: Text.NoWrap
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.mm(2.6)
            font { pixelSize: Theme.lead; weight: Font.DemiBold; letterSpacing: Theme.mm(0.08) }
            Accessible.ignored: true
        }
        TapHandler {  // staff hold the name for two seconds
            longPressThreshold: 2
            onLongPressed: ui.knock()
        }
    }
    Row {
        id: choices
        anchors { right: parent.right; rightMargin: Theme.margin; verticalCenter: parent.verticalCenter }
        spacing: Theme.narrow ? 0 : Theme.s1
        Repeater {
            model: ui.languages
            Touchable {
                id: choice
                required property var modelData
                readonly property bool mine: ui.language === modelData.code
                width: Theme.mm(Theme.narrow ? 11.5 : 13)
                height: Theme.target
                name: modelData.name
                accessibleRole: Accessible.RadioButton
                checked: mine
                onTapped: ui.setLanguage(modelData.code)
                Words {
                    id: code
                    anchors.centerIn: parent
                    text: choice.modelData.code.toUpperCase()
                    isData: true
                    color: choice.mine ? Theme.sign : Theme.faint
                    font { pixelSize: Theme.body; weight: choice.mine ? Font.DemiBold : Font.Normal }
                    Accessible.ignored: true
                }
                Rectangle {
                    visible: choice.mine
                    color: Theme.sign
                    height: 3 * Theme.line
                    width: code.width
                    anchors { horizontalCenter: parent.horizontalCenter; top: code.bottom; topMargin: Theme.mm(0.6) }
                }
            }
        }
        Touchable {
            id: ease
            objectName: "ease"
            width: Theme.mm(Theme.narrow ? 12 : 14)
            height: Theme.target
            name: Say.of("comfort.title")
            onTapped: ui.openPanel(true)
            Rectangle {
                anchors.centerIn: parent
                width: Theme.mm(10)
                height: width
                radius: width / 2
                color: ease.pressed ? Theme.signTint : "transparent"
                border { width: Theme.line; color: Theme.sign }
            }
            Icon { name: "ease"; color: Theme.sign; anchors.centerIn: parent; size: Theme.mm(6.4) }
        }
    }
    Hairline {
        anchors { left: parent.left; right: parent.right; leftMargin: Theme.margin; rightMargin: Theme.margin }
        y: Theme.reach ? 0 : parent.height - height
    }
}
