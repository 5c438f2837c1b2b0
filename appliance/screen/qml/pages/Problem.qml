import QtQuick
import "../kit"

// A friendly page for each refusal: what it is, and what to do.
Sheet {
    id: sheet
    readonly property string what: view.problem || "broken"
    readonly property bool mends: what === "camera" || what === "light"
    actions: mends ? [] : [{text: Say.of("problem.start"), icon: "again", run: () => ui.startOver()}]
    TwoPane {
        touch: false
        anchors { fill: parent; bottomMargin: sheet.actions.length ? 0 : Theme.s4 }
        share: 0.5
        stackedShare: 0.52
        picture: [
            TrayPicture {
                anchors.fill: parent
                visible: sheet.view.tray !== ""
                live: false
                source: sheet.view.tray || ""
                size: sheet.view.size || [4, 3]
                parts: (sheet.view.outlines || []).map(o => ({outline: o, told: false}))
            },
            Item {
                anchors.fill: parent
                visible: sheet.view.tray === ""
                Drawn { what: visible ? "drawing/problem/" + sheet.what : ""; anchors.fill: parent; anchors.margins: Theme.s3 }
            }
        ]
        FitColumn {
            anchors.fill: parent
            Drawn { visible: sheet.view.tray !== ""; what: visible ? "drawing/problem/" + sheet.what : ""; width: Theme.mm(Theme.low ? 26 : 42); height: Theme.mm(Theme.low || Theme.narrow ? 15 : 26) }
            Words {
                width: parent.width
                text: sheet.view.title || ""
                font { pixelSize: Theme.low || Theme.narrow ? Theme.title : Theme.display; weight: Font.Light }
                lineHeight: 0.95
                Accessible.role: Accessible.AlertMessage
            }
            Words { width: parent.width; text: sheet.view.hint || ""; font.pixelSize: Theme.lead; color: Theme.faint }
        }
    }
}
