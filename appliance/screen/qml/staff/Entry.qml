import QtQuick
import "../kit"

// Fields that are typed into, one after the other.
Typing {
    id: page
    title: page.view.title
    hasField: false
    isList: false
    action: Say.of("staff.entry.done")
    actionIcon: "done"
    enterName: Say.of("staff.entry.next")
    onActed: ui.staff.touch("next")
    onEntered: ui.staff.touch("enter")
    Column {
        id: grid
        width: parent.width
        spacing: Theme.s1
        readonly property int lines: Math.max(1, page.view.fields.length)
        Repeater {
            model: page.view.fields
            Touchable {
                id: field
                readonly property bool slim: height < Theme.mm(10)  // its name stands before what is typed, not above
                required property var modelData
                required property int index
                width: grid.width
                height: Math.min(Theme.mm(15), (page.roomItem.height - (grid.lines - 1) * grid.spacing) / grid.lines)
                name: modelData.name + (modelData.text ? ": " + modelData.text : "")
                accessibleRole: Accessible.EditableText
                enabled: !page.within
                isTarget: enabled
                opacity: 1
                onTapped: ui.staff.at("select", index)
                Rectangle {
                    anchors.fill: parent
                    radius: Theme.radius
                    color: field.modelData.at ? Theme.signTint : "transparent"
                    border { width: field.modelData.at ? 3 * Theme.line : Theme.line; color: field.modelData.at ? Theme.sign : Theme.rule }
                }
                Words {
                    id: label
                    x: Theme.s2
                    y: field.slim ? 0 : Theme.mm(0.5) + (field.modelData.at ? 3 : 1) * Theme.line
                    width: field.slim ? parent.width * 0.36 : parent.width - 2 * x
                    height: field.slim ? parent.height : Theme.mm(3.4 * Theme.type)
                    verticalAlignment: Text.AlignVCenter
                    text: field.modelData.name + (field.modelData.lacks ? ": " + field.modelData.lacks : "")
                    color: field.modelData.lacks ? Theme.warn : Theme.faint
                    font.pixelSize: Theme.mm(2.6 * Theme.type)
                    wrapMode: Text.NoWrap
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.mm(2)
                    Accessible.ignored: true
                }
                Words {
                    x: field.slim ? parent.width * 0.36 + Theme.s3 : Theme.s2
                    y: field.slim ? 0 : label.y + label.height
                    width: parent.width - x - Theme.s2
                    height: parent.height - y - (field.slim ? 0 : Theme.mm(0.4))
                    verticalAlignment: Text.AlignVCenter
                    text: field.modelData.text + (field.modelData.at ? "|" : "")
                    isData: true
                    font.pixelSize: Math.min(Theme.body, Math.max(1, height * 0.8))
                    wrapMode: Text.NoWrap
                    elide: field.modelData.at ? Text.ElideLeft : Text.ElideRight
                    Accessible.ignored: true
                }
            }
        }
    }
}
