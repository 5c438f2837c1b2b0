import QtQuick
import "../kit"

// The screw with its dimensions, its name, how sure, its best match and where that hangs.
Sheet {
    id: sheet
    readonly property var product: view.product || ({})
    title: view.title || ""
    subtitle: view.features || ""
    back: view.several === true
    onBackTapped: ui.back()
    actions: {
        const all = []
        if (view.hasWay)
            all.push({text: Say.of("answer.way"), icon: "way", primary: true, run: () => ui.go("way")})
        if (!view.absent)
            all.push({text: Say.of("answer.label"), icon: "label", run: () => ui.go("label")})
        if (view.others > 0)
            all.push({text: Say.of("answer.others"), icon: "others", primary: view.absent, run: () => ui.go("alternatives")})
        all.push({text: Say.of("answer.fits"), icon: "fits", run: () => ui.go("fits")})
        if (view.canSay)
            all.push({text: Say.of("answer.none"), icon: "none", quiet: true, run: () => ui.noneOfThese()})
        return all
    }
    TwoPane {
        touch: false
        anchors.fill: parent
        share: Theme.low ? 0.56 : 0.6
        stackedShare: Theme.narrow ? (Theme.large ? 0.44 : 0.49) : 0.52
        picture: Hero { anchors.fill: parent; view: sheet.view.hero || ({}) }
        Item {
            id: right
            anchors.fill: parent
            readonly property bool sideBySide: width > Theme.mm(150)
            FitColumn {
                id: words
                anchors.fill: parent
                spacing: Theme.low || Theme.narrow ? Theme.s2 : Theme.s3
                visible: !sheet.view.absent
                Grid {
                    id: grid
                    width: parent.width
                    columns: right.sideBySide ? 2 : 1
                    spacing: Theme.low || Theme.narrow ? Theme.s2 : Theme.s3
                    columnSpacing: Theme.s4
                    Plaque { product: sheet.product; width: right.sideBySide ? (grid.width - Theme.s4) / 2 : grid.width }
                    Column {
                        width: right.sideBySide ? (grid.width - Theme.s4) / 2 : grid.width
                        spacing: Theme.low || Theme.narrow ? Theme.s1 : Theme.s2
                        Words { visible: !sheet.view.hasWay; width: parent.width; text: Say.of("answer.no_place"); font.pixelSize: Theme.lead; color: Theme.faint }
                        Sureness { level: sheet.view.sure || 0; text: sheet.view.sureWords || ""; most: parent.width }
                        Hairline { width: parent.width; visible: !Theme.low }
                        ProductLine { width: parent.width; product: sheet.product; withPicture: !Theme.low && !(Theme.narrow && Theme.large); lines: Theme.low || Theme.narrow ? 1 : 2 }
                    }
                }
                Repeater {
                    model: (sheet.view.warnings || []).slice(0, Theme.low || Theme.large ? 1 : 2)
                    Tag { required property string modelData; text: modelData; icon: "warning"; color: Theme.warn; most: words.width }
                }
            }
            FitColumn {
                visible: sheet.view.absent === true
                anchors.fill: parent
                Icon { name: "search"; color: Theme.sign; size: Theme.mm(12); pen: 1.3 }
                Words { width: parent.width; text: sheet.view.absentTitle || ""; font { pixelSize: Theme.title; weight: Font.Light } }
                Words { width: parent.width; text: sheet.view.absentHint || ""; font.pixelSize: Theme.lead; color: Theme.faint }
            }
        }
    }
}
