import QtQuick
import QtQuick.Shapes

// A slim filled arrow head (ISO 129-1) whose tip is at its origin and points to the left before `rotation`.
Item {
    id: arrow
    property color color: Theme.dimension
    property real size: Theme.mm(2)
    Shape {
        ShapePath {
            strokeWidth: -1
            fillColor: arrow.color
            PathPolyline { path: [Qt.point(0, 0), Qt.point(arrow.size, -0.17 * arrow.size), Qt.point(arrow.size, 0.17 * arrow.size), Qt.point(0, 0)] }
        }
    }
}
