// SPDX-License-Identifier: Apache-2.0
// Whose profile this is, and the one field that opens it.
import QtQuick
import QtQuick.Layouts
import Bedside

CenteredPage {
    id: root

    required property AppModel app
    readonly property SessionModel session: app.session

    settings: app.settings
    title: session.practiceName !== "" ? session.practiceName : qsTr("Locked")
    subtitle: session.personName !== "" ? qsTr("Locked for %1").arg(session.personName)
                                        : qsTr("Your profile on this computer is locked.")
    columnWidth: 420
    patient: false

    Field {
        id: field
        name: "passphraseField"
        focus: true
        secret: true
        label: root.session.usesPin ? qsTr("PIN") : qsTr("Passphrase")
        placeholder: root.session.usesPin ? qsTr("Your PIN") : qsTr("Your passphrase")
        problem: root.session.problem
        Layout.fillWidth: true
        onAccepted: unlock.activate()
    }
    PrimaryButton {
        id: unlock
        objectName: "unlockButton"
        text: root.session.busy ? qsTr("Unlocking") : qsTr("Unlock")
        iconName: "lock-open"
        busy: root.session.busy
        enabled: !root.session.busy && !root.session.mustWait
        target: 40
        Layout.fillWidth: true
        onClicked: {
            root.session.unlock(field.text);
            field.clear();
        }
    }
    RowLayout {
        spacing: Theme.space2
        Layout.fillWidth: true
        Icon {
            name: "key"
            color: Theme.muted
            Layout.preferredWidth: Theme.icon
            Layout.preferredHeight: Theme.icon
            Layout.alignment: Qt.AlignTop
        }
        Prose {
            text: root.session.keyStoreText
            muted: true
            font.pixelSize: Theme.dense
            Layout.fillWidth: true
        }
    }
}
