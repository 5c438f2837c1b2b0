import QtQuick

// Our own keys: "digits" for a PIN and counts, "letters" for search. One finger, no hover, no shift.
Item {
    id: pad
    property string layout: "letters"
    readonly property bool crowded: layout === "letters" && width < Theme.mm(98)  // ten keys of 9 mm and their gaps
    readonly property var rowsOf: ({
        digits: [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"], ["erase", "0", "enter"]],
        letters: [["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"], ["q", "w", "e", "r", "t", "y", "u", "i", "o", "p"],
                  ["a", "s", "d", "f", "g", "h", "j", "k", "l", "#"], ["z", "x", "c", "v", "b", "n", "m", "-", "/", "."],
                  ["clear", "space", "erase", "enter"]],
        // where ten keys side by side are too narrow for a finger; eight cannot be QWERTY
        narrow: [["1", "2", "3", "4", "5", "6", "7", "8"], ["9", "0", "a", "b", "c", "d", "e", "f"],
                 ["g", "h", "i", "j", "k", "l", "m", "n"], ["o", "p", "q", "r", "s", "t", "u", "v"],
                 ["w", "x", "y", "z", "#", "-", "/", "."], ["clear", "space", "erase", "enter"]]
    })
    readonly property var signs: ({erase: "erase", enter: "done", clear: "close"})
    readonly property var rows: rowsOf[crowded ? "narrow" : layout]
    readonly property int gap: Theme.mm(layout === "digits" ? 2.4 : crowded ? 0.6 : 1)
    property string enterName: Say.of("common.enter")
    signal typed(string character)
    signal erased()
    signal cleared()
    signal entered()
    implicitHeight: rows.length * Theme.mm(layout === "digits" ? 14 : 9.5)

    function press(key) {
        if (key === "erase") erased()
        else if (key === "clear") cleared()
        else if (key === "enter") entered()
        else typed(key === "space" ? " " : key)
    }
    Column {
        spacing: pad.gap
        Repeater {
            model: pad.rows
            Row {
                id: line
                required property var modelData
                readonly property real cell: (pad.width + pad.gap) / modelData.length - pad.gap
                spacing: pad.gap
                Repeater {
                    model: line.modelData
                    Touchable {
                        id: key
                        required property string modelData
                        width: line.cell
                        height: (pad.height + pad.gap) / pad.rows.length - pad.gap
                        name: modelData === "space" || modelData === "erase" || modelData === "clear" ? Say.of("common." + modelData)
                              : modelData === "enter" ? pad.enterName : modelData
                        onTapped: pad.press(modelData)
                        Rectangle {
                            anchors.fill: parent
                            radius: Theme.radius
                            color: key.modelData === "enter" ? Theme.sign : (key.pressed ? Theme.signTint : Theme.card)
                            border { width: key.modelData === "enter" ? 0 : Theme.line; color: key.pressed ? Theme.sign : Theme.rule }
                        }
                        Words {
                            anchors.centerIn: parent
                            width: parent.width - Theme.s1
                            horizontalAlignment: Text.AlignHCenter
                            fontSizeMode: Text.HorizontalFit
                            minimumPixelSize: Theme.mm(1.9)
                            visible: !icon.visible
                            isData: key.modelData !== "space"
                            text: key.modelData === "space" ? Say.of("common.space") : key.modelData.toUpperCase()
                            font { pixelSize: key.modelData === "space" ? Theme.caption : Theme.lead; weight: Font.Medium }
                            Accessible.ignored: true
                        }
                        Icon {
                            id: icon
                            visible: pad.signs[key.modelData] !== undefined
                            name: pad.signs[key.modelData] || ""
                            color: key.modelData === "enter" ? Theme.signInk : Theme.ink
                            anchors.centerIn: parent
                        }
                    }
                }
            }
        }
    }
}
