// SPDX-License-Identifier: Apache-2.0
// The controls of a visit in one bar. It fades when nothing moves and comes back at once. Faded, it can still be walked
// by keyboard (which brings it back), but a tap on it reaches the picture and not a button that nobody sees.
import QtQuick
import Bedside

FocusScope {
    id: root

    default property alias content: row.data
    property bool awake: true

    implicitWidth: row.implicitWidth + 2 * Theme.space4
    implicitHeight: row.implicitHeight + 2 * Theme.space2
    opacity: awake ? 0.94 : 0
    enabled: awake || activeFocus
    Accessible.role: Accessible.ToolBar
    Accessible.name: qsTr("Visit controls")
    Behavior on opacity { NumberAnimation { duration: Theme.quick } }

    Rectangle {
        anchors.fill: parent
        radius: Theme.cardRadius
        color: Theme.stage
        border { width: 1; color: Theme.stageLine }
    }
    Row {
        id: row
        anchors.centerIn: parent
        spacing: Theme.space2
    }
}
