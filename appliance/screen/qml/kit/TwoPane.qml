import QtQuick

// A picture and what belongs to it: side by side, or one over the other on a tall screen and in reach mode.
Item {
    id: pane
    property bool touch: true       // its words are there to be touched, so that they go low in reach mode
    readonly property bool stacked: Theme.portrait || (touch && Theme.stacked)
    property real share: 0.55       // of the width that the picture takes side by side
    property real stackedShare: 0.45  // of the height that it takes one over the other
    default property alias content: words.data
    property alias picture: hero.data
    readonly property alias heroItem: hero
    readonly property alias wordsItem: words
    readonly property int gap: Theme.s4
    Item {
        id: hero
        width: pane.stacked ? pane.width : (pane.width - pane.gap) * pane.share
        height: pane.stacked ? (pane.height - Theme.s3) * pane.stackedShare : pane.height
    }
    Item {
        id: words
        x: pane.stacked ? 0 : hero.width + pane.gap
        y: pane.stacked ? hero.height + Theme.s3 : 0
        width: pane.width - x
        height: pane.height - y
    }
}
