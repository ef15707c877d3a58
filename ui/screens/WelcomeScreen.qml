// SPDX-License-Identifier: Apache-2.0
// Nothing is known yet: a link can be pasted here.
import QtQuick
import QtQuick.Layouts
import Bedside

CenteredPage {
    id: root

    required property AppModel app
    readonly property GuestModel guest: app.guest

    settings: app.settings
    title: qsTr("Paste the link of your visit")
    subtitle: qsTr("It is in the message that the practice sent you.")

    Banner {
        text: root.guest.hasLeft ? qsTr("You have left the waiting room. To come back, open the link in your message again.") : ""
        tone: Banner.Info
        textSize: Theme.patient
        Layout.fillWidth: true
    }
    Field {
        id: field
        name: "linkField"
        focus: true
        label: qsTr("Link")
        placeholder: "https://"
        problem: root.guest.linkProblem
        textSize: Theme.patient
        target: Theme.target
        inputMethodHints: Qt.ImhUrlCharactersOnly | Qt.ImhNoPredictiveText
        Layout.fillWidth: true
        onAccepted: root.guest.openLink(text)
    }
    PrimaryButton {
        objectName: "openLinkButton"
        text: qsTr("Go to the waiting room")
        textSize: Theme.patient
        target: Theme.target
        Layout.fillWidth: true
        onClicked: root.guest.openLink(field.text)
    }
    Card {
        color: "transparent"
        Layout.fillWidth: true
        Layout.topMargin: Theme.space6
        Prose {
            text: qsTr("Do you work at a practice?")
            font { pixelSize: Theme.patient; weight: Font.Medium }
            Layout.fillWidth: true
        }
        Prose {
            text: qsTr("This computer is not set up for a practice yet. Your administrator makes a profile for you; Bedside then opens with it.")
            muted: true
            font.pixelSize: Theme.patient
            Layout.fillWidth: true
        }
    }
}
