import QtQuick
import "../kit"

// To take along: a code for the phone, a label from the printer.
Sheet {
    id: sheet
    readonly property var product: view.product || ({})
    readonly property string printed: view.printed || ""
    title: view.title || ""
    subtitle: Theme.low ? "" : (view.hint || "")
    back: true
    onBackTapped: ui.back()
    actions: [{text: view.printWords || "", icon: printed === "done" ? "done" : "print", primary: printed === "", enabled: printed !== "printing", run: () => ui.printLabel()}]
    TwoPane {
        touch: false
        anchors.fill: parent
        share: 0.42
        stackedShare: 0.44
        picture: Item {
            anchors.fill: parent
            Rectangle {
                readonly property real side: Math.min(parent.width, parent.height)
                width: side
                height: side
                anchors.centerIn: parent
                color: "#ffffff"
                border { width: Theme.line; color: Theme.ink }
                Drawn { id: code; anchors { fill: parent; margins: Theme.s2 } what: sheet.view.qr ? "drawing/qr/" + encodeURIComponent(sheet.product.sku + ui.language) : ""; smooth: false }
                Accessible.role: Accessible.Graphic
                Accessible.name: Say.of("common.code")
            }
        }
        FitColumn {
            anchors.fill: parent
            spacing: Theme.low || Theme.narrow ? Theme.s2 : Theme.s3
            Words { width: parent.width; text: sheet.view.name || ""; font { pixelSize: Theme.lead; weight: Font.Medium } }
            Plaque { width: parent.width; product: sheet.product; compact: true }
            ProductLine { width: parent.width; product: sheet.product; lines: Theme.low || Theme.narrow ? 1 : 2; withPicture: !Theme.low && !Theme.portrait }
            Words { width: parent.width; text: Say.of("answer.sku") + " " + (sheet.product.sku || ""); color: Theme.faint }
        }
    }
}
