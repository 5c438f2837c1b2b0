import QtQuick

Door {}
