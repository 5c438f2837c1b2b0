import QtQuick
import "../kit"

// One earlier scan: what was listed for a part, and what it was by staff's word.
Sheet {
    id: sheet
    title: Theme.low ? "" : Say.of("staff.scan.title")
    actions: [{text: Say.of("staff.common.back"), icon: "back", quiet: true, run: () => ui.staff.touch("back")}].concat(
        sheet.view.parts > 1 ? [{text: Say.of("staff.scan.next"), icon: "next", quiet: true, run: () => ui.staff.at("select", (sheet.view.part + 1) % sheet.view.parts)}] : [],
        [{text: Say.of("staff.common.search"), icon: "search", enabled: !sheet.view.keeping, run: () => ui.staff.touch("search")}])
    TwoPane {
        anchors.fill: parent
        share: 0.4
        stackedShare: 0.38
        picture: PartShown {
            anchors.fill: parent
            source: "image://past/" + sheet.view.scan + "/" + sheet.view.part
            title: sheet.view.title
            detail: [sheet.view.when, sheet.view.which].filter(t => t).join(" · ")
        }
        Words {
            id: said
            width: parent.width
            text: sheet.view.rows.length ? sheet.view.said : sheet.view.said + " " + Say.of("staff.scan.nothing")
            color: Theme.faint
            font.pixelSize: Theme.low ? Theme.body : Theme.lead
        }
        Leafed {
            anchors { fill: parent; topMargin: said.height + Theme.s2 }
            rows: sheet.view.rows
            wantedHeight: Theme.mm((Theme.low ? 13 : 16) * (Theme.large ? 1.3 : 1))
            row: ProductRow {
                value: parent.value
                mine: parent.value.mine
                sign: parent.value.mine ? "done" : "next"
                enabled: !sheet.view.keeping
                onTapped: ui.staff.at("confirm", parent.at)
            }
        }
    }
}
