import QtQuick

Rectangle {
    height: Theme.line
    color: Theme.rule
}
