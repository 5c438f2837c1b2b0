import QtQuick
import "../kit"

// Looking for a product: found while it is typed.
Typing {
    id: page
    title: page.view.title
    field: page.view.query
    hint: Say.of("staff.find.hint")
    action: page.view.teach ? Say.of("staff.find.new") : ""
    actionIcon: "plus"
    onActed: ui.staff.touch("next")
    Words {
        visible: text !== ""
        width: parent.width
        text: page.view.says
        color: Theme.faint
        font.pixelSize: Theme.low ? Theme.body : Theme.lead
        topPadding: Theme.s2
    }
    Leafed {
        anchors.fill: parent
        rows: page.view.rows
        wantedHeight: Theme.mm((Theme.low ? 11 : Theme.narrow ? 13 : 15) * (Theme.large ? 1.2 : 1))
        row: ProductRow { value: parent.value; onTapped: ui.staff.at("select", parent.at) }
    }
}
