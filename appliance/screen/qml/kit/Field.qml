import QtQuick

// What was typed on our keypad; dots instead where it is `secret`.
Item {
    id: field
    property string text: ""
    property string hint: ""
    property bool secret: false
    implicitHeight: Theme.mm(13)
    Accessible.role: Accessible.EditableText
    Accessible.name: secret ? hint : text || hint
    Words {
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; leftMargin: Theme.s2; rightMargin: Theme.s2 }
        isData: field.text !== ""
        text: field.text === "" ? field.hint : (field.secret ? "•".repeat(field.text.length) : field.text + "|")
        color: field.text === "" ? Theme.faint : Theme.ink
        font.pixelSize: Theme.lead
        wrapMode: Text.NoWrap
        elide: Text.ElideLeft
        Accessible.ignored: true
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: 2 * Theme.line
        color: Theme.sign
    }
}
