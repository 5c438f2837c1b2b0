import QtQuick
import "../kit"

// One setting: what it is, and how it is changed by a touch.
Item {
    id: row
    property var value: ({})
    readonly property real keys: Theme.mm(Theme.narrow ? 77 : Theme.low ? 66 : 78)
    Words {
        id: words
        width: Theme.narrow ? parent.width : parent.width - row.keys - Theme.s3
        height: Theme.narrow ? Theme.mm(5.4) : parent.height
        verticalAlignment: Text.AlignVCenter
        text: row.value.words
        font { weight: Font.Medium; pixelSize: Theme.narrow ? Theme.caption : Theme.body }
        fontSizeMode: Text.Fit
        minimumPixelSize: Theme.mm(2.4)
    }
    Item {
        x: Theme.narrow ? 0 : parent.width - width
        y: Theme.narrow ? words.height : (parent.height - height) / 2
        width: Math.min(parent.width, row.keys)
        height: Theme.target
        BigButton {
            visible: row.value.kind === "number"
            isTarget: visible
            enabled: visible && row.value.canLess
            width: Theme.mm(18); height: parent.height
            beside: false; text: ""; icon: "minus"
            name: row.value.lessName || ""
            onTapped: ui.staff.put(row.value.name, row.value.less)
        }
        Words {
            visible: row.value.kind === "number"
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.mm(18)
            horizontalAlignment: Text.AlignHCenter
            text: row.value.value
            isData: true
            font { pixelSize: Theme.lead; weight: Font.Medium }
        }
        BigButton {
            visible: row.value.kind === "number"
            isTarget: visible
            enabled: visible && row.value.canMore
            x: parent.width - width
            width: Theme.mm(18); height: parent.height
            beside: false; text: ""; icon: "plus"
            name: row.value.moreName || ""
            onTapped: ui.staff.put(row.value.name, row.value.more)
        }
        Row {
            visible: row.value.kind === "language"
            anchors.fill: parent
            spacing: Theme.s2
            Repeater {
                model: ui.languages
                Touchable {
                    id: choice
                    required property var modelData
                    checked: ui.staff.startLanguage === modelData.code
                    isTarget: row.value.kind === "language"
                    enabled: isTarget
                    accessibleRole: Accessible.RadioButton
                    name: row.value.words + ": " + modelData.name
                    width: (parent.width - 2 * Theme.s2) / 3
                    height: parent.height
                    onTapped: ui.staff.say("language", modelData.code)
                    Rectangle {
                        anchors.fill: parent
                        radius: Theme.radius
                        color: choice.checked ? Theme.sign : Theme.card
                        border { width: Theme.line; color: Theme.sign }
                    }
                    Words {
                        anchors.fill: parent
                        horizontalAlignment: Text.AlignHCenter
                        verticalAlignment: Text.AlignVCenter
                        text: choice.modelData.name
                        isData: true
                        color: choice.checked ? Theme.signInk : Theme.sign
                        font.weight: Font.Medium
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Theme.mm(2.6)
                        Accessible.ignored: true
                    }
                }
            }
        }
        Words {
            visible: row.value.kind === "text" || row.value.kind === "pin"
            width: change.x - Theme.s2
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            horizontalAlignment: Theme.narrow ? Text.AlignLeft : Text.AlignRight
            text: row.value.value
            isData: row.value.isData === true
            color: Theme.faint
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
        }
        BigButton {
            id: change
            visible: row.value.kind === "text" || row.value.kind === "pin"
            isTarget: visible
            enabled: visible
            x: parent.width - width
            width: Theme.mm(Theme.low ? 27 : 32); height: parent.height
            text: Say.of("staff.settings.change")
            name: row.value.words + ": " + Say.of("staff.settings.change")
            onTapped: row.value.kind === "pin" ? ui.staff.go("new_pin") : ui.staff.at("select", 0)
        }
    }
    Hairline { anchors { left: parent.left; right: parent.right; bottom: parent.bottom; bottomMargin: -Theme.s1 / 2 } }
}
