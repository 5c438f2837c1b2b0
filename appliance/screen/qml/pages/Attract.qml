import QtQuick
import "../kit"

// Nobody is here: three quiet pictures, one after the other, in the store's languages; never quite at the same place.
Item {
    id: page
    property var view: ({})
    property int step: 0
    readonly property var screws: ["pan/phillips/die/zinc", "flat/slotted/cone/brass", "hex/hex_external/die/zinc", "socket_cap/hex_socket/die/black", "oval/phillips/cone/stainless"]
    readonly property var keys: ["attract.what", "attract.how", "attract.where"]
    readonly property real drift: ((step * 7) % 5 - 2) * Theme.mm(1.5)
    Accessible.role: Accessible.Pane
    Accessible.name: Say.of("attract.what")
    Timer { interval: 4200; running: page.visible && !ui.still; repeat: true; onTriggered: fade.restart() }
    SequentialAnimation {
        id: fade
        NumberAnimation { target: stage; property: "opacity"; to: 0; duration: Theme.calm }
        ScriptAction { script: page.step += 1 }
        NumberAnimation { target: stage; property: "opacity"; to: 1; duration: Theme.calm }
    }
    Item {
        id: stage
        anchors.fill: parent
        Drawn {
            id: drawing
            what: "drawing/screw/" + page.screws[Math.floor(page.step / 3) % page.screws.length]
            width: parent.width - 2 * Theme.margin - Theme.mm(Theme.narrow ? 0 : 20)
            height: parent.height * (Theme.portrait ? 0.36 : 0.44)
            x: (parent.width - width) / 2 + page.drift
            y: parent.height * 0.08 + page.drift / 2
        }
        Words {
            id: line
            anchors { left: parent.left; right: parent.right; top: drawing.bottom; leftMargin: Theme.margin; rightMargin: Theme.margin; topMargin: Theme.s3 }
            horizontalAlignment: Text.AlignHCenter
            text: Say.of(page.keys[page.step % 3])
            font { pixelSize: Theme.display; weight: Font.Light }
            lineHeight: 0.95
        }
    }
    Row {
        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: Theme.s4 }
        spacing: Theme.s2
        Icon { name: "hand"; color: Theme.sign; size: Theme.mm(6); anchors.verticalCenter: parent.verticalCenter }
        Words { text: Say.of("attract.touch"); color: Theme.sign; font { pixelSize: Theme.lead; weight: Font.Medium } anchors.verticalCenter: parent.verticalCenter }
    }
    MouseArea { objectName: "wake"; anchors.fill: parent; onPressed: ui.touched() }
}
