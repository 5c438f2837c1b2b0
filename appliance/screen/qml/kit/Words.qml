import QtQuick

// Every text on the screen. `data` marks what is no phrase and so is never translated: numbers, titles, names.
Text {
    property bool isData: false
    readonly property int across: effectiveHorizontalAlignment  // as numbers, for the audit of pages
    readonly property int upright: verticalAlignment
    color: Theme.ink
    font.family: Theme.family
    font.pixelSize: Theme.body
    wrapMode: Text.WordWrap
    textFormat: Text.PlainText
    lineHeight: 1.06
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: text === ""
}
