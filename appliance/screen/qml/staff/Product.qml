import QtQuick
import "../kit"

// One product: where it hangs, large, and what the store knows of it.
Sheet {
    id: sheet
    title: sheet.view.title
    titleIsData: true
    actions: [{text: Say.of("staff.common.back"), icon: "back", quiet: true, run: () => ui.staff.touch("back")}]
    Item {
        id: pane
        anchors.fill: parent
        Drawn {
            width: Theme.narrow ? parent.width : parent.width * 0.44
            height: Theme.narrow ? parent.height * 0.42 : parent.height
            what: sheet.view.aisle ? "drawing/map/" + sheet.view.aisle + "/" + sheet.view.bay : ""
        }
        FitColumn {
            anchors { fill: parent; leftMargin: Theme.narrow ? 0 : pane.width * 0.44 + Theme.s4; topMargin: Theme.narrow ? pane.height * 0.42 + Theme.s3 : 0 }
            spacing: Theme.s3
            Rectangle {
                width: parent.width
                height: where.height + 2 * Theme.s3
                radius: Theme.radius
                color: Theme.signTint
                border { width: Theme.line; color: Theme.sign }
                Icon { id: pin; name: "way"; color: Theme.sign; size: Theme.mm(9); x: Theme.s3; anchors.verticalCenter: parent.verticalCenter }
                Words {
                    id: where
                    x: pin.x + pin.width + Theme.s3
                    width: parent.width - x - Theme.s3
                    anchors.verticalCenter: parent.verticalCenter
                    text: sheet.view.place
                    isData: true
                    color: Theme.sign
                    font { pixelSize: Theme.title; weight: Font.Medium }
                }
            }
            Grid {
                width: parent.width
                columns: 2
                columnSpacing: Theme.s3
                rowSpacing: Theme.s3
                Repeater {
                    model: sheet.view.facts
                    Column {
                        required property var modelData
                        width: (parent.width - (parent.columns - 1) * Theme.s3) / parent.columns
                        Words { width: parent.width; text: parent.modelData.name; color: Theme.faint; font.pixelSize: Theme.caption }
                        Words { width: parent.width; text: parent.modelData.value; isData: true; font { pixelSize: Theme.lead; weight: Font.Medium } wrapMode: Text.Wrap }
                    }
                }
            }
        }
    }
}
