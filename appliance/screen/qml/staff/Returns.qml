import QtQuick
import "../kit"

// A handful becomes a list: what each part is, where it goes, one touch to confirm.
Sheet {
    id: sheet
    title: Theme.low ? "" : Say.of("staff.returns.title")
    actions: [{text: Say.of("staff.common.back"), icon: "back", quiet: true, run: () => ui.staff.touch("back")}].concat(
        sheet.view.confirm ? [{text: sheet.view.confirm, icon: "done", primary: true, run: () => ui.staff.touch("confirm_all")}] : [])
    TwoPane {
        id: pane
        anchors.fill: parent
        share: Theme.low ? 0.3 : 0.36
        stackedShare: Theme.reach ? 0.34 : 0.28
        picture: Item {
            anchors.fill: parent
            LivePicture {
                id: live
                anchors { left: parent.left; right: parent.right; top: parent.top }
                height: Theme.stacked ? parent.height : Math.min(width / aspect, parent.height - words.height - Theme.s3)
                visible: height > Theme.mm(8)
            }
            Column {
                id: words
                visible: !Theme.stacked
                width: parent.width
                y: live.height + Theme.s3
                spacing: Theme.s1
                Words { width: parent.width; visible: sheet.view.rows.length > 0; text: sheet.view.hint; color: Theme.faint }
                Tag { visible: sheet.view.sorted !== ""; text: sheet.view.sorted; icon: "done"; most: words.width }
                Repeater {
                    model: Theme.low ? [] : sheet.view.tally.slice(0, 3)
                    Words {
                        required property var modelData
                        width: words.width
                        text: modelData.count + "  " + modelData.place
                        isData: true
                        color: Theme.faint
                        font.pixelSize: Theme.caption
                    }
                }
            }
        }
        Quiet {
            visible: sheet.view.rows.length === 0
            text: sheet.view.hint
        }
        Words {
            id: hint
            visible: Theme.stacked && sheet.view.rows.length > 0
            width: parent.width
            text: sheet.view.hint + (sheet.view.sorted ? "  " + sheet.view.sorted + "." : "")
            color: Theme.faint
        }
        Leafed {
            anchors { fill: parent; topMargin: Theme.stacked ? hint.height + Theme.s2 : 0 }
            rows: sheet.view.rows
            wantedHeight: Theme.mm((Theme.low || Theme.narrow ? 14 : 17) * (Theme.large ? 1.25 : 1))
            row: ReturnRow { value: parent.value; at: parent.at; pictures: sheet.view.pictures }
        }
    }
}
