import QtQuick
import "../kit"
import "../shell"

// The staff's pages, one at a time, and what lies over them: what did not work, and the warning before they close.
Item {
    id: staff
    property var view: ({})  // the customer's; ours is ui.staff.view

    Loader {
        id: loader
        objectName: "staffPage"
        anchors.fill: parent
        property string shown: ""
    }
    function show() {
        const page = ui.staff.page
        if (page === "closed")
            return
        if (loader.shown === page && loader.item) {
            loader.item.view = ui.staff.view
            return
        }
        loader.shown = page
        const name = page.split("_").map(word => word[0].toUpperCase() + word.slice(1)).join("")
        loader.setSource(name + ".qml", {view: ui.staff.view})
    }
    Component.onCompleted: show()
    Connections {
        target: ui.staff
        function onShown() { staff.show() }
    }
    Trouble { anchors.fill: parent }
    Away { anchors.fill: parent }
}
