import QtQuick
import "../kit"

// Several parts: each its card; touched on the picture or on the card.
Sheet {
    id: sheet
    readonly property var cards: view.cards || []
    title: view.title || ""
    subtitle: Theme.low ? "" : (view.hint || "")
    TwoPane {
        anchors { fill: parent; bottomMargin: Theme.reach ? Theme.s2 : Theme.s4 }
        share: Theme.low ? 0.4 : 0.46
        stackedShare: Theme.reach && !Theme.narrow ? 0.42 : 0.4
        picture: TrayPicture {
            anchors.fill: parent
            live: !(Theme.reach && Theme.stacked)
            source: sheet.view.tray || ""
            size: sheet.view.size || [4, 3]
            parts: sheet.cards
            onPicked: part => ui.pick(part)
        }
        Item {
            id: list
            anchors.fill: parent
            readonly property int columns: width > Theme.mm(150) ? 2 : 1
            readonly property int least: Theme.mm((Theme.low ? 14 : 17) * (Theme.large ? 1.25 : 1))
            readonly property int cardHeight: Math.max(least, Math.min(Theme.mm(26), (height + Theme.s2) / Math.ceil(sheet.cards.length / columns) - Theme.s2))
            readonly property int perPage: Math.max(1, Math.floor((height - (sheet.cards.length > rowsWithout * columns ? pager.needs : 0) + Theme.s2) / (cardHeight + Theme.s2))) * columns
            readonly property int rowsWithout: Math.max(1, Math.floor((height + Theme.s2) / (cardHeight + Theme.s2)))
            Repeater {
                model: sheet.cards.slice(pager.first, pager.first + list.perPage)
                Card {
                    id: card
                    required property var modelData
                    required property int index
                    live: modelData.told
                    name: [modelData.number, modelData.title, modelData.detail, modelData.place].filter(t => t).join(", ")
                    padding: Theme.s2
                    width: (list.width - (list.columns - 1) * Theme.s2) / list.columns
                    height: list.cardHeight
                    x: (index % list.columns) * (width + Theme.s2)
                    y: Math.floor(index / list.columns) * (height + Theme.s2)
                    onTapped: ui.pick(modelData.part)
                    Rectangle {
                        id: number
                        width: Theme.mm(6.5)
                        height: width
                        radius: width / 2
                        color: card.modelData.told ? "#0e5c6e" : "#9c4510"
                        anchors.verticalCenter: parent.verticalCenter
                        Words { anchors.centerIn: parent; text: card.modelData.number; isData: true; color: "#ffffff"; font { pixelSize: Theme.mm(4); weight: Font.DemiBold } }
                    }
                    Image {
                        id: picture
                        visible: list.width > Theme.mm(70)
                        readonly property int wide: Theme.mm(list.cardHeight > 1.2 * list.least && !Theme.narrow ? 28 : 20)
                        x: number.width + Theme.s2
                        width: visible ? wide : 0
                        height: parent.height
                        source: card.modelData.picture
                        cache: false
                        sourceSize: Qt.size(wide, wide)
                        fillMode: Image.PreserveAspectFit
                        Accessible.ignored: true
                    }
                    Column {
                        x: picture.x + picture.width + (picture.visible ? Theme.s2 : 0)
                        width: parent.width - x
                        anchors.verticalCenter: parent.verticalCenter
                        Words { width: parent.width; text: card.modelData.title; font { weight: Font.Medium; pixelSize: list.cardHeight > 1.2 * list.least ? Theme.lead : Theme.body } lineHeight: 0.95; height: Math.min(implicitHeight, card.height - 2 * Theme.s2 - 1.5 * Theme.caption); fontSizeMode: Text.Fit; minimumPixelSize: Theme.mm(2.2); Accessible.ignored: true }
                        Words { width: parent.width; text: card.modelData.told ? card.modelData.place || card.modelData.detail : card.modelData.detail; color: card.modelData.told ? Theme.sign : Theme.warn; font { pixelSize: Theme.caption; weight: Font.Medium } fontSizeMode: Text.HorizontalFit; minimumPixelSize: Theme.mm(2.4); wrapMode: Text.NoWrap; Accessible.ignored: true }
                    }
                }
            }
            Pager {
                id: pager
                readonly property int needs: Theme.target + Theme.s2
                anchors { right: parent.right; bottom: parent.bottom }
                count: sheet.cards.length
                perPage: list.perPage
            }
        }
    }
}
