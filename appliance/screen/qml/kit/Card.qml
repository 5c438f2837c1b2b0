import QtQuick

// A sheet on the sheet: something of its own that can be touched as a whole where `live`.
Touchable {
    id: card
    property bool live: true
    default property alias content: inside.data
    property int padding: Theme.s3
    property bool marked: false
    enabled: live
    isTarget: live
    opacity: 1
    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: card.pressed ? Theme.signTint : Theme.card
        border { width: card.marked ? 3 * Theme.line : Theme.line; color: card.marked || card.pressed ? Theme.sign : Theme.rule }
    }
    Item {
        id: inside
        anchors { fill: parent; margins: card.padding }
    }
}
