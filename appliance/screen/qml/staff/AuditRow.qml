import QtQuick
import "../kit"

// One part out of a drawer; where the counter is not sure, staff say.
Item {
    id: row
    property var value: ({})
    property int at: 0
    property int pictures: 0
    readonly property bool asks: value.verdict === "unsure"
    readonly property color tone: value.verdict === "right" ? Theme.good : Theme.warn
    Rectangle { anchors.fill: picture; visible: Theme.contrast; color: "#d9d9d9"; radius: Theme.radius }  // a black screw on black
    Image {
        id: picture
        x: Theme.s1
        width: Theme.mm(Theme.narrow ? 14 : Theme.low ? (row.asks ? 12 : 16) : 22)
        height: parent.height - 2 * Theme.s1
        anchors.verticalCenter: parent.verticalCenter
        source: "image://part/" + row.pictures + "/" + row.value.part
        sourceSize.width: width
        fillMode: Image.PreserveAspectFit
        Accessible.ignored: true
    }
    Icon {
        id: sign
        name: row.value.verdict === "right" ? "done" : row.asks ? "help" : "close"
        color: row.tone
        pen: 2.2
        x: picture.x + picture.width + Theme.s2
        anchors.verticalCenter: parent.verticalCenter
    }
    Column {
        x: sign.x + sign.width + Theme.s2
        width: (row.asks ? yes.x - Theme.s2 : row.width) - x
        anchors.verticalCenter: parent.verticalCenter
        Words {
            width: parent.width
            text: row.value.words
            color: row.tone
            height: row.height * (second.visible ? 0.56 : 0.92)
            verticalAlignment: second.visible ? Text.AlignBottom : Text.AlignVCenter
            font { weight: Font.Medium; pixelSize: Theme.narrow || Theme.low ? Theme.caption : Theme.body }
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.mm(1.9)
            lineHeight: 0.95
        }
        Words {
            id: second
            width: parent.width
            text: row.value.title
            isData: true
            visible: text !== "" && !((row.asks || Theme.large) && (Theme.narrow || Theme.low))
            color: Theme.faint
            font.pixelSize: Theme.caption
            maximumLineCount: 1
            elide: Text.ElideRight
        }
    }
    BigButton {
        id: yes
        visible: row.asks
        isTarget: visible
        x: no.x - width - Theme.s1
        width: Theme.mm(Theme.narrow || Theme.low ? 12 : 16)
        height: parent.height - Theme.s1
        beside: false
        text: ""
        icon: "done"
        name: Say.of("staff.audit.yes") + " " + (row.at + 1)
        onTapped: ui.staff.at("confirm", row.at)
    }
    BigButton {
        id: no
        visible: row.asks
        isTarget: visible
        x: parent.width - width
        width: yes.width
        height: parent.height - Theme.s1
        beside: false
        quiet: true
        text: ""
        icon: "close"
        name: Say.of("staff.audit.no") + " " + (row.at + 1)
        onTapped: ui.staff.at("correct", row.at)
    }
    Hairline { anchors { left: parent.left; right: parent.right; bottom: parent.bottom; bottomMargin: -Theme.s1 / 2 } }
}
