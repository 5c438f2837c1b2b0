import QtQuick
import "../kit"

// One pose of the board after the other: the live picture, a drawing of what to do, and one large button.
Sheet {
    id: sheet
    title: Theme.low ? "" : Say.of("staff.calibration.title")
    readonly property bool done: sheet.view.step === "done"
    readonly property bool kept: sheet.view.step === "kept"
    readonly property var backs: ({text: Say.of(kept ? "staff.calibration.finish" : "staff.calibration.give_up"), icon: kept ? "done" : "back", primary: kept, quiet: !kept, run: () => ui.staff.touch("back")})
    actions: kept ? [backs]
        : done ? [backs, {text: Say.of("staff.calibration.again"), icon: "again", quiet: true, enabled: !sheet.view.busy, run: () => ui.staff.touch("again")},
                  {text: Say.of("staff.calibration.keep"), icon: "done", primary: sheet.view.verdict !== "wrong", enabled: !sheet.view.busy, run: () => ui.staff.touch("yes")}]
        : [backs].concat(
            sheet.view.canUndo ? [{text: Say.of("staff.calibration.undo"), icon: "minus", quiet: true, enabled: !sheet.view.busy, run: () => ui.staff.touch("undo")}] : [],
            sheet.view.step === "quarter" ? [{text: Say.of("staff.calibration.skip"), icon: "next", quiet: true, enabled: !sheet.view.busy, run: () => ui.staff.touch("skip")}] : [],
            [{text: Say.of("staff.calibration.next"), icon: "camera", primary: true, enabled: !sheet.view.busy, run: () => ui.staff.touch("next")}])
    TwoPane {
        anchors.fill: parent
        share: Theme.low ? 0.44 : 0.5
        stackedShare: 0.4
        picture: Item {
            anchors.fill: parent
            LivePicture { anchors.fill: parent; visible: !drawing.visible || !Theme.low }
            BoardDrawing {
                id: drawing
                visible: sheet.view.step === "view" || sheet.view.step === "quarter"
                width: Math.min(parent.width * (Theme.low ? 1 : 0.5), parent.height * (Theme.low ? 1.2 : 0.85))
                height: width * 0.75
                anchors { right: parent.right; bottom: parent.bottom; margins: Theme.low ? 0 : Theme.s2 }
                view: sheet.view
            }
        }
        FitColumn {
            anchors.fill: parent
            spacing: Theme.low ? Theme.s2 : Theme.s3
            Words { width: parent.width; visible: text !== ""; text: sheet.view.of; color: Theme.faint }
            Row {
                width: parent.width
                spacing: Theme.s2
                Icon {
                    id: verdict
                    visible: sheet.done || sheet.kept
                    name: sheet.view.verdict === "wrong" ? "warning" : sheet.view.verdict === "skipped" && !sheet.kept ? "help" : "done"
                    color: sheet.view.verdict === "wrong" ? Theme.warn : Theme.good
                    size: Theme.mm(9)
                    width: visible ? size : 0
                }
                Words {
                    width: parent.width - verdict.width - Theme.s2
                    text: sheet.view.asks
                    font { pixelSize: Theme.low || Theme.narrow ? Theme.lead : Theme.title; weight: Font.Light }
                    Accessible.role: Accessible.AlertMessage
                }
            }
            Words { width: parent.width; visible: text !== ""; text: sheet.view.hint; color: Theme.faint; font.pixelSize: Theme.low ? Theme.body : Theme.lead }
            Row {
                visible: sheet.view.refused !== ""
                width: parent.width
                spacing: Theme.s2
                Icon { id: mark; name: "warning"; color: Theme.warn; size: Theme.mm(5.5) }
                Words { width: parent.width - mark.width - Theme.s2; text: sheet.view.refused; color: Theme.warn; font.weight: Font.Medium }
            }
            Words { width: parent.width; visible: text !== "" && !Theme.low; text: sheet.view.figures || ""; color: Theme.faint; font.pixelSize: Theme.caption }
        }
    }
}
