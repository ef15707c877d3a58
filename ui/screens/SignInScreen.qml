// SPDX-License-Identifier: Apache-2.0
// First step of signing in: name and password.
import QtQuick
import QtQuick.Layouts
import Bedside

CenteredPage {
    id: root

    required property AppModel app
    readonly property SessionModel session: app.session

    settings: app.settings
    title: qsTr("Sign in")
    subtitle: root.session.practiceName
    columnWidth: 420
    patient: false

    Banner {
        text: root.session.clockWarning
        Layout.fillWidth: true
    }
    Banner {
        text: root.session.problem
        tone: Banner.Danger
        Layout.fillWidth: true
    }
    Field {
        id: login
        name: "loginField"
        focus: root.session.login === ""
        label: qsTr("Name")
        placeholder: qsTr("Your sign-in name")
        text: root.session.login
        inputMethodHints: Qt.ImhNoAutoUppercase | Qt.ImhNoPredictiveText
        Layout.fillWidth: true
        onAccepted: password.forceActiveFocus()
    }
    Field {
        id: password
        name: "passwordField"
        focus: root.session.login !== ""
        secret: true
        label: qsTr("Password")
        placeholder: qsTr("Your password")
        Layout.fillWidth: true
        onAccepted: next.activate()
    }
    PrimaryButton {
        id: next
        objectName: "continueButton"
        text: qsTr("Continue to the code")
        enabled: !root.session.mustWait
        target: 40
        Layout.fillWidth: true
        onClicked: {
            root.session.continueWith(login.text, password.text);
            password.clear();
        }
    }
    QuietButton {
        objectName: "workOfflineButton"
        text: qsTr("Look at today's list without signing in")
        Layout.alignment: Qt.AlignHCenter
        onClicked: root.session.workOffline()
    }
}
