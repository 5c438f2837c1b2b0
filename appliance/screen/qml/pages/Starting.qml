import QtQuick
import "../kit"

Sheet {
    Words {
        anchors.centerIn: parent
        text: Say.of("starting.title")
        font { pixelSize: Theme.title; weight: Font.Light }
        color: Theme.faint
    }
}
