import QtQuick

// A page: its heading, its content, its big actions. What it shows comes in `view` (appliance/screen/views.py).
Item {
    id: sheet
    property var view: ({})
    property string title: ""
    property string subtitle: ""
    property bool back: false
    property bool titleIsData: false
    property bool touchList: false  // its content is there to be touched: low on the screen in reach mode
    property var actions: []
    readonly property bool backBelow: back && Theme.reach
    readonly property alias barHeight: bar.height
    default property alias content: middle.data
    readonly property alias room: middle
    signal backTapped()

    Accessible.role: Accessible.Pane
    Accessible.name: title

    Item {
        id: heading
        anchors { left: parent.left; right: parent.right; top: parent.top; leftMargin: Theme.margin; rightMargin: Theme.margin; topMargin: sheet.title === "" ? 0 : Theme.s3 }
        height: sheet.title === "" ? 0 : Math.max(words.height, backButton.visible ? Theme.target : 0)
        Touchable {
            id: backButton
            visible: sheet.back && !sheet.backBelow
            enabled: visible
            isTarget: visible
            name: Say.of("common.back")
            width: Theme.mm(16)
            height: Theme.target
            anchors.verticalCenter: words.verticalCenter
            onTapped: sheet.backTapped()
            Rectangle {
                anchors.fill: parent
                radius: Theme.radius
                color: backButton.pressed ? Theme.signTint : "transparent"
                border { width: Theme.line; color: Theme.rule }
            }
            Icon { name: "back"; color: Theme.sign; anchors.centerIn: parent }
        }
        Column {
            id: words
            x: backButton.visible ? backButton.width + Theme.s3 : 0
            width: heading.width - x
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.s1
            Words {
                width: parent.width
                text: sheet.title
                isData: sheet.titleIsData
                font { pixelSize: Theme.title; weight: Font.Medium }
                lineHeight: 0.98
                Accessible.role: Accessible.Heading
            }
            Words {
                width: parent.width
                visible: text !== ""
                text: sheet.subtitle
                color: Theme.faint
                font.pixelSize: Theme.lead
            }
        }
    }
    Item {
        id: middle
        anchors {
            left: parent.left; right: parent.right; top: heading.bottom; bottom: bar.top
            leftMargin: Theme.margin; rightMargin: Theme.margin
            topMargin: Math.max(Theme.s3, sheet.touchList && Theme.reach && Theme.stacked ? 0.4 * sheet.height - heading.y - heading.height : 0)
            bottomMargin: bar.rows > 0 ? Theme.s3 : 0
        }
    }
    ActionBar {
        id: bar
        actions: sheet.backBelow ? [{text: Say.of("common.back"), icon: "back", quiet: true, run: () => sheet.backTapped()}].concat(sheet.actions) : sheet.actions
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; leftMargin: Theme.margin; rightMargin: Theme.margin; bottomMargin: Theme.reach ? Theme.s2 : (Theme.low ? Theme.s3 : Theme.s4) }
        height: implicitHeight
    }
}
