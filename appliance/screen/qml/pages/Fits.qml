import QtQuick
import "../kit"

// Nut, washer, drill and driver that go with it.
Sheet {
    id: sheet
    readonly property var rows: view.rows || []
    title: view.title || ""
    subtitle: view.hint || ""
    back: true
    onBackTapped: ui.back()
    Item {
        id: list
        anchors { fill: parent; bottomMargin: sheet.backBelow ? 0 : Theme.s4 }
        readonly property int columns: width > Theme.mm(130) ? 2 : 1
        readonly property int rowHeight: Theme.mm((Theme.low ? 15 : 19) * (Theme.large ? 1.2 : 1))
        readonly property int fitting: Math.max(1, Math.floor(height / rowHeight)) * columns
        readonly property int perPage: sheet.rows.length <= fitting ? fitting : Math.max(1, Math.floor((height - Theme.target - Theme.s2) / rowHeight)) * columns
        Words {
            visible: sheet.rows.length === 0
            anchors.centerIn: parent
            width: Math.min(parent.width, Theme.mm(120))
            horizontalAlignment: Text.AlignHCenter
            text: visible ? sheet.view.nothing || "" : ""
            font.pixelSize: Theme.lead
            color: Theme.faint
        }
        Repeater {
            model: sheet.rows.slice(pager.first, pager.first + list.perPage)
            Item {
                id: row
                required property var modelData
                required property int index
                width: (list.width - (list.columns - 1) * Theme.s4) / list.columns
                height: list.rowHeight
                x: (index % list.columns) * (width + Theme.s4)
                y: Math.floor(index / list.columns) * list.rowHeight
                Accessible.role: Accessible.ListItem
                Accessible.name: [modelData.title, modelData.detail, modelData.place].filter(t => t).join(", ")
                Drawn { id: picture; what: "drawing/fit/" + row.modelData.what; width: Theme.mm(Theme.low ? 12 : 15); height: width; anchors.verticalCenter: parent.verticalCenter }
                Column {
                    x: picture.width + Theme.s3
                    width: parent.width - x
                    anchors.verticalCenter: parent.verticalCenter
                    Words { width: parent.width; text: row.modelData.title; font { weight: Font.Medium; pixelSize: Theme.lead } fontSizeMode: Text.HorizontalFit; wrapMode: Text.NoWrap; minimumPixelSize: Theme.mm(3) }
                    Words { width: parent.width; text: row.modelData.detail; isData: true; color: Theme.faint; fontSizeMode: Text.HorizontalFit; wrapMode: Text.NoWrap; minimumPixelSize: Theme.mm(2.6) }
                    Words { visible: text !== ""; width: parent.width; text: row.modelData.place; color: Theme.sign; font { weight: Font.Medium; pixelSize: Theme.caption } }
                }
                Hairline { anchors { left: parent.left; right: parent.right; bottom: parent.bottom } }
            }
        }
        Pager {
            id: pager
            anchors { right: parent.right; bottom: parent.bottom }
            count: sheet.rows.length
            perPage: list.perPage
        }
    }
}
