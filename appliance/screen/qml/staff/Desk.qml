import QtQuick
import "../kit"

// What staff can do, each a large tile.
Sheet {
    id: sheet
    title: Say.of("staff.desk.title")
    actions: [{text: Say.of("staff.desk.leave"), icon: "back", quiet: true, run: () => ui.staff.touch("leave")}]
    readonly property var tiles: [
        {page: "returns", icon: "tray"}, {page: "audit", icon: "done"}, {page: "find", icon: "search"},
        {page: "teach", icon: "teach"}, {page: "scans", icon: "time"}, {page: "wanted", icon: "help"},
        {page: "health", icon: "health"}, {page: "calibration", icon: "camera"}, {page: "settings", icon: "settings"},
        {page: "shutdown", icon: "power"}]
    Lowered {
        sheet: sheet
        Grid {
            id: grid
            anchors.fill: parent
            columns: Theme.narrow ? 2 : 5
            spacing: Theme.s2
            readonly property int rowCount: Math.ceil(sheet.tiles.length / columns)
            Repeater {
                model: sheet.tiles
                Tile {
                    required property var modelData
                    width: Math.floor((grid.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                    height: Math.floor((grid.height - (grid.rowCount - 1) * grid.spacing) / grid.rowCount)
                    icon: modelData.icon
                    text: Say.of("staff.desk." + modelData.page)
                    onTapped: ui.staff.go(modelData.page)
                }
            }
        }
    }
}
