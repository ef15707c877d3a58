// SPDX-License-Identifier: Apache-2.0
// Something stands in the way: what happened, and what to do.
import QtQuick
import QtQuick.Layouts
import Bedside

CenteredPage {
    id: root

    required property AppModel app
    readonly property bool canTryAgain: app.isGuest ? app.guest.canTryAgain : app.canTryAgain
    property bool otherLink: false

    settings: app.settings
    title: app.isGuest ? app.guest.title : qsTr("Bedside can't open your data")

    Prose {
        objectName: "problemText"
        text: !root.app.isGuest ? root.app.problem : root.app.guest.problem !== "" ? root.app.guest.problem : root.app.guest.explanation
        font.pixelSize: Theme.patient
        Layout.fillWidth: true
    }
    Prose {
        objectName: "setAsideText"
        visible: !root.app.isGuest && text !== ""
        text: root.app.setAside
        wrapMode: Text.Wrap
        font.pixelSize: Theme.patient
        Layout.fillWidth: true
    }
    PrimaryButton {
        objectName: "problemAction"
        focus: true
        text: !root.app.isGuest && root.app.setAside !== "" ? qsTr("Put it back and try again") : root.canTryAgain ? qsTr("Try again") : root.app.isGuest ? qsTr("Use another link") : qsTr("Close Bedside")
        visible: !root.otherLink
        textSize: Theme.patient
        target: Theme.target
        Layout.fillWidth: true
        onClicked: {
            if (root.canTryAgain && root.app.isGuest)
                root.app.guest.tryAgain();
            else if (root.canTryAgain)
                root.app.tryAgain();
            else if (root.app.isGuest)
                root.otherLink = true;
            else
                Qt.quit();
        }
    }
    SecondaryButton {
        objectName: "otherLinkButton"
        visible: root.canTryAgain && !root.otherLink
        text: qsTr("Use another link")
        textSize: Theme.patient
        target: Theme.target
        Layout.fillWidth: true
        onClicked: root.otherLink = true
    }
    SecondaryButton {
        objectName: "backToTodayButton"
        visible: root.app.isGuest && root.app.guest.canGoBack
        text: qsTr("Back to today")
        textSize: Theme.patient
        target: Theme.target
        Layout.fillWidth: true
        onClicked: root.app.guest.goBack()
    }
    SecondaryButton {
        objectName: "closeButton"
        visible: !root.app.isGuest && root.canTryAgain
        text: qsTr("Close Bedside")
        textSize: Theme.patient
        target: Theme.target
        Layout.fillWidth: true
        onClicked: Qt.quit()
    }
    Field {
        id: field
        name: "linkField"
        visible: root.otherLink
        label: qsTr("Link")
        placeholder: "https://"
        problem: root.app.guest.linkProblem
        inputMethodHints: Qt.ImhUrlCharactersOnly | Qt.ImhNoPredictiveText
        textSize: Theme.patient
        target: Theme.target
        Layout.fillWidth: true
        onVisibleChanged: if (visible) forceActiveFocus()
        onAccepted: root.app.guest.openLink(text)
    }
    PrimaryButton {
        objectName: "openLinkButton"
        visible: root.otherLink
        text: qsTr("Go to the waiting room")
        textSize: Theme.patient
        target: Theme.target
        Layout.fillWidth: true
        onClicked: root.app.guest.openLink(field.text)
    }
    QuietButton {
        objectName: "supportButton"
        text: qsTr("Save a report for support")
        iconName: "save"
        textSize: Theme.patient
        target: Theme.target
        Layout.alignment: Qt.AlignHCenter
        onClicked: root.app.support.show()
    }
}
