import QtQuick
import QtQuick.Shapes
import "../kit"

// The map of the store, and the way from here, drawn step by step.
Sheet {
    id: sheet
    readonly property var product: view.product || ({})
    title: view.title || ""
    back: true
    onBackTapped: ui.back()
    actions: [{text: Say.of("answer.label"), icon: "label", run: () => ui.go("label")}]
    TwoPane {
        touch: false
        anchors.fill: parent
        share: Theme.low ? 0.5 : 0.6
        stackedShare: Theme.narrow ? 0.56 : 0.5
        picture: Item {
            id: map
            anchors.fill: parent
            readonly property var size: sheet.view.size || [1, 1]
            readonly property real s: Math.min(width / size[0], height / size[1])
            readonly property var way: sheet.view.way || []
            readonly property real length: {
                let sum = 0
                for (let i = 1; i < way.length; i++)
                    sum += Math.hypot(way[i][0] - way[i - 1][0], way[i][1] - way[i - 1][1])
                return Math.max(0.01, sum * s)
            }
            property real gone: ui.still ? 1 : 0
            NumberAnimation on gone { running: !ui.still && map.way.length > 1; from: 0; to: 1; duration: 1600; easing.type: Easing.InOutQuad }
            Accessible.role: Accessible.Graphic
            Accessible.name: sheet.view.title + ", " + (sheet.product.place || "")
            Words { visible: !sheet.view.map; anchors.centerIn: parent; width: parent.width * 0.8; horizontalAlignment: Text.AlignHCenter; text: visible ? sheet.view.noMap || "" : ""; font.pixelSize: Theme.lead; color: Theme.faint }
            Item {
                id: floor
                visible: sheet.view.map ? true : false
                width: map.size[0] * map.s
                height: map.size[1] * map.s
                anchors.centerIn: parent
                Drawn { anchors.fill: parent; what: sheet.view.map || "" }
                Shape {
                    visible: map.way.length > 1
                    ShapePath {
                        strokeColor: Theme.dimension
                        strokeWidth: Theme.mm(1.1)
                        fillColor: "transparent"
                        capStyle: ShapePath.FlatCap
                        joinStyle: ShapePath.RoundJoin
                        strokeStyle: map.gone < 1 ? ShapePath.DashLine : ShapePath.SolidLine
                        dashPattern: [map.length / strokeWidth, map.length / strokeWidth]
                        dashOffset: (1 - map.gone) * map.length / strokeWidth
                        PathPolyline { path: map.way.map(p => Qt.point(p[0] * map.s, p[1] * map.s)) }
                    }
                }
                Arrow {
                    visible: map.way.length > 1 && map.gone >= 1
                    readonly property var last: map.way.length > 1 ? map.way[map.way.length - 1] : [0, 0]
                    readonly property var before: map.way.length > 1 ? map.way[map.way.length - 2] : [0, 1]
                    size: Theme.mm(4)
                    x: last[0] * map.s
                    y: last[1] * map.s
                    rotation: Math.atan2(before[1] - last[1], before[0] - last[0]) * 180 / Math.PI
                }
                Rectangle {
                    id: here
                    readonly property var at: sheet.view.here || [0, 0]
                    width: Theme.mm(4.4)
                    height: width
                    radius: width / 2
                    color: Theme.paper
                    border { width: Theme.mm(0.9); color: Theme.dimension }
                    x: at[0] * map.s - width / 2
                    y: at[1] * map.s - height / 2
                }
                Words {
                    text: Say.of("way.here")
                    color: Theme.dimension
                    font { pixelSize: Theme.caption; weight: Font.DemiBold }
                    wrapMode: Text.NoWrap
                    readonly property bool roomRight: here.x + here.width + Theme.mm(1) + width <= (map.width + parent.width) / 2
                    x: roomRight ? here.x + here.width + Theme.mm(1) : here.x - width - Theme.mm(1)
                    y: here.y + (here.height - height) / 2
                }
            }
        }
        FitColumn {
            anchors.fill: parent
            spacing: Theme.low || Theme.narrow ? Theme.s2 : Theme.s3
            Plaque { width: parent.width; product: sheet.product }
            Words { width: parent.width; visible: text !== ""; text: sheet.view.far || ""; font.pixelSize: Theme.lead }
            Hairline { width: parent.width }
            ProductLine { width: parent.width; product: sheet.product; lines: Theme.low || Theme.narrow ? 1 : 2; withPicture: !Theme.low }
        }
    }
}
