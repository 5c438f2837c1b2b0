import QtQuick
import Screwtray

// What the camera sees now, in the frame of a drawing.
Item {
    id: live
    property bool running: true
    property real aspect: 4 / 3
    readonly property real fitWidth: Math.min(width, height * aspect)
    property alias pictureItem: picture
    Accessible.role: Accessible.Graphic
    Accessible.name: Say.of("common.live_picture")
    Preview {
        id: picture
        objectName: "preview"
        running: live.running && live.visible
        source: ui
        width: live.fitWidth
        height: width / live.aspect
        anchors.centerIn: parent
    }
    Rectangle {
        anchors.fill: picture
        color: "transparent"
        border { width: Theme.line; color: Theme.ink }
    }
    Repeater {  // corner ticks, as on a drawing's frame
        model: 4
        Item {
            required property int index
            x: picture.x + (index % 2) * picture.width
            y: picture.y + Math.floor(index / 2) * picture.height
            Rectangle { width: Theme.mm(5); height: 3 * Theme.line; x: parent.index % 2 ? -width : 0; y: -height / 2; color: Theme.ink }
            Rectangle { width: 3 * Theme.line; height: Theme.mm(5); x: -width / 2; y: parent.index > 1 ? -height : 0; color: Theme.ink }
        }
    }
}
