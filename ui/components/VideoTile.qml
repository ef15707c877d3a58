// SPDX-License-Identifier: Apache-2.0
// One other person: the picture, or in words what it waits for; name and role; a ring and an icon while speaking.
import QtQuick
import QtQuick.Layouts
import Bedside

Item {
    id: root

    required property string name
    required property string roleText
    required property string stateText
    required property bool showsPicture
    required property bool refused
    required property bool microphoneOn
    required property bool speaking
    required property PictureFeed feed
    property int labelMargin: Theme.space4
    property int labelLift: 0 // above what else is at the bottom
    readonly property bool pictureShown: showsPicture && feed !== null && feed.hasPicture

    Accessible.role: root.pictureShown && root.stateText !== "" ? Accessible.AlertMessage : Accessible.Graphic
    Accessible.name: stateText !== "" ? qsTr("%1, %2. %3").arg(name).arg(roleText).arg(stateText) : qsTr("%1, %2").arg(name).arg(roleText)

    Rectangle {
        anchors.fill: parent
        color: Theme.stage
    }
    Video {
        anchors.fill: parent
        visible: root.pictureShown
        feed: root.feed
    }
    Rectangle { // over a picture that is an old one
        anchors.fill: parent
        visible: root.pictureShown && root.stateText !== ""
        color: Theme.stage
        opacity: 0.7
    }
    ColumnLayout {
        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.space6, 440)
        visible: !root.pictureShown || root.stateText !== ""
        spacing: Theme.space4
        Rectangle {
            Layout.alignment: Qt.AlignHCenter
            Layout.preferredWidth: 96
            Layout.preferredHeight: 96
            radius: 48
            color: Theme.stageRaised
            border { width: 1; color: Theme.stageLine }
            Icon {
                anchors.centerIn: parent
                width: 44
                height: 44
                name: root.refused ? "warning" : root.pictureShown ? "clock" : "person"
                color: root.refused ? Theme.stageWarning : Theme.stageMuted
            }
        }
        Prose {
            text: root.stateText !== "" ? root.stateText : qsTr("Waiting for the picture")
            color: Theme.stageInk
            font.pixelSize: Theme.patient
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
        }
    }
    Rectangle {
        anchors.fill: parent
        visible: root.speaking
        color: "transparent"
        border { width: 3; color: Theme.stageAccent }
    }
    Rectangle {
        anchors { left: parent.left; bottom: parent.bottom; margins: root.labelMargin; bottomMargin: root.labelMargin + root.labelLift }
        width: Math.min(label.implicitWidth + 2 * Theme.space2, parent.width - 2 * root.labelMargin)
        height: label.implicitHeight + 2 * Theme.space1
        radius: Theme.radius
        color: Theme.stage
        opacity: 0.88
        RowLayout {
            id: label
            anchors { fill: parent; leftMargin: Theme.space2; rightMargin: Theme.space2 }
            spacing: Theme.space2
            Icon {
                visible: root.speaking || !root.microphoneOn
                name: root.microphoneOn ? "wave" : "microphone-off"
                color: root.microphoneOn ? Theme.stageAccent : Theme.stageWarning
                Layout.preferredWidth: Theme.icon
                Layout.preferredHeight: Theme.icon
            }
            Prose {
                text: root.microphoneOn ? qsTr("%1 · %2").arg(root.name).arg(root.roleText)
                                        : qsTr("%1 · %2 · microphone off").arg(root.name).arg(root.roleText)
                color: Theme.stageInk
                font.pixelSize: Math.min(Theme.body, 24)
                elide: Text.ElideRight
                wrapMode: Text.NoWrap
                Layout.fillWidth: true
            }
        }
    }
}
