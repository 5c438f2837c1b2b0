pragma Singleton
import QtQuick

// One visual language: paper, ink and hairlines of a technical drawing, one petrol sign. Lengths are millimetres of
// the real screen, so that a target is as large as a finger on every display.
QtObject {
    readonly property real u: ui.pxPerMm
    readonly property bool contrast: ui.contrast
    readonly property bool large: ui.large
    readonly property bool stacked: ui.stacked  // the picture stands over the words, not beside them
    readonly property bool portrait: ui.portrait
    readonly property bool low: ui.low          // 92 mm high or less
    readonly property bool narrow: ui.narrow    // 100 mm wide or less
    readonly property bool reach: ui.reach
    readonly property int quick: ui.still ? 0 : 120
    readonly property int calm: ui.still ? 0 : 420
    readonly property int slow: ui.still ? 0 : 1100

    readonly property color paper: contrast ? "#000000" : "#faf9f6"
    readonly property color card: contrast ? "#000000" : "#ffffff"
    readonly property color sunken: contrast ? "#1c1c1c" : "#f0eee8"
    readonly property color ink: contrast ? "#ffffff" : "#1e2934"
    readonly property color faint: contrast ? "#f0f0f0" : "#56616c"
    readonly property color rule: contrast ? "#ffffff" : "#d3cfc6"
    readonly property color sign: contrast ? "#ffd400" : "#0e5c6e"
    readonly property color signInk: contrast ? "#000000" : "#ffffff"
    readonly property color signTint: contrast ? "#1c1c1c" : "#e3eef0"
    readonly property color dimension: contrast ? "#8fd3ff" : "#28567a"
    readonly property color warn: contrast ? "#ffb454" : "#9c4510"
    readonly property color good: contrast ? "#7dff9a" : "#1d6a3c"

    readonly property string family: "Source Sans Pro"
    readonly property real type: large ? 1.25 : 1.0
    readonly property int caption: mm(3.1 * type)
    readonly property int body: mm(3.8 * type)
    readonly property int lead: mm((low || narrow ? 4.4 : 4.9) * type)
    readonly property int title: mm((low || narrow ? 6.4 : 8.2) * type)
    readonly property int display: mm((low || narrow ? 9.5 : 12.5) * type)

    readonly property int s1: mm(1)
    readonly property int s2: mm(2)
    readonly property int s3: mm(low || narrow ? 3 : 4)
    readonly property int s4: mm(low || narrow ? 4.5 : 7)
    readonly property int margin: mm(low || narrow ? 5 : 8)
    readonly property int radius: mm(1.2)
    readonly property int line: contrast ? Math.max(2, mm(0.45)) : Math.max(1, mm(0.18))
    readonly property int target: mm(12)
    readonly property int bigTarget: mm(large && !low && !narrow ? 18 : 15)

    function mm(length) { return Math.max(1, Math.round(length * u)) }
}
