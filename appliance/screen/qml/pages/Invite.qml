import QtQuick
import "../kit"

// Lay one screw down.
Sheet {
    id: sheet
    actions: sheet.view.leftover ? [{text: Say.of("invite.again"), icon: "again", run: () => ui.showAgain()}] : []
    TwoPane {
        touch: false
        anchors { fill: parent; bottomMargin: sheet.actions.length ? 0 : Theme.s4 }
        share: 0.56
        stackedShare: 0.6
        picture: LivePicture { anchors.fill: parent }
        FitColumn {
            anchors.fill: parent
            Words {
                width: parent.width
                text: sheet.view.leftover ? Say.of("invite.leftover") : Say.of("invite.title")
                font { pixelSize: Theme.display; weight: Font.Light }
                lineHeight: 0.95
                Accessible.role: Accessible.Heading
            }
            Words {
                width: parent.width
                text: sheet.view.leftover ? Say.of("invite.leftover_hint") : Say.of("invite.hint")
                font.pixelSize: Theme.lead
                color: Theme.faint
            }
        }
    }
}
