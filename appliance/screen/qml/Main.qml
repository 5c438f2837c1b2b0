import QtQuick

// The one window. It is up at once; the stage is set behind the curtain as soon as the program is ready.
Window {
    id: window
    visible: true
    color: "#faf9f6"
    title: "Screwtray"
    property bool desk: false
    property bool raised: false

    Text {
        visible: !window.raised
        anchors.centerIn: parent
        text: "Screwtray"
        color: "#56616c"
        font { family: "Source Sans Pro"; weight: Font.Light; pixelSize: Math.max(28, window.width / 24) }
    }
    Loader {
        anchors.fill: parent
        active: window.raised
        source: window.raised ? "Stage.qml" : ""
        onLoaded: item.desk = Qt.binding(() => window.desk)
    }
}
