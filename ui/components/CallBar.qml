// SPDX-License-Identifier: Apache-2.0
// The controls of a visit in one bar. It fades when nothing moves, and comes back at once; never while it has the focus.
import QtQuick
import Bedside

Rectangle {
    id: root

    default property alias content: row.data
    property bool awake: true

    implicitWidth: row.implicitWidth + 2 * Theme.space4
    implicitHeight: row.implicitHeight + 2 * Theme.space2
    radius: Theme.cardRadius
    color: Theme.stage
    border { width: 1; color: Theme.stageLine }
    opacity: awake ? 0.94 : 0
    enabled: opacity > 0
    Accessible.role: Accessible.ToolBar
    Accessible.name: qsTr("Visit controls")
    Behavior on opacity { NumberAnimation { duration: Theme.quick } }

    Row {
        id: row
        anchors.centerIn: parent
        spacing: Theme.space2
    }
}
