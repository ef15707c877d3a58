// SPDX-License-Identifier: Apache-2.0
// Second step: the code from the person's app, or a recovery code.
import QtQuick
import QtQuick.Layouts
import Bedside

CenteredPage {
    id: root

    required property AppModel app
    readonly property SessionModel session: app.session

    settings: app.settings
    title: qsTr("Type your code")
    subtitle: qsTr("Your authenticator app shows six digits that change every 30 seconds.")
    columnWidth: 420
    patient: false

    Banner {
        text: root.session.clockWarning
        Layout.fillWidth: true
    }
    Field {
        id: field
        name: "codeField"
        focus: true
        digits: true
        label: qsTr("Code")
        placeholder: "000000"
        help: qsTr("A recovery code works here too, once.")
        problem: root.session.problem
        maximumLength: 32
        inputMethodHints: Qt.ImhPreferNumbers | Qt.ImhNoPredictiveText
        Layout.fillWidth: true
        onAccepted: signIn.activate()
    }
    PrimaryButton {
        id: signIn
        objectName: "signInButton"
        text: root.session.busy ? qsTr("Signing in") : qsTr("Sign in")
        busy: root.session.busy
        enabled: !root.session.busy && !root.session.mustWait
        target: 40
        Layout.fillWidth: true
        onClicked: root.session.signIn(field.text)
    }
    QuietButton {
        objectName: "backButton"
        text: qsTr("Back to name and password")
        iconName: "back"
        iconDirected: true
        enabled: !root.session.busy
        Layout.alignment: Qt.AlignHCenter
        onClicked: root.session.backToPassword()
    }
}
