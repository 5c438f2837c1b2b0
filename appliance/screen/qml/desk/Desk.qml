import QtQuick
import Screwtray
import "../kit"

// Beside the kiosk: the simulated tray, and a drawer of parts to drag onto it. For trying out; no store has it.
Rectangle {
    id: panel
    color: "#3c444c"
    readonly property bool ready: ui.desk !== null
    readonly property int gap: 12

    component DeskText: Text {
        property bool isData: false
        readonly property int across: effectiveHorizontalAlignment
        readonly property int upright: verticalAlignment
        color: "#f4f2ec"
        font { family: Theme.family; pixelSize: 15 }
        wrapMode: Text.WordWrap
    }
    component DeskButton: Rectangle {
        id: deskButton
        property string text
        signal tapped()
        height: 40
        radius: 5
        color: area.pressed ? "#5c666f" : "#4d565f"
        border { width: 1; color: "#7d868f" }
        DeskText { anchors.centerIn: parent; width: parent.width - 8; horizontalAlignment: Text.AlignHCenter; text: deskButton.text; font.pixelSize: 14 }
        MouseArea { id: area; anchors.fill: parent; onClicked: deskButton.tapped() }
        Accessible.role: Accessible.Button
        Accessible.name: text
        Accessible.onPressAction: tapped()
    }
    Column {
        anchors { fill: parent; margins: panel.gap }
        spacing: panel.gap
        Item {
            id: tray
            objectName: "deskTray"
            width: parent.width
            height: width * 0.75
            Preview { anchors.fill: parent; running: panel.visible; source: ui }
            Rectangle { anchors.fill: parent; color: "transparent"; border { width: 2; color: drawer.over ? "#7fd0de" : "#1e2934" } }
        }
        Row {
            width: parent.width
            spacing: 8
            DeskButton { objectName: "deskClear"; width: (parent.width - 8) / 2; text: Say.of("desk.clear"); onTapped: ui.desk.clear() }
            DeskButton { width: (parent.width - 8) / 2; text: Say.of("desk.hand"); onTapped: ui.desk.hold() }
        }
        DeskText { text: Say.of("desk.title"); font { pixelSize: 19; weight: Font.Medium } }
        DeskText { width: parent.width; text: Say.of("desk.hint"); opacity: 0.85 }
        Grid {
            id: drawer
            property bool over: false
            columns: 3
            spacing: 8
            width: parent.width
            Repeater {
                model: panel.ready ? ui.desk.count : 0
                Rectangle {
                    id: cell
                    required property int index
                    objectName: "sample" + index
                    width: (drawer.width - 16) / 3
                    height: 60
                    radius: 5
                    color: "#eceae4"
                    Accessible.role: Accessible.Button
                    Accessible.name: Say.of("desk.title") + " " + (index + 1)
                    Accessible.onPressAction: ui.desk.lay(index, 0.5, 0.5)
                    Image { id: picture; anchors { fill: parent; margins: 6 } source: "image://sample/" + cell.index; fillMode: Image.PreserveAspectFit; mipmap: true }
                    Image {
                        id: ghost
                        visible: drag.active
                        parent: panel
                        source: picture.source
                        width: 90
                        height: 70
                        fillMode: Image.PreserveAspectFit
                        opacity: 0.85
                    }
                    DragHandler {
                        id: drag
                        target: null
                        onCentroidChanged: {
                            const at = panel.mapFromItem(cell, centroid.position)
                            ghost.x = at.x - ghost.width / 2
                            ghost.y = at.y - ghost.height / 2
                            const over = tray.mapFromItem(cell, centroid.position)
                            if (active)
                                place = Qt.point(over.x / tray.width, over.y / tray.height)
                            drawer.over = active && inside()
                        }
                        property point place
                        function inside() { return place.x > 0 && place.x < 1 && place.y > 0 && place.y < 1 }
                        onActiveChanged: {
                            if (!active && inside())
                                ui.desk.lay(cell.index, place.x, place.y)
                            drawer.over = false
                            if (!active)
                                place = Qt.point(-1, -1)
                        }
                    }
                    TapHandler { onTapped: ui.desk.lay(cell.index, 0.3 + 0.4 * Math.random(), 0.3 + 0.4 * Math.random()) }
                }
            }
        }
    }
}
