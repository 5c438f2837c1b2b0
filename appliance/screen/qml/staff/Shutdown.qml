import QtQuick
import "../kit"

// Asked before the machine is switched off.
Sheet {
    id: sheet
    actions: sheet.view.going ? [] : [
        {text: Say.of("staff.common.back"), icon: "back", quiet: true, run: () => ui.staff.touch("back")},
        {text: Say.of("staff.shutdown.yes"), icon: "power", primary: true, run: () => ui.staff.touch("yes")}]
    Column {
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter }
        spacing: Theme.s3
        Icon { name: "power"; color: Theme.sign; size: Theme.mm(14); pen: 1.2; visible: !Theme.low }
        Words {
            width: parent.width
            text: sheet.view.going ? Say.of("staff.shutdown.going") : Say.of("staff.shutdown.title")
            font { pixelSize: Theme.title; weight: Font.Light }
            Accessible.role: Accessible.Heading
        }
        Words {
            width: Math.min(parent.width, Theme.mm(150))
            text: sheet.view.going ? Say.of("staff.shutdown.wait") : Say.of("staff.shutdown.hint")
            font.pixelSize: Theme.lead
            color: Theme.faint
        }
    }
}
