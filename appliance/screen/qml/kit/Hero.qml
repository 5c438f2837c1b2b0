import QtQuick
import QtQuick.Shapes

// The screw itself: its photograph, the outline that draws itself, the dimension lines that grow.
Item {
    id: hero
    property var view: ({})
    readonly property bool terse: Theme.narrow || Theme.low  // diameters without what they are in inches
    readonly property bool ready: view.box !== undefined
    readonly property var dims: ready ? view.dims.filter(d => d.side !== "above" || !(terse && Theme.large)) : []
    readonly property int wordsWidth: Theme.mm((terse ? 15 : 21.5) * (Theme.large ? 1.22 : 1))
    readonly property real leftRoom: hasDim("left") ? wordsWidth + Theme.mm(terse ? 4.5 : 5) : Theme.mm(3)
    readonly property real rightRoom: hasDim("right") ? wordsWidth + Theme.mm(terse ? 4.5 : 5) : Theme.mm(3)
    readonly property real topRoom: hasDim("above") ? Theme.mm(4) + 1.5 * Theme.caption : Theme.mm(3)
    readonly property real bottomRoom: hasDim("below") ? Theme.mm(5) + 1.4 * Theme.lead : Theme.mm(3)
    readonly property real wide: ready ? view.high[0] - view.low[0] : 1
    readonly property real tall: ready ? view.high[1] - view.low[1] : 1
    readonly property real s: Math.max(0.01, Math.min((width - leftRoom - rightRoom) / wide, (height - topRoom - bottomRoom) / tall, 3.2))
    readonly property real ox: leftRoom + (width - leftRoom - rightRoom - wide * s) / 2 - (ready ? view.low[0] * s : 0)
    readonly property real oy: topRoom + (height - topRoom - bottomRoom - tall * s) / 2 - (ready ? view.low[1] * s : 0)
    property real drawn: ui.still ? 1 : 0
    property real grown: ui.still ? 1 : 0
    Accessible.role: Accessible.Graphic
    Accessible.name: Say.of("common.drawing")

    function hasDim(side) { return dims.some(d => d.side === side) }

    Image {
        visible: hero.ready
        source: hero.ready ? hero.view.picture : ""
        cache: false  // the same name may be another part's picture later
        x: hero.ready ? hero.ox + hero.view.box[0] * hero.s : 0
        y: hero.ready ? hero.oy + hero.view.box[1] * hero.s : 0
        width: hero.ready ? hero.view.box[2] * hero.s : 0
        height: hero.ready ? hero.view.box[3] * hero.s : 0
        smooth: true
    }
    Shape {
        visible: hero.ready
        x: hero.ox
        y: hero.oy
        scale: hero.s
        transformOrigin: Item.TopLeft
        ShapePath {
            id: pen
            readonly property real around: hero.ready ? hero.view.around / strokeWidth : 1
            strokeColor: Theme.sign
            strokeWidth: Theme.mm(0.42) / hero.s
            fillColor: "transparent"
            joinStyle: ShapePath.RoundJoin
            strokeStyle: hero.drawn < 1 ? ShapePath.DashLine : ShapePath.SolidLine
            dashPattern: [around, around]
            dashOffset: (1 - hero.drawn) * around
            PathSvg { path: hero.ready ? hero.view.outline : "" }
        }
    }
    Rectangle {  // the middle line of a drawing
        visible: hero.ready && hero.dims.length > 0
        x: hero.leftRoom - Theme.mm(2)
        width: (hero.width - hero.leftRoom - hero.rightRoom + Theme.mm(4)) * hero.grown
        y: hero.oy + (hero.ready ? (hero.view.low[1] + hero.view.high[1]) / 2 * hero.s : 0)
        height: Theme.line
        color: Theme.dimension
        opacity: 0.35
    }
    Repeater {
        model: hero.dims.filter(d => d.kind === "across")
        AcrossDimension {
            required property var modelData
            x1: hero.ox + modelData.a[0] * hero.s
            y1: hero.oy + modelData.a[1] * hero.s
            x2: hero.ox + modelData.b[0] * hero.s
            y2: hero.oy + modelData.b[1] * hero.s
            at: modelData.side === "above" ? hero.oy + hero.view.low[1] * hero.s - Theme.mm(3) : hero.oy + hero.view.high[1] * hero.s + Theme.mm(3.5)
            value: modelData.value
            note: modelData.note
            roomWidth: hero.width
            grow: hero.grown
        }
    }
    Repeater {
        model: hero.dims.filter(d => d.kind === "upright")
        UprightDimension {
            required property var modelData
            x1: hero.ox + modelData.a[0] * hero.s
            y1: hero.oy + modelData.a[1] * hero.s
            x2: hero.ox + modelData.b[0] * hero.s
            y2: hero.oy + modelData.b[1] * hero.s
            at: modelData.side === "left" ? hero.ox + hero.view.low[0] * hero.s - Theme.mm(3.5) : hero.ox + hero.view.high[0] * hero.s + Theme.mm(3.5)
            value: modelData.value
            note: modelData.note
            most: hero.wordsWidth
            terse: hero.terse
            grow: hero.grown
        }
    }
    SequentialAnimation {
        running: !ui.still && hero.ready
        NumberAnimation { target: hero; property: "drawn"; from: 0; to: 1; duration: Theme.slow; easing.type: Easing.InOutQuad }
        NumberAnimation { target: hero; property: "grown"; from: 0; to: 1; duration: Theme.calm; easing.type: Easing.OutCubic }
    }
}
