import QtQuick
import "../kit"

Sheet {
    title: "Staff"
}
