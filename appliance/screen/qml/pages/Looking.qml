import QtQuick
import "../kit"

// What the camera sees, at once, and what it waits for.
Sheet {
    id: sheet
    TwoPane {
        touch: false
        anchors { fill: parent; bottomMargin: Theme.s4 }
        share: 0.62
        stackedShare: 0.68
        picture: LivePicture {
            id: live
            anchors.fill: parent
            Rectangle {  // a measuring line that passes over the tray while it is looked at
                id: scan
                visible: sheet.view.what === "looking" || sheet.view.what === "still"
                parent: live.pictureItem
                width: parent.width
                height: Math.max(2, Theme.mm(0.4))
                color: Theme.sign
                y: parent.height * 0.4
                NumberAnimation on y { running: scan.visible && !ui.still; loops: Animation.Infinite; from: 0; to: live.pictureItem.height; duration: 1400; easing.type: Easing.InOutSine }
            }
        }
        FitColumn {
            anchors.fill: parent
            Icon { name: sheet.view.what === "hand" ? "hand" : sheet.view.what === "looking" ? "search" : "time"; color: Theme.sign; size: Theme.mm(Theme.low ? 11 : 15); pen: 1.2 }
            Words {
                width: parent.width
                text: sheet.view.title || ""
                font { pixelSize: Theme.low || Theme.narrow ? Theme.title : Theme.display; weight: Font.Light }
                lineHeight: 0.95
                Accessible.role: Accessible.Heading
            }
            Words { width: parent.width; text: sheet.view.hint || ""; font.pixelSize: Theme.lead; color: Theme.faint }
        }
    }
}
