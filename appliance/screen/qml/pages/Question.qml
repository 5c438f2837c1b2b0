import QtQuick
import "../kit"

// A question that is answered by touching a picture; the customer's own screw stands beside it.
Sheet {
    id: sheet
    readonly property var options: view.options || []
    title: view.title || ""
    subtitle: Theme.low ? "" : (view.waiting ? Say.of("question.thinking") : (view.hint || ""))
    actions: [{text: Say.of("question.skip"), icon: "help", quiet: true, run: () => ui.skip()}]
    TwoPane {
        anchors.fill: parent
        share: Theme.low ? 0.3 : 0.32
        stackedShare: Theme.reach && !Theme.narrow ? 0.4 : 0.22
        picture: Image {
            anchors { fill: parent; margins: Theme.s2 }
            source: sheet.view.picture || ""
            cache: false
            fillMode: Image.PreserveAspectFit
            Accessible.role: Accessible.Graphic
            Accessible.name: Say.of("common.photograph")
        }
        Grid {
            id: grid
            anchors.fill: parent
            columns: sheet.options.length <= 3 && parent.width > Theme.mm(100) ? sheet.options.length : 2
            spacing: Theme.s3
            readonly property int rows_: Math.max(1, Math.ceil(sheet.options.length / columns))
            Repeater {
                model: sheet.options
                PictureChoice {
                    required property var modelData
                    width: (grid.width - (grid.columns - 1) * grid.spacing) / grid.columns
                    height: Math.min(Theme.mm(62), (grid.height - (grid.rows_ - 1) * grid.spacing) / grid.rows_)
                    padding: Theme.s2
                    text: modelData.text
                    picture: "image://" + modelData.picture + "?" + (Theme.contrast ? "contrast" : "plain")
                    live: !sheet.view.waiting
                    opacity: live ? 1 : 0.5
                    onTapped: ui.reply(modelData.option)
                }
            }
        }
    }
}
