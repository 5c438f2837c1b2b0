import QtQuick
import QtQuick.Shapes

// Line drawings in a box of 24: one pen for all of them.
Item {
    id: icon
    property string name: ""
    property color color: Theme.ink
    property real size: Theme.mm(6)
    property real pen: 1.7
    implicitWidth: size
    implicitHeight: size
    readonly property var paths: ({
        way: "M5 21 V14 Q5 11 8 11 H16 Q19 11 19 8 V4 M15 7.5 L19 3.5 L23 7.5",
        label: "M3 5 H13 L21 12 L13 19 H3 Z M7 12 H7.1",
        others: "M4 7 H20 M4 12 H20 M4 17 H14",
        fits: "M12 3 L20 7.5 V16.5 L12 21 L4 16.5 V7.5 Z M12 8.5 A3.5 3.5 0 1 1 11.99 8.5",
        none: "M12 3.5 A8.5 8.5 0 1 1 11.99 3.5 M6.2 6.2 L17.8 17.8",
        back: "M20 12 H4 M10.5 5.5 L4 12 L10.5 18.5",
        next: "M4 12 H20 M13.5 5.5 L20 12 L13.5 18.5",
        up: "M12 20 V4 M5.5 10.5 L12 4 L18.5 10.5",
        down: "M12 4 V20 M5.5 13.5 L12 20 L18.5 13.5",
        done: "M4 12.5 L9.5 18 L20 6.5",
        close: "M5 5 L19 19 M19 5 L5 19",
        again: "M19.5 12 A7.5 7.5 0 1 1 16.5 6 M17.5 2.5 V6.5 H13.5",
        print: "M7 9 V3.5 H17 V9 M7 17 H4 V9 H20 V17 H17 M7 14 H17 V20.5 H7 Z",
        speak: "M4 9.5 H8 L13 5 V19 L8 14.5 H4 Z M16 9 Q18 12 16 15 M18.7 6.5 Q22.3 12 18.7 17.5",
        ease: "M12 3.2 A1.7 1.7 0 1 1 11.99 3.2 M4 9 L12 10.3 L20 9 M12 10.3 V14.5 M12 14.5 L8.5 21 M12 14.5 L15.5 21",
        language: "M12 3.5 A8.5 8.5 0 1 1 11.99 3.5 M3.5 12 H20.5 M12 3.5 Q6.5 12 12 20.5 M12 3.5 Q17.5 12 12 20.5",
        help: "M9 9 Q9 6 12 6 Q15 6 15 9 Q15 11 12 12.6 V14.5 M12 18 H12.1",
        hand: "M8 12 V5.5 Q8 4 9.2 4 Q10.4 4 10.4 5.5 V11 M10.4 10.5 V4.3 Q10.4 3 11.7 3 Q13 3 13 4.3 V10.5 M13 10.8 V5.3 Q13 4 14.2 4 Q15.4 4 15.4 5.3 V11.5 M15.4 11.5 V7.6 Q15.4 6.4 16.5 6.4 Q17.7 6.4 17.7 7.6 V14.5 Q17.7 21 12.5 21 Q9 21 7.3 17.6 L4.8 12.8 Q4.4 11.8 5.3 11.3 Q6.2 10.8 7 11.6 L8 13",
        wipe: "M4 19 H20 M6 15 L14 5 L19 9 L12.5 16 H8 Z",
        camera: "M3 8 H7.5 L9.5 5 H14.5 L16.5 8 H21 V19 H3 Z M12 10 A3.3 3.3 0 1 1 11.99 10",
        lamp: "M9 18 H15 M10 21 H14 M12 3 A6 6 0 0 1 15.5 14 L15 16 H9 L8.5 14 A6 6 0 0 1 12 3",
        warning: "M12 4 L21.5 20 H2.5 Z M12 10 V14.5 M12 17.3 V17.4",
        search: "M10.5 4 A6.5 6.5 0 1 1 10.49 4 M15.5 15.5 L21 21",
        lock: "M6 11 H18 V20.5 H6 Z M8.5 11 V8 Q8.5 4.5 12 4.5 Q15.5 4.5 15.5 8 V11",
        plus: "M12 4 V20 M4 12 H20",
        minus: "M4 12 H20",
        erase: "M8 6 H21 V18 H8 L3 12 Z M11.5 9.5 L17 14.5 M17 9.5 L11.5 14.5",
        settings: "M4 7 H13 M17 7 H20 M15 5 V9 M4 17 H7 M11 17 H20 M9 15 V19",
        power: "M12 3 V12 M7.5 6 A8 8 0 1 0 16.5 6",
        health: "M3 13 H7.5 L10 6 L14 19 L16.5 13 H21",
        teach: "M4 5 H20 V19 H4 Z M8 15 L11 11 L13.5 13.5 L16 10",
        tray: "M3 8 L12 4 L21 8 L12 12 Z M3 8 V16 L12 20 L21 16 V8 M12 12 V20",
        time: "M12 3.5 A8.5 8.5 0 1 1 11.99 3.5 M12 7.5 V12 L15.5 14"
    })
    Shape {
        width: 24
        height: 24
        scale: icon.size / 24
        transformOrigin: Item.TopLeft
        preferredRendererType: Shape.CurveRenderer
        ShapePath {
            strokeColor: icon.color
            strokeWidth: icon.pen
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin
            PathSvg { path: icon.paths[icon.name] || "M4 4 H20 V20 H4 Z" }
        }
    }
    Accessible.ignored: true
}
