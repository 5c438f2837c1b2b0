import QtQuick
import "kit"
import "shell"

// The page, the store's name and the customer's choices over it, and what lies over everything.
Item {
    id: window
    property bool desk: false

    Item {
        id: kiosk
        objectName: "kiosk"
        clip: true
        width: window.desk ? Math.min(window.width - 300, window.height * 1.6) : window.width
        height: window.desk ? width / 1.6 : window.height
        y: (window.height - height) / 2
        onWidthChanged: ui.sized(width, height)
        onHeightChanged: ui.sized(width, height)
        Component.onCompleted: ui.sized(width, height)

        Rectangle { anchors.fill: parent; color: Theme.paper }
        Item {
            id: stage
            objectName: "stage"
            readonly property bool bare: ui.page === "saver"
            anchors { left: parent.left; right: parent.right }
            y: bare || Theme.reach ? 0 : header.height
            height: kiosk.height - (bare ? 0 : header.height)
            Loader {
                id: loader
                objectName: "page"
                anchors.fill: parent
                property string shown: ""
                onLoaded: appear.restart()
                NumberAnimation { id: appear; target: loader; property: "opacity"; from: 0; to: 1; duration: Theme.quick }
            }
        }
        Header {
            id: header
            objectName: "header"
            visible: !stage.bare
            anchors { left: parent.left; right: parent.right }
            y: Theme.reach ? kiosk.height - height : 0
        }
        ComfortPanel { anchors.fill: parent; shown: ui.panel }
        StillThere { anchors.fill: parent; shown: ui.secondsLeft >= 0 }
        Rectangle { anchors.fill: parent; color: "#000000"; opacity: ui.staff.dim; visible: opacity > 0 }  // a display whose light cannot be set
    }
    Loader {
        active: window.desk
        source: window.desk ? "desk/Desk.qml" : ""
        anchors { left: kiosk.right; right: parent.right; top: parent.top; bottom: parent.bottom }
    }

    function show() {
        if (loader.shown === ui.page && loader.item) {
            loader.item.view = ui.view
            return
        }
        loader.shown = ui.page
        loader.opacity = ui.still ? 1 : 0
        const name = ui.page[0].toUpperCase() + ui.page.slice(1)
        loader.setSource((ui.page === "staff" ? "staff/" : "pages/") + name + ".qml", {view: ui.view})
    }
    Component.onCompleted: show()
    Connections {
        target: ui
        function onShown() { window.show() }
    }
}
