import QtQuick
import QtQuick.Shapes

// The photograph of the tray with what lies there outlined; a part is chosen by touching it.
Item {
    id: tray
    property url source: ""
    property var size: [4, 3]
    property var parts: []  // [{outline, box, number, told, part, title}]
    property bool live: true
    readonly property real s: Math.min(width / size[0], height / size[1])
    signal picked(int part)
    Accessible.role: Accessible.Graphic
    Accessible.name: Say.of("common.photograph")
    Image {
        id: photograph
        anchors.centerIn: parent
        width: tray.size[0] * tray.s
        height: tray.size[1] * tray.s
        source: tray.source
        cache: false
        sourceSize.width: width
    }
    Rectangle { anchors.fill: photograph; color: "transparent"; border { width: Theme.line; color: Theme.ink } }
    Repeater {
        model: tray.parts
        Item {
            id: mark
            required property var modelData
            x: photograph.x
            y: photograph.y
            readonly property color tone: modelData.told === false ? "#9c4510" : "#0e5c6e"
            Shape {
                scale: tray.s
                transformOrigin: Item.TopLeft
                ShapePath {
                    strokeColor: mark.tone
                    strokeWidth: Theme.mm(0.55) / tray.s
                    strokeStyle: mark.modelData.told === false ? ShapePath.DashLine : ShapePath.SolidLine
                    dashPattern: [4, 3]
                    fillColor: "transparent"
                    PathSvg { path: mark.modelData.outline }
                }
            }
            Rectangle {
                visible: mark.modelData.number !== undefined
                readonly property var box: mark.modelData.box || [0, 0, 0, 0]
                width: Theme.mm(6.5)
                height: width
                radius: width / 2
                color: mark.tone
                x: Math.max(0, Math.min(photograph.width - width, (box[0] + box[2] / 2) * tray.s - width / 2))
                y: Math.max(0, (box[1]) * tray.s - height - Theme.mm(1))
                Words { anchors.centerIn: parent; text: mark.modelData.number || ""; isData: true; color: "#ffffff"; font { pixelSize: Theme.mm(4); weight: Font.DemiBold } }
            }
        }
    }
    MouseArea {
        objectName: "trayTouch"
        anchors.fill: photograph
        enabled: tray.live
        onClicked: mouse => {
            ui.touched()
            let best = -1, least = Theme.mm(14)
            for (const part of tray.parts) {
                if (part.told === false || part.box === undefined)
                    continue
                const dx = Math.max(part.box[0] * tray.s - mouse.x, 0, mouse.x - (part.box[0] + part.box[2]) * tray.s)
                const dy = Math.max(part.box[1] * tray.s - mouse.y, 0, mouse.y - (part.box[1] + part.box[3]) * tray.s)
                if (Math.hypot(dx, dy) < least) {
                    least = Math.hypot(dx, dy)
                    best = part.part
                }
            }
            if (best >= 0)
                tray.picked(best)
        }
    }
}
