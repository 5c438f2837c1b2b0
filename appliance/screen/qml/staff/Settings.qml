import QtQuick
import "../kit"

// What staff may set; it rules at once.
Sheet {
    id: sheet
    title: Theme.low ? "" : Say.of("staff.settings.title")
    actions: [{text: Say.of("staff.common.back"), icon: "back", quiet: true, run: () => ui.staff.touch("back")}]
    Lowered {
        sheet: sheet
        Leafed {
            anchors { fill: parent; topMargin: Theme.low ? Theme.s2 : 0 }
            rows: sheet.view.rows
            wantedHeight: Theme.mm(Theme.narrow ? 19 : Theme.low ? 13.5 : 14)
            row: SettingRow { value: parent.value }
        }
    }
}
