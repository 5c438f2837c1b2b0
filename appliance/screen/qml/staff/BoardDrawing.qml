import QtQuick
import "../kit"

// The picture's nine parts, those done hatched by a check mark, the board as it is to lie, and an arrow under the side to lift.
Item {
    id: drawing
    property var view: ({})
    readonly property var places: ["upper_left_corner", "upper_edge", "upper_right_corner", "left_edge", "middle", "right_edge",
                                   "lower_left_corner", "lower_edge", "lower_right_corner"]
    readonly property bool isCoin: view.step === "quarter"
    readonly property int place: view.where ? places.indexOf(view.where) : -1
    readonly property string side: view.side || ""
    readonly property real dx: side.indexOf("left") >= 0 ? -1 : side.indexOf("right") >= 0 ? 1 : 0
    readonly property real dy: side.indexOf("upper") >= 0 ? -1 : side.indexOf("lower") >= 0 ? 1 : 0
    Accessible.role: Accessible.Graphic
    Accessible.name: Say.of("staff.calibration.drawing")

    Rectangle {
        anchors.fill: parent
        color: Theme.card
        opacity: Theme.low ? 1 : 0.93
        border { width: Theme.line; color: Theme.ink }
    }
    Repeater {
        model: 9
        Item {
            id: cell
            required property int index
            readonly property bool seen: drawing.view.covered[index] === true
            width: drawing.width / 3
            height: drawing.height / 3
            x: (index % 3) * width
            y: Math.floor(index / 3) * height
            Rectangle {
                anchors.fill: parent
                color: cell.index === drawing.place ? Theme.signTint : "transparent"
                border { width: cell.index === drawing.place ? 3 * Theme.line : Theme.line; color: cell.index === drawing.place ? Theme.sign : Theme.rule }
            }
            Icon {
                visible: cell.seen && !drawing.isCoin
                name: "done"
                color: Theme.good
                size: Theme.mm(3.6)
                pen: 2.4
                x: Theme.s1
                y: Theme.s1
            }
        }
    }
    Item {  // the board
        visible: !drawing.isCoin
        readonly property int at: drawing.place >= 0 ? drawing.place : 4
        width: drawing.width * 0.46
        height: drawing.height * 0.46
        x: (at % 3 + 0.5) * drawing.width / 3 - width / 2 + (1 - at % 3) * width * 0.2
        y: (Math.floor(at / 3) + 0.5) * drawing.height / 3 - height / 2 + (1 - Math.floor(at / 3)) * height * 0.2
        Rectangle {
            anchors.fill: parent
            color: "transparent"
            border { width: 2 * Theme.line; color: Theme.ink }
        }
        Grid {
            anchors { fill: parent; margins: Theme.s1 }
            columns: 8
            Repeater {
                model: 48
                Rectangle {
                    required property int index
                    width: parent.width / 8
                    height: parent.height / 6
                    color: (index + Math.floor(index / 8)) % 2 ? Theme.ink : "transparent"
                    opacity: 0.75
                }
            }
        }
        Rectangle {  // the side to lift, and where to take hold of it
            visible: drawing.side !== ""
            width: Theme.mm(9)
            height: width
            radius: width / 2
            color: Theme.sign
            border { width: 2 * Theme.line; color: Theme.signInk }
            x: (parent.width - width) / 2 + drawing.dx * parent.width / 2
            y: (parent.height - height) / 2 + drawing.dy * parent.height / 2
            Icon { name: "up"; color: Theme.signInk; size: Theme.mm(6); pen: 2.2; anchors.centerIn: parent }
        }
    }
    Rectangle {  // the quarter
        visible: drawing.isCoin && drawing.place >= 0
        width: drawing.height * 0.2
        height: width
        radius: width / 2
        color: Theme.card
        border { width: 3 * Theme.line; color: Theme.ink }
        x: (drawing.place % 3 + 0.5) * drawing.width / 3 - width / 2
        y: (Math.floor(drawing.place / 3) + 0.5) * drawing.height / 3 - height / 2
    }
}
