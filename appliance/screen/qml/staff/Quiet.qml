import QtQuick
import "../kit"

// Nothing to list yet: what to do instead, said large in the middle of the room.
Words {
    anchors { left: parent ? parent.left : undefined; right: parent ? parent.right : undefined; verticalCenter: parent ? parent.verticalCenter : undefined }
    font { pixelSize: Theme.low || Theme.narrow ? Theme.lead : Theme.title; weight: Font.Light }
    color: Theme.faint
}
