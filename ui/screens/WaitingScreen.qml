// SPDX-License-Identifier: Apache-2.0
// The patient waits. Nothing has to be pressed; camera and sound can be checked meanwhile.
import QtQuick
import QtQuick.Layouts
import Bedside

CenteredPage {
    id: root

    required property AppModel app
    readonly property GuestModel guest: app.guest
    readonly property DevicesModel devices: app.devices

    settings: app.settings
    columnWidth: 860

    Prose {
        objectName: "waitingTitle"
        text: root.guest.place !== "" ? root.guest.title + " " + root.guest.place : root.guest.title
        font { pixelSize: Theme.hero; weight: Font.DemiBold }
        Layout.fillWidth: true
        Accessible.role: Accessible.Heading
    }
    Prose {
        text: root.guest.startsText !== "" ? root.guest.startsText + " " + root.guest.explanation : root.guest.explanation
        font.pixelSize: Theme.patient
        Layout.fillWidth: true
        Layout.topMargin: -Theme.space2
    }
    Banner {
        text: root.guest.problem
        textSize: Theme.patient
        Layout.fillWidth: true
    }
    Banner {
        text: root.devices.generatedText
        tone: Banner.Info
        textSize: Theme.patient
        Layout.fillWidth: true
    }
    GridLayout {
        columns: root.width > 800 * Math.max(1, Theme.textScale * 0.8) ? 2 : 1
        columnSpacing: Theme.space6
        rowSpacing: Theme.space4
        Layout.fillWidth: true
        ColumnLayout {
            spacing: Theme.space3
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            Layout.alignment: Qt.AlignTop
            SelfView {
                feed: root.devices.selfView
                cameraOn: root.devices.cameraOn
                note: !root.devices.cameraOn ? qsTr("Your camera is off")
                    : root.devices.generatedLabel !== "" ? root.devices.generatedLabel
                    : root.devices.selfView.hasPicture ? qsTr("This is how you look") : qsTr("Starting your camera")
                Layout.fillWidth: true
                Layout.maximumWidth: 480
                Layout.preferredHeight: Math.round(Math.min(width, 480) * 9 / 16)
            }
            RowLayout {
                spacing: Theme.space2
                Icon {
                    name: root.devices.heard ? "check" : root.devices.microphoneOn ? "microphone" : "microphone-off"
                    color: root.devices.heard ? Theme.good : Theme.muted
                    Layout.preferredWidth: 24
                    Layout.preferredHeight: 24
                }
                Prose {
                    objectName: "heardText"
                    text: root.devices.heardText
                    font { pixelSize: Theme.patient; weight: Font.Medium }
                    Layout.fillWidth: true
                }
            }
            LevelMeter {
                level: root.devices.level
                Layout.fillWidth: true
            }
        }
        ColumnLayout {
            spacing: Theme.space4
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            Layout.alignment: Qt.AlignTop
            DevicesPanel {
                devices: root.devices
                textSize: Theme.patient
                target: Theme.target
                Layout.fillWidth: true
            }
        }
    }
    Card {
        Layout.fillWidth: true
        RowLayout {
            spacing: Theme.space3
            Layout.fillWidth: true
            Field {
                id: nameField
                name: "guestNameField"
                label: root.guest.name !== "" ? qsTr("We'll tell the practice: %1").arg(root.guest.name)
                                              : qsTr("What should the clinician call you?")
                help: qsTr("You can leave this empty.")
                placeholder: qsTr("Your name")
                maximumLength: 80
                textSize: Theme.patient
                target: Theme.target
                Layout.fillWidth: true
                onAccepted: root.guest.saveName(text)
            }
            SecondaryButton {
                objectName: "saveNameButton"
                text: qsTr("Tell them")
                textSize: Theme.patient
                target: Theme.target
                Layout.alignment: Qt.AlignBottom
                onClicked: root.guest.saveName(nameField.text)
            }
        }
    }
}
