import QtQuick

// The big actions of a page, in one row where they fit and in two on a narrow screen.
Item {
    id: bar
    property var actions: []  // [{text, icon, primary, enabled, run}]
    readonly property int perRow: Theme.narrow && actions.length > 3 ? Math.ceil(actions.length / 2) : actions.length
    readonly property int rows: actions.length === 0 ? 0 : Math.ceil(actions.length / perRow)
    implicitHeight: rows === 0 ? 0 : rows * Theme.bigTarget + (rows - 1) * Theme.s2

    Repeater {
        model: bar.actions
        BigButton {
            required property var modelData
            required property int index
            readonly property int inRow: Math.min(bar.perRow, bar.actions.length - Math.floor(index / bar.perRow) * bar.perRow)
            text: modelData.text
            icon: modelData.icon || ""
            primary: modelData.primary === true
            quiet: modelData.quiet === true
            enabled: modelData.enabled !== false
            width: Math.min(bar.actions.length < 3 && !Theme.narrow ? Theme.mm(72 * Theme.type) : bar.width, (bar.width - (inRow - 1) * Theme.s2) / inRow)
            height: Theme.bigTarget
            x: (index % bar.perRow) * (width + Theme.s2)
            y: Math.floor(index / bar.perRow) * (Theme.bigTarget + Theme.s2)
            onTapped: modelData.run()
        }
    }
}
