import QtQuick
import "../kit"

// A returned part that is something else: its picture, and what it may be.
Sheet {
    id: sheet
    title: Theme.low ? "" : Say.of("staff.correct.title")
    actions: [{text: Say.of("staff.common.back"), icon: "back", quiet: true, run: () => ui.staff.touch("back")}].concat(
        sheet.view.split ? [{text: Say.of("staff.correct.split"), icon: "others", quiet: true, run: () => ui.staff.touch("split")}] : [],
        [{text: Say.of("staff.correct.aside"), icon: "none", quiet: true, run: () => ui.staff.touch("aside")},
         {text: Say.of("staff.common.search"), icon: "search", run: () => ui.staff.touch("search")}])
    TwoPane {
        anchors.fill: parent
        share: 0.38
        stackedShare: 0.38
        picture: PartShown {
            anchors.fill: parent
            source: "image://part/" + sheet.view.pictures + "/" + sheet.view.part
            title: sheet.view.title
            titleIsData: sheet.view.isData
            detail: sheet.view.place
        }
        Words {
            id: also
            width: parent.width
            text: Say.of(sheet.view.rows.length ? "staff.correct.also" : "staff.correct.nothing")
            color: Theme.faint
            font.pixelSize: Theme.lead
        }
        Leafed {
            anchors { fill: parent; topMargin: also.height + Theme.s2 }
            rows: sheet.view.rows
            wantedHeight: Theme.mm((Theme.low ? 13 : 16) * (Theme.large ? 1.3 : 1))
            row: ProductRow { value: parent.value; end: parent.value.p; onTapped: ui.staff.at("select", parent.at) }
        }
    }
}
