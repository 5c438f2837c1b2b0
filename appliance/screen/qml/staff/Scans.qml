import QtQuick
import "../kit"

// What was laid down lately, the newest first.
Sheet {
    id: sheet
    title: Theme.low ? "" : Say.of("staff.scans.title")
    actions: [{text: Say.of("staff.common.back"), icon: "back", quiet: true, run: () => ui.staff.touch("back")},
              {text: Say.of("staff.scans.again"), icon: "again", quiet: true, run: () => ui.staff.touch("again")}]
    Lowered {
        sheet: sheet
        Quiet {
            visible: sheet.view.rows.length === 0
            text: sheet.view.reading ? Say.of("staff.common.reading") : Say.of("staff.scans.none")
        }
        Leafed {
            anchors.fill: parent
            rows: sheet.view.rows
            wantedHeight: Theme.mm((Theme.low ? 13 : 15) * (Theme.large ? 1.2 : 1))
            row: Touchable {
                id: line
                readonly property var value: parent.value
                name: [value.title, value.detail, value.said].filter(t => t).join(", ")
                onTapped: ui.staff.at("select", parent.at)
                Rectangle { anchors.fill: parent; radius: Theme.radius; color: line.pressed ? Theme.signTint : "transparent" }
                Image {
                    id: picture
                    x: Theme.s1
                    width: Theme.mm(Theme.narrow ? 15 : 22)
                    height: parent.height - 2 * Theme.s1
                    anchors.verticalCenter: parent.verticalCenter
                    source: "image://past/" + line.value.scan + "/0"
                    sourceSize.width: width
                    fillMode: Image.PreserveAspectFit
                    Accessible.ignored: true
                }
                Column {
                    x: picture.x + picture.width + Theme.s3
                    width: parent.width - x - (said.visible ? said.width + Theme.s3 : 0)
                    anchors.verticalCenter: parent.verticalCenter
                    Words {
                        width: parent.width
                        text: line.value.title
                        isData: true
                        font.weight: Font.Medium
                        maximumLineCount: 1
                        elide: Text.ElideRight
                        Accessible.ignored: true
                    }
                    Words {
                        width: parent.width
                        text: line.value.detail
                        isData: true
                        color: Theme.faint
                        font.pixelSize: Theme.caption
                        wrapMode: Text.NoWrap
                        elide: Text.ElideRight
                        Accessible.ignored: true
                    }
                }
                Tag {
                    id: said
                    visible: line.value.said !== ""
                    icon: "done"
                    text: Theme.narrow || (Theme.low && Theme.large) ? "" : line.value.said
                    color: Theme.good
                    most: line.width * 0.36
                    anchors { right: parent.right; rightMargin: Theme.s2; verticalCenter: parent.verticalCenter }
                }
                Hairline { anchors { left: parent.left; right: parent.right; bottom: parent.bottom; bottomMargin: -Theme.s1 / 2 } }
            }
        }
    }
}
