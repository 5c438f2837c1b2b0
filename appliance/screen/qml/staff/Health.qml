import QtQuick
import "../kit"

// The doctor as a page: one sentence over all, then every check, what is wrong first.
Sheet {
    id: sheet
    title: Theme.low ? "" : Say.of("staff.health.title")
    readonly property var signs: ({ok: "done", warn: "help", fail: "warning"})
    function tone(state) { return state === "ok" ? Theme.good : Theme.warn }
    actions: [{text: Say.of("staff.common.back"), icon: "back", quiet: true, run: () => ui.staff.touch("back")},
              {text: Say.of("staff.health.again"), icon: "again", enabled: !sheet.view.running, run: () => ui.staff.touch("again")}]
    Lowered {
        sheet: sheet
        Row {
            id: sums
            spacing: Theme.s2
            topPadding: Theme.low ? Theme.s2 : 0
            Icon {
                name: sheet.view.running ? "time" : sheet.signs[sheet.view.worst]
                color: sheet.view.running ? Theme.faint : sheet.tone(sheet.view.worst)
                size: Theme.mm(7)
                pen: 2
            }
            Words {
                width: sheet.width - 2 * Theme.margin - Theme.mm(7) - Theme.s2
                text: sheet.view.sums
                font { pixelSize: Theme.lead; weight: Font.Medium }
                Accessible.role: Accessible.AlertMessage
            }
        }
        Leafed {
            anchors { fill: parent; topMargin: sums.height + Theme.s2 }
            rows: sheet.view.rows
            columns: Theme.narrow || Theme.low ? 1 : 2
            wantedHeight: Theme.mm((Theme.low ? 12 : Theme.narrow ? 17 : 15) * (Theme.large ? 1.25 : 1))
            row: Item {
                id: line
                readonly property var value: parent.value
                Icon { id: sign; name: sheet.signs[line.value.state]; color: sheet.tone(line.value.state); pen: 2.1; anchors.verticalCenter: parent.verticalCenter; size: Theme.mm(5.6) }
                Column {
                    x: sign.width + Theme.s2
                    width: parent.width - x
                    anchors.verticalCenter: parent.verticalCenter
                    Words {
                        width: parent.width
                        text: line.value.name + " – " + line.value.words + (line.value.do ? ". " + line.value.do : "")
                        color: line.value.state === "ok" ? Theme.ink : Theme.warn
                        height: line.height * 0.56
                        verticalAlignment: Text.AlignBottom
                        font { weight: Font.Medium; pixelSize: Theme.caption }
                        fontSizeMode: Text.Fit
                        minimumPixelSize: Theme.mm(1.9)
                        lineHeight: 0.95
                    }
                    Words {
                        width: parent.width
                        text: line.value.says
                        isData: true
                        color: Theme.faint
                        font.pixelSize: Theme.mm(2.7 * Theme.type)
                        wrapMode: Text.NoWrap
                        elide: Text.ElideRight
                    }
                }
                Hairline { anchors { left: parent.left; right: parent.right; bottom: parent.bottom } }
            }
        }
    }
}
