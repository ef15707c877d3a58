// SPDX-License-Identifier: Apache-2.0
// The selected visit with its next action as the one accent button.
import QtQuick
import QtQuick.Layouts
import Bedside

Rectangle {
    id: root

    required property AppModel app
    readonly property AppointmentCard card: app.card
    signal cancelAsked

    color: Theme.raised

    Rectangle { // the line towards the list
        width: 1
        anchors { top: parent.top; bottom: parent.bottom; left: parent.left }
        color: Theme.hairline
    }
    ScrollArea {
        anchors { fill: parent; margins: Theme.space6 }
        contentHeight: column.implicitHeight
        ColumnLayout {
            id: column
            width: parent.width
            spacing: Theme.space3
            visible: root.card.shown
            Prose {
                text: root.card.name
                font { pixelSize: Theme.title; weight: Font.DemiBold }
                Layout.fillWidth: true
                Accessible.role: Accessible.Heading
            }
            Prose {
                text: root.card.untilText !== "" ? qsTr("%1 (%2)").arg(root.card.timeText).arg(root.card.untilText) : root.card.timeText
                Layout.fillWidth: true
            }
            Chip {
                text: root.card.stateText
                iconName: root.card.action === AppointmentCard.Admit ? "person" : ""
                tone: root.card.action === AppointmentCard.Admit ? Chip.Accent : Chip.Neutral
                Layout.maximumWidth: parent.width
            }
            Banner {
                text: root.card.problem
                Layout.fillWidth: true
            }
            PrimaryButton {
                objectName: root.card.action === AppointmentCard.Invite ? "inviteButton" : "primaryActionButton"
                visible: root.card.action !== AppointmentCard.None
                text: root.card.actionText
                iconName: root.card.action === AppointmentCard.Invite ? "link" : root.card.action === AppointmentCard.Open ? "camera" : "check"
                hint: qsTr("Enter")
                target: Theme.target
                Layout.fillWidth: true
                Layout.topMargin: Theme.space2
                onClicked: root.app.act()
            }
            Prose {
                visible: text !== ""
                text: root.card.inviteText
                muted: true
                font.pixelSize: Theme.dense
                Layout.fillWidth: true
            }
            Rectangle {
                color: Theme.hairline
                Layout.fillWidth: true
                Layout.preferredHeight: 1
                Layout.topMargin: Theme.space2
                Layout.bottomMargin: Theme.space2
            }
            Prose {
                visible: root.card.reason !== ""
                text: qsTr("Reason")
                muted: true
                font.pixelSize: Theme.dense
                Layout.bottomMargin: -Theme.space2
            }
            Prose {
                visible: text !== ""
                text: root.card.reason
                Layout.fillWidth: true
            }
            Prose {
                visible: root.card.contact !== ""
                text: qsTr("Contact")
                muted: true
                font.pixelSize: Theme.dense
                Layout.bottomMargin: -Theme.space2
            }
            Prose {
                visible: text !== ""
                text: root.card.contact
                Layout.fillWidth: true
            }
            Flow {
                spacing: Theme.space2
                Layout.fillWidth: true
                Layout.topMargin: Theme.space2
                SecondaryButton {
                    objectName: "inviteButton"
                    width: Math.min(implicitWidth, parent.width)
                    visible: root.card.canInvite && root.card.action !== AppointmentCard.Invite
                    text: qsTr("Show the invitation")
                    iconName: "link"
                    hint: "Ctrl+I"
                    onClicked: root.app.invite()
                }
                SecondaryButton {
                    objectName: "editButton"
                    width: Math.min(implicitWidth, parent.width)
                    visible: root.card.canChange
                    text: qsTr("Change")
                    iconName: "edit"
                    hint: "Ctrl+E"
                    onClicked: root.app.changeAppointment()
                }
                SecondaryButton {
                    objectName: "cancelAppointmentButton"
                    width: Math.min(implicitWidth, parent.width)
                    visible: root.card.canChange
                    text: qsTr("Cancel the visit")
                    iconName: "close"
                    hint: qsTr("Delete")
                    onClicked: root.app.cancelAppointment()
                }
            }
            Prose {
                text: qsTr("Name, reason and contact are sealed on this computer. The server can't read them.")
                muted: true
                font.pixelSize: Theme.dense
                Layout.fillWidth: true
                Layout.topMargin: Theme.space4
            }
        }
        Prose {
            anchors.centerIn: parent
            width: parent.width
            visible: !root.card.shown
            text: qsTr("Choose a visit to see it here.")
            muted: true
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
