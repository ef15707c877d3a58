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
    property string asking: "" // "link", "leave"

    settings: app.settings
    columnWidth: 860
    covered: asking !== ""

    Prose {
        objectName: "waitingTitle"
        text: root.guest.place !== "" ? root.guest.title + " " + root.guest.place : root.guest.title
        font { pixelSize: Theme.hero; weight: Font.DemiBold }
        Layout.fillWidth: true
        Accessible.role: Accessible.Heading
    }
    Prose {
        visible: text !== ""
        text: root.guest.startsText !== "" ? root.guest.startsText + " " + root.guest.explanation : root.guest.explanation
        font.pixelSize: Theme.patient
        Layout.fillWidth: true
        Layout.topMargin: -Theme.space2
    }
    Banner {
        text: root.guest.problem
        actionText: root.guest.nobodyAnswers ? qsTr("Use another link") : ""
        textSize: Theme.patient
        target: Theme.target
        Layout.fillWidth: true
        onActed: root.asking = "link"
    }
    Banner {
        objectName: "noticeBanner"
        text: root.app.notice
        textSize: Theme.patient
        target: Theme.target
        dismissable: true
        Layout.fillWidth: true
        onDismissed: root.app.dismissNotice()
    }
    Banner {
        text: root.devices.generatedText
        tone: Banner.Info
        textSize: Theme.patient
        Layout.fillWidth: true
    }
    NetworkCard {
        visible: root.app.network.isForGuest
        network: root.app.network
        padding: Theme.space2
        textSize: Theme.patient
        target: Theme.target
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
            AddressSwitch {
                address: root.app.address
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
    Flow {
        spacing: Theme.space4
        Layout.fillWidth: true
        SecondaryButton {
            objectName: "leaveWaitingButton"
            text: root.guest.leaveText
            textSize: Theme.patient
            target: Theme.target
            onClicked: root.asking = "leave"
        }
        SecondaryButton {
            objectName: "otherLinkButton"
            text: qsTr("Use another link")
            textSize: Theme.patient
            target: Theme.target
            onClicked: root.asking = "link"
        }
        QuietButton {
            objectName: "supportButton"
            text: qsTr("Save a report for support")
            iconName: "save"
            textSize: Theme.patient
            target: Theme.target
            onClicked: root.app.support.show()
        }
    }

    dialogs: [
        ConfirmDialog {
            objectName: "leaveWaitingDialog"
            open: root.asking === "leave"
            title: root.guest.connecting ? qsTr("Stop connecting?") : qsTr("Leave the waiting room?")
            message: qsTr("The practice then no longer sees that you are here. You can come back with the same link.")
            textSize: Theme.patient
            onDismissed: root.asking = ""
            onOpenChanged: if (open) stay.forceActiveFocus()
            actions: [
                PrimaryButton {
                    objectName: "confirmLeaveButton"
                    text: root.guest.leaveText
                    textSize: Theme.patient
                    dangerous: true
                    target: Theme.target
                    onClicked: root.guest.leave()
                },
                SecondaryButton {
                    id: stay
                    objectName: "stayWaitingButton"
                    text: qsTr("Stay")
                    textSize: Theme.patient
                    hint: "Esc"
                    target: Theme.target
                    onClicked: root.asking = ""
                }
            ]
        },
        ConfirmDialog {
            objectName: "otherLinkDialog"
            open: root.asking === "link"
            title: qsTr("Use another link?")
            message: root.guest.connecting ? qsTr("Paste the link from your message here.")
                                           : qsTr("Paste the link from your message here. You then leave this waiting room.")
            textSize: Theme.patient
            onDismissed: root.asking = ""
            onOpenChanged: if (open) otherLink.forceActiveFocus()
            actions: [
                PrimaryButton {
                    objectName: "openOtherLinkButton"
                    text: qsTr("Go to the waiting room")
                    textSize: Theme.patient
                    target: Theme.target
                    onClicked: if (root.guest.openLink(otherLink.text)) root.asking = ""
                },
                SecondaryButton {
                    text: qsTr("Stay")
                    textSize: Theme.patient
                    hint: "Esc"
                    target: Theme.target
                    onClicked: root.asking = ""
                }
            ]
            Field {
                id: otherLink
                name: "otherLinkField"
                label: qsTr("Link")
                placeholder: "https://"
                problem: root.guest.linkProblem
                textSize: Theme.patient
                target: Theme.target
                inputMethodHints: Qt.ImhUrlCharactersOnly | Qt.ImhNoPredictiveText
                Layout.fillWidth: true
                onAccepted: if (root.guest.openLink(text)) root.asking = ""
            }
        }
    ]
}
