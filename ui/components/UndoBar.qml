// SPDX-License-Identifier: Apache-2.0
// Says what was done and offers to take it back, as long as that can be done.
import QtQuick
import QtQuick.Layouts
import Bedside

Rectangle {
    id: root

    required property string text
    signal undone

    visible: text !== ""
    implicitHeight: row.implicitHeight + 2 * Theme.space2
    radius: Theme.radius
    color: Theme.text
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    RowLayout {
        id: row
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; margins: Theme.space3 }
        spacing: Theme.space3
        Prose {
            text: root.text
            color: Theme.surface
            Layout.fillWidth: true
        }
        BaseButton {
            objectName: "undoButton"
            text: qsTr("Undo")
            iconName: "undo"
            foreground: Theme.surface
            fill: "transparent"
            fillHovered: Theme.muted
            line: Theme.surface
            ringColor: Theme.surface
            onClicked: root.undone()
        }
    }
}
