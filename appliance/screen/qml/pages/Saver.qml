import QtQuick
import "../kit"

// Dark against burn-in; a small mark wanders. Any touch, or anything on the tray, wakes it.
Rectangle {
    id: page
    property var view: ({})
    property int step: 3
    color: "#000000"
    Accessible.role: Accessible.Pane
    Accessible.name: Say.of("attract.touch")
    Timer { interval: 30000; running: page.visible && !ui.still; repeat: true; onTriggered: page.step += 1 }
    Column {
        x: ((page.step * 37) % 100) / 100 * (parent.width - width)
        y: ((page.step * 61) % 100) / 100 * (parent.height - height)
        spacing: Theme.s2
        Icon { name: "hand"; color: "#5d7a82"; size: Theme.mm(9); pen: 1.2; anchors.horizontalCenter: parent.horizontalCenter }
        Words { text: Say.of("attract.touch"); color: "#8a9ba0"; font.pixelSize: Theme.caption }
    }
    MouseArea { objectName: "wake"; anchors.fill: parent; onPressed: ui.touched() }
}
