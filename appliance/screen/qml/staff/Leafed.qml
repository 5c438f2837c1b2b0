import QtQuick
import "../kit"

// A list that is leafed through: as many rows as fit, and the pager where that is not all of them.
Item {
    id: list
    property var rows: []
    property real rowHeight: Theme.mm(Theme.low ? 13 : 16)
    property Component row
    readonly property int fits: Math.max(1, Math.floor((height + Theme.s1) / (rowHeight + Theme.s1)))
    readonly property int perPage: rows.length <= fits ? fits
        : Math.max(1, Math.floor((height - Theme.target - Theme.s2 + Theme.s1) / (rowHeight + Theme.s1)))
    Column {
        width: parent.width
        spacing: Theme.s1
        Repeater {
            model: list.rows.slice(pager.first, pager.first + list.perPage)
            Loader {
                required property var modelData
                required property int index
                readonly property var value: modelData
                readonly property int at: pager.first + index
                width: list.width
                height: list.rowHeight
                sourceComponent: list.row
            }
        }
    }
    Pager {
        id: pager
        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom }
        count: list.rows.length
        perPage: list.perPage
    }
}
