// SPDX-License-Identifier: Apache-2.0
// The check before somebody is let in: who it should be, how that is known, since when they wait.
import QtQuick
import QtQuick.Layouts
import Bedside

ConfirmDialog {
    id: root

    required property LobbyModel lobby

    objectName: "admitCard"
    open: lobby.cardShown
    title: lobby.verified ? qsTr("Let %1 into the visit?").arg(lobby.name) : qsTr("Somebody is at the door who can't be checked")
    message: lobby.checkText
    onDismissed: lobby.dismiss()
    onOpenChanged: if (open) (lobby.verified ? admit : notYet).forceActiveFocus()

    Chip {
        text: root.lobby.waitedText
        iconName: "clock"
        tone: Chip.Accent
    }
    Banner {
        text: root.lobby.warning
        Layout.fillWidth: true
    }

    actions: [
        PrimaryButton {
            id: admit
            objectName: "admitButton"
            visible: root.lobby.verified
            text: qsTr("Let them in")
            iconName: "check"
            target: 40
            onClicked: root.lobby.admit()
        },
        SecondaryButton {
            id: notYet
            objectName: "notYetButton"
            text: qsTr("Not yet")
            hint: "Esc"
            target: 40
            onClicked: root.lobby.dismiss()
        },
        SecondaryButton {
            objectName: "denyButton"
            text: qsTr("Turn away")
            foreground: Theme.danger
            target: 40
            onClicked: root.lobby.deny()
        }
    ]
}
