import QtQuick
import "../kit"

// One kind of part out of a handful: its picture, its name, its bin, and the check mark.
Item {
    id: row
    property var value: ({})
    property int at: 0
    property int pictures: 0
    readonly property real shot: Theme.mm(Theme.narrow ? 15 : Theme.low ? 18 : 24)

    Touchable {
        id: line
        anchors { left: parent.left; top: parent.top; bottom: parent.bottom; right: check.visible ? check.left : parent.right; rightMargin: check.visible ? Theme.s2 : 0 }
        name: [row.value.count, row.value.title, row.value.place, row.value.said].filter(t => t).join(", ")
        enabled: row.value.open
        opacity: row.value.said && !row.value.kept ? 0.7 : 1
        onTapped: ui.staff.at("correct", row.at)
        Rectangle { anchors.fill: parent; radius: Theme.radius; color: line.pressed ? Theme.signTint : "transparent" }
        Rectangle { anchors.fill: picture; visible: Theme.contrast; color: "#d9d9d9"; radius: Theme.radius }  // a black screw on black
        Image {
            id: picture
            x: Theme.s1
            width: row.shot
            height: parent.height - 2 * Theme.s1
            anchors.verticalCenter: parent.verticalCenter
            source: "image://part/" + row.pictures + "/" + row.value.part
            sourceSize.width: row.shot
            fillMode: Image.PreserveAspectFit
            Accessible.ignored: true
        }
        Words {
            id: count
            isData: true
            text: row.value.count
            visible: text !== ""
            font { weight: Font.DemiBold; pixelSize: Theme.lead }
            color: Theme.sign
            x: picture.x + picture.width + Theme.s2
            anchors.verticalCenter: parent.verticalCenter
            Accessible.ignored: true
        }
        Column {
            readonly property real from: count.visible ? count.x + count.width : picture.x + picture.width
            x: from + Theme.s2
            width: parent.width - x - (said.visible ? said.width + Theme.s4 : row.value.said ? Theme.mm(8) : 0)
            anchors.verticalCenter: parent.verticalCenter
            Words {
                width: parent.width
                text: row.value.place
                isData: true
                visible: text !== ""
                font { weight: Font.DemiBold; pixelSize: Theme.low || Theme.narrow ? Theme.body : Theme.lead }
                height: row.height * (Theme.narrow ? 0.62 : 0.54)
                verticalAlignment: Text.AlignBottom
                fontSizeMode: Text.Fit  // the bin is what staff need: smaller rather than cut
                minimumPixelSize: Theme.mm(2)
                lineHeight: 0.95
                Accessible.ignored: true
            }
            Words {
                width: parent.width
                text: row.value.title
                isData: row.value.isData
                color: Theme.faint
                font.pixelSize: Theme.caption
                maximumLineCount: Theme.low || Theme.narrow || Theme.large ? 1 : 2
                elide: Text.ElideRight
                Accessible.ignored: true
            }
        }
        Tag {
            id: said
            visible: row.value.said !== "" && !Theme.narrow
            text: row.value.said
            icon: row.value.kept ? "done" : row.value.keeping ? "time" : "none"
            color: row.value.kept ? Theme.good : Theme.faint
            anchors { right: parent.right; rightMargin: Theme.s2; verticalCenter: parent.verticalCenter }
        }
        Icon {
            visible: row.value.said !== "" && Theme.narrow
            name: row.value.kept ? "done" : row.value.keeping ? "time" : "none"
            color: row.value.kept ? Theme.good : Theme.faint
            anchors { right: parent.right; rightMargin: Theme.s2; verticalCenter: parent.verticalCenter }
        }
    }
    BigButton {
        id: check
        visible: row.value.canConfirm
        isTarget: visible
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        width: Theme.mm(Theme.narrow ? 15 : 20)
        height: parent.height - Theme.s1
        beside: false
        icon: "done"
        text: ""
        name: Say.of("staff.returns.confirm") + ": " + row.value.title
        onTapped: ui.staff.at("confirm", row.at)
    }
    Hairline { anchors { left: parent.left; right: parent.right; bottom: parent.bottom; bottomMargin: -Theme.s1 / 2 } }
}
