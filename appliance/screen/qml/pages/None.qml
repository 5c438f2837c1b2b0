import QtQuick
import "../kit"

// None of these: thanks, kept for the buyer.
Sheet {
    id: sheet
    back: true
    onBackTapped: ui.back()
    actions: [{text: Say.of("none.start"), icon: "again", primary: true, run: () => ui.startOver()}]
    title: view.title || ""
    subtitle: view.hint || ""
    TwoPane {
        touch: false
        anchors.fill: parent
        share: 0.56
        picture: Image { anchors { fill: parent; margins: Theme.s3 } source: sheet.view.picture || ""; cache: false; fillMode: Image.PreserveAspectFit; Accessible.role: Accessible.Graphic; Accessible.name: Say.of("common.photograph") }
        FitColumn {
            anchors.fill: parent
            spacing: Theme.s2
            Words { width: parent.width; text: sheet.view.name || ""; font { pixelSize: Theme.lead; weight: Font.Medium } }
            Words { width: parent.width; text: sheet.view.features || ""; color: Theme.faint }
        }
    }
}
