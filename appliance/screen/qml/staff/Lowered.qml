import QtQuick
import "../kit"

// The room of a page without a picture: in reach mode it begins where a low hand can touch.
Item {
    id: lowered
    property Item sheet: null
    default property alias content: inside.data
    readonly property real drop: Theme.reach && Theme.stacked && sheet ? Math.max(0, 0.36 * (sheet.height + Theme.mm(15)) - sheet.room.y) : 0
    anchors { fill: parent; bottomMargin: sheet && sheet.actions.length ? 0 : Theme.s4 }
    Item {
        id: inside
        anchors { fill: parent; topMargin: lowered.drop }
    }
}
