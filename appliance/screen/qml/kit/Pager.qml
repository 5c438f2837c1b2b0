import QtQuick

// Leafs through a list page by page instead of scrolling: no fling, no trap, two big arrows.
Row {
    id: pager
    property int count: 0
    property int perPage: 1
    property int page: 0
    readonly property int pages: Math.max(1, Math.ceil(count / Math.max(1, perPage)))
    readonly property int first: Math.min(page, pages - 1) * perPage
    visible: pages > 1
    spacing: Theme.s3
    height: visible ? Theme.target : 0
    onCountChanged: page = Math.min(page, pages - 1)
    BigButton { width: Theme.mm(20); height: Theme.target; icon: "up"; beside: false; text: ""; name: Say.of("common.earlier"); enabled: pager.page > 0; isTarget: pager.visible; onTapped: pager.page -= 1 }
    Words {
        isData: true
        text: (pager.page + 1) + " / " + pager.pages
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        font.pixelSize: Theme.lead
    }
    BigButton { width: Theme.mm(20); height: Theme.target; icon: "down"; beside: false; text: ""; name: Say.of("common.later"); enabled: pager.page < pager.pages - 1; isTarget: pager.visible; onTapped: pager.page += 1 }
}
