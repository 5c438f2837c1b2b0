import QtQuick

// Whatever can be touched: shows it at once, says its name to assistive tech, answers to one finger or Enter.
Item {
    id: touchable
    property string name: ""
    property bool isTarget: true
    readonly property bool pressed: tap.pressed && enabled
    property alias role: touchable.accessibleRole
    property int accessibleRole: Accessible.Button
    property bool checked: false
    signal tapped()

    activeFocusOnTab: enabled
    opacity: enabled ? 1 : 0.45
    Accessible.role: accessibleRole
    Accessible.name: name
    Accessible.checked: checked
    Accessible.focusable: true
    Accessible.onPressAction: fire()
    Keys.onReturnPressed: fire()
    Keys.onSpacePressed: fire()

    function fire() {
        if (!enabled)
            return
        ui.touched()
        tapped()
    }

    TapHandler {
        id: tap
        gesturePolicy: TapHandler.ReleaseWithinBounds
        longPressThreshold: 0  // a finger that rests on it for a second means it, too
        onTapped: touchable.fire()
    }
    Rectangle {
        anchors { fill: parent; margins: -Theme.s1 }
        visible: touchable.activeFocus
        color: "transparent"
        radius: Theme.radius + Theme.s1
        border { width: 2 * Theme.line; color: Theme.dimension }
    }
}
