// SPDX-License-Identifier: Apache-2.0
// Asks before something that can't be taken back; its title is the consequence. Covers the screen, whose owner
// disables what lies under it while `open`.
import QtQuick
import QtQuick.Layouts
import Bedside

FocusScope {
    id: root

    required property string title
    property string message: ""
    property bool open: false
    property int textSize: Theme.body
    property int target: Theme.target
    property int widest: 460
    property alias actions: buttons.data
    default property alias content: extra.data
    signal dismissed

    anchors.fill: parent
    visible: open
    onOpenChanged: if (open) forceActiveFocus()
    Keys.onEscapePressed: dismissed()
    Accessible.role: Accessible.Dialog
    Accessible.name: title
    Accessible.description: message

    Rectangle {
        anchors.fill: parent
        color: Theme.scrim
        MouseArea { anchors.fill: parent; hoverEnabled: true; acceptedButtons: Qt.AllButtons }
    }
    Card {
        anchors.centerIn: parent
        width: Math.min(root.widest * Math.max(1, Theme.textScale * 0.8), root.width - 2 * Theme.space4)
        height: Math.min(implicitHeight, root.height - 2 * Theme.space4)
        padding: Theme.space6
        spacing: Theme.space3
        Prose {
            text: root.title
            font { pixelSize: Theme.title; weight: Font.DemiBold }
            Layout.fillWidth: true
            Accessible.role: Accessible.Heading
        }
        Prose {
            visible: text !== ""
            text: root.message
            font.pixelSize: root.textSize
            Layout.fillWidth: true
        }
        ColumnLayout {
            id: extra
            visible: children.length > 0
            spacing: Theme.space3
            Layout.fillWidth: true
        }
        Flow {
            id: buttons
            spacing: Theme.space2
            layoutDirection: Qt.RightToLeft
            Layout.fillWidth: true
            Layout.topMargin: Theme.space2
        }
    }
}
