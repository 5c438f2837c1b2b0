import QtQuick
import "../kit"

// A list that is leafed through: as many rows as fit, and the pager where that is not all of them. A new list begins at
// its beginning.
Item {
    id: list
    property var rows: []
    property real rowHeight: Theme.mm(Theme.low ? 13 : 16)
    property Component row
    property int columns: 1
    readonly property int fits: columns * Math.max(1, Math.floor((height + Theme.s1) / (rowHeight + Theme.s1)))
    readonly property int perPage: rows.length <= fits ? fits
        : columns * Math.max(1, Math.floor((height - Theme.target - Theme.s2 + Theme.s1) / (rowHeight + Theme.s1)))
    Grid {
        width: parent.width
        rowSpacing: Theme.s1
        columnSpacing: Theme.s4
        columns: list.columns
        Repeater {
            model: list.rows.slice(pager.first, pager.first + list.perPage)
            Loader {
                required property var modelData
                required property int index
                readonly property var value: modelData
                readonly property int at: pager.first + index
                width: (list.width - (list.columns - 1) * Theme.s4) / list.columns
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
