import QtQuick
import "../kit"

// A part's picture on a card, its name below.
Item {
    id: shown
    property url source: ""
    property string title: ""
    property bool titleIsData: true
    property string detail: ""
    Rectangle {
        id: card
        width: parent.width
        height: Math.max(Theme.mm(8), parent.height - words.height - Theme.s2)
        radius: Theme.radius
        color: Theme.contrast ? "#d9d9d9" : Theme.card  // a black screw on black
        border { width: Theme.line; color: Theme.rule }
        Image {
            anchors { fill: parent; margins: Theme.s2 }
            source: shown.source
            sourceSize.width: Math.max(1, Math.round(card.width))
            fillMode: Image.PreserveAspectFit
            Accessible.role: Accessible.Graphic
            Accessible.name: shown.title
        }
    }
    Column {
        id: words
        width: parent.width
        anchors.bottom: parent.bottom
        Words {
            width: parent.width
            text: shown.title
            isData: shown.titleIsData
            font.weight: Font.Medium
            maximumLineCount: 2
            elide: Text.ElideRight
        }
        Words {
            width: parent.width
            text: shown.detail
            isData: true
            visible: text !== ""
            color: Theme.faint
            font.pixelSize: Theme.caption
            maximumLineCount: 2
            elide: Text.ElideRight
        }
    }
}
