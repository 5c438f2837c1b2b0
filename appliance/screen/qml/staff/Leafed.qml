import QtQuick
import "../kit"

// A list that is leafed through: as many rows as fit, and the pager where that is not all of them.
Item {
    id: list
    property var rows: []
    property real wantedHeight: Theme.mm(Theme.low ? 13 : 16)
    readonly property real rowHeight: Math.min(wantedHeight, Math.max(height, Theme.mm(9)))
    property Component row
    property int columns: 1
    // where height is short, the pager stands beside the rows
    readonly property bool beside: height < Theme.mm(52) || (height < Theme.mm(90) && width > Theme.mm(150))
    readonly property int fits: columns * Math.max(1, Math.floor((height + Theme.s1) / (rowHeight + Theme.s1)))
    readonly property int perPage: rows.length <= fits || beside ? fits
        : columns * Math.max(1, Math.floor((height - Theme.target - Theme.s2 + Theme.s1) / (rowHeight + Theme.s1)))
    readonly property real across: width - (beside && rows.length > fits ? Theme.mm(16) : 0)
    property int page: 0
    readonly property int pages: Math.max(1, Math.ceil(rows.length / perPage))
    readonly property int at: Math.min(page, pages - 1)
    readonly property int first: at * perPage
    Grid {
        width: list.across
        rowSpacing: Theme.s1
        columnSpacing: Theme.s4
        columns: list.columns
        Repeater {
            model: Math.max(0, Math.min(list.perPage, list.rows.length - list.first))
            Loader {  // stays while what it shows changes, so that no touch is lost
                id: place
                required property int index
                readonly property int at: list.first + index
                property var value
                width: (list.across - (list.columns - 1) * Theme.s4) / list.columns
                height: list.rowHeight
                function follow() {
                    if (list.rows[at] !== undefined)
                        value = list.rows[at]
                }
                onAtChanged: follow()
                Component.onCompleted: {
                    follow()
                    sourceComponent = list.row
                }
                Connections {
                    target: list
                    function onRowsChanged() { place.follow() }
                }
            }
        }
    }
    Item {  // the pager: up, which page, down
        id: pager
        visible: list.pages > 1
        width: list.beside ? Theme.mm(14) : Theme.mm(64)
        height: list.beside ? Math.min(list.height, Theme.mm(44)) : Theme.target
        x: list.beside ? list.width - width : (list.width - width) / 2
        y: list.beside ? (list.height - height) / 2 : list.height - height
        readonly property bool spare: !list.beside || height > Theme.mm(27)
        readonly property real key: list.beside ? Math.min(Theme.mm(16), (height - (spare ? Theme.mm(7) : Theme.s1)) / 2) : height
        BigButton {
            width: list.beside ? parent.width : Theme.mm(20)
            height: pager.key
            icon: "up"
            beside: false
            text: ""
            name: Say.of("common.earlier")
            enabled: list.at > 0
            isTarget: pager.visible
            onTapped: list.page = list.at - 1
        }
        Words {
            isData: true
            visible: pager.spare
            anchors.centerIn: parent
            text: (list.at + 1) + " / " + list.pages
            font.pixelSize: list.beside ? Theme.mm(3.4) : Theme.lead
        }
        BigButton {
            width: list.beside ? parent.width : Theme.mm(20)
            height: pager.key
            x: parent.width - width
            y: parent.height - height
            icon: "down"
            beside: false
            text: ""
            name: Say.of("common.later")
            enabled: list.at < list.pages - 1
            isTarget: pager.visible
            onTapped: list.page = list.at + 1
        }
    }
}
