import QtQuick

// A drawing of ours ("drawing/head/pan", "drawing/product/SKU") at the size it has here.
Image {
    property string what: ""
    source: what === "" ? "" : "image://" + what + "?" + (Theme.contrast ? "contrast" : "plain")
    sourceSize: Qt.size(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)))
    fillMode: Image.PreserveAspectFit
    asynchronous: false
    Accessible.ignored: true
}
