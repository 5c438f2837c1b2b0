import QtQuick
import "../kit"

// What lies over everything: the page behind is dimmed and cannot be touched.
Item {
    id: veil
    property bool shown: false
    default property alias content: sheet.data
    property int wanted: Theme.mm(120)
    property int sheetHeight: Theme.mm(80)
    signal dismissed()
    visible: shown
    objectName: "veil"
    Rectangle { anchors.fill: parent; color: Theme.contrast ? "#000000" : "#1e2934"; opacity: Theme.contrast ? 0.8 : 0.55 }
    MouseArea { anchors.fill: parent; enabled: veil.shown; onClicked: { ui.touched(); veil.dismissed() } }
    Rectangle {
        id: frame
        objectName: "veilSheet"
        width: Math.min(veil.wanted, veil.width - 2 * Theme.margin)
        height: Math.min(veil.sheetHeight, veil.height - 2 * Theme.s2)
        x: (veil.width - width) / 2
        y: Theme.reach ? veil.height - height - Theme.s3 : (veil.height - height) / 2
        color: Theme.paper
        radius: Theme.radius
        border { width: Theme.line; color: Theme.ink }
        MouseArea { anchors.fill: parent }
        Item { id: sheet; anchors { fill: parent; margins: Theme.s4 } }
    }
}
