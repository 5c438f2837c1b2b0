import QtQuick

// A column in the middle of its place; a little smaller where a language needs more room than there is.
Item {
    id: fit
    default property alias content: column.data
    property alias spacing: column.spacing
    readonly property real shrunk: column.scale
    Column {
        id: column
        width: fit.width
        spacing: Theme.s3
        scale: height > fit.height && fit.height > 0 ? fit.height / height : 1
        transformOrigin: Item.TopLeft
        y: Math.max(0, (fit.height - height * scale) / 2)
    }
}
