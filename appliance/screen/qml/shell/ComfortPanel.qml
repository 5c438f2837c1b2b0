import QtQuick
import "../kit"

// Larger text, more contrast, everything low, read aloud.
Veil {
    id: panel
    wanted: Theme.mm(Theme.narrow ? 80 : 150)
    sheetHeight: heading.height + choices.height + Theme.bigTarget + 2 * Theme.s3 + 2 * Theme.s4
    onDismissed: ui.openPanel(false)
    Words {
        id: heading
        width: parent.width
        text: Say.of("comfort.title")
        font { pixelSize: Theme.title; weight: Font.Medium }
        Accessible.role: Accessible.Heading
    }
    Grid {
        id: choices
        anchors { left: parent.left; right: parent.right; top: heading.bottom; topMargin: Theme.s3 }
        columns: Theme.narrow ? 1 : 2
        spacing: Theme.s2
        Repeater {
            model: ui.comforts
            BigButton {
                required property var modelData
                width: (choices.width - (choices.columns - 1) * Theme.s2) / choices.columns
                height: Theme.mm(Theme.low ? 13 : 14)
                beside: true
                text: Say.of("comfort." + modelData.name)
                icon: modelData.on ? "done" : modelData.icon
                accessibleRole: Accessible.CheckBox
                checked: modelData.on
                primary: modelData.on
                isTarget: panel.shown
                onTapped: ui.setComfort(modelData.name, !modelData.on)
            }
        }
    }
    BigButton {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        text: Say.of("common.done")
        quiet: true
        isTarget: panel.shown
        onTapped: ui.openPanel(false)
    }
}
