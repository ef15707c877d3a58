// SPDX-License-Identifier: Apache-2.0
// The invitation: its link, to be sent to one person, and what that link is.
import QtQuick
import QtQuick.Layouts
import Bedside

ClinicianFrame {
    id: root

    readonly property InvitationModel invitation: app.invitation

    current: "today"

    Shortcut { sequence: "Escape"; enabled: root.free; onActivated: root.app.showToday() }

    ScrollArea {
        anchors.fill: parent
        contentHeight: column.implicitHeight + 2 * Theme.space6
        ColumnLayout {
            id: column
            x: (parent.width - width) / 2
            y: Theme.space6
            width: Math.min(760 * Math.max(1, Theme.textScale * 0.7), parent.width - 2 * Theme.space6)
            spacing: Theme.space4
            Prose {
                text: qsTr("Invitation for %1").arg(root.invitation.patientName)
                font { pixelSize: Theme.title; weight: Font.DemiBold }
                Layout.fillWidth: true
                Accessible.role: Accessible.Heading
            }
            Prose {
                text: root.invitation.whenText
                muted: true
                Layout.fillWidth: true
                Layout.topMargin: -Theme.space3
            }
            Banner {
                text: qsTr("This link is a key. Whoever has it can come to your door as this patient. Send it to the patient only, and never post it.")
                Layout.fillWidth: true
            }
            GridLayout {
                columns: column.width > 620 ? 2 : 1
                columnSpacing: Theme.space6
                rowSpacing: Theme.space4
                Layout.fillWidth: true
                ColumnLayout {
                    spacing: Theme.space3
                    Layout.fillWidth: true
                    Layout.alignment: Qt.AlignTop
                    Card {
                        color: Theme.sunken
                        Layout.fillWidth: true
                        Prose {
                            objectName: "inviteLink"
                            text: root.invitation.link
                            visible: root.invitation.ready
                            wrapMode: Text.WrapAnywhere
                            font.family: "monospace"
                            font.pixelSize: Theme.dense
                            Layout.fillWidth: true
                        }
                        Prose {
                            visible: !root.invitation.ready
                            text: root.invitation.missing ? qsTr("There is no link to show.") : qsTr("Getting the link")
                            muted: true
                            Layout.fillWidth: true
                        }
                        SecondaryButton {
                            objectName: "inviteAgainButton"
                            visible: root.invitation.missing
                            text: qsTr("Try again")
                            target: 40
                            onClicked: root.invitation.tryAgain()
                        }
                    }
                    Prose {
                        visible: text !== ""
                        text: root.invitation.expiresText
                        muted: true
                        font.pixelSize: Theme.dense
                        Layout.fillWidth: true
                    }
                    PrimaryButton {
                        objectName: "copyLinkButton"
                        focus: true
                        enabled: root.invitation.ready
                        text: qsTr("Copy the link")
                        iconName: "copy"
                        target: 40
                        Layout.fillWidth: true
                        onClicked: root.invitation.copyLink()
                    }
                    SecondaryButton {
                        objectName: "copyMailButton"
                        enabled: root.invitation.ready
                        text: qsTr("Copy a text for a mail")
                        iconName: "mail"
                        target: 40
                        Layout.fillWidth: true
                        onClicked: root.invitation.copyMail()
                    }
                    SecondaryButton {
                        objectName: "saveCalendarButton"
                        enabled: root.invitation.ready
                        text: qsTr("Save a calendar file")
                        iconName: "save"
                        target: 40
                        Layout.fillWidth: true
                        onClicked: root.invitation.saveCalendar()
                    }
                    Banner {
                        objectName: "inviteDone"
                        text: root.invitation.problem !== "" ? root.invitation.problem : root.invitation.doneText
                        tone: root.invitation.problem !== "" ? Banner.Danger : Banner.Info
                        Layout.fillWidth: true
                    }
                }
                ColumnLayout {
                    spacing: Theme.space2
                    Layout.alignment: Qt.AlignTop | Qt.AlignHCenter
                    Rectangle {
                        Layout.preferredWidth: 300
                        Layout.preferredHeight: 300
                        Layout.alignment: Qt.AlignHCenter
                        radius: Theme.cardRadius
                        color: "white"
                        border { width: 1; color: Theme.hairline }
                        QrCode {
                            objectName: "inviteQr"
                            anchors { fill: parent; margins: Theme.space2 }
                            text: root.invitation.link
                            Accessible.role: Accessible.Graphic
                            Accessible.name: qsTr("The link as a QR code")
                        }
                    }
                    Prose {
                        text: qsTr("The patient can scan this with a phone's camera.")
                        muted: true
                        font.pixelSize: Theme.dense
                        horizontalAlignment: Text.AlignHCenter
                        Layout.preferredWidth: 300
                    }
                }
            }
            Prose {
                text: qsTr("The mail text and the calendar file hold the time and the link, nothing else.")
                muted: true
                font.pixelSize: Theme.dense
                Layout.fillWidth: true
            }
            Flow {
                layoutDirection: Qt.RightToLeft
                spacing: Theme.space2
                Layout.fillWidth: true
                SecondaryButton {
                    objectName: "inviteDoneButton"
                    text: qsTr("Back to the day")
                    hint: "Esc"
                    target: 40
                    onClicked: root.app.showToday()
                }
                SecondaryButton {
                    objectName: "replaceLinkButton"
                    visible: root.invitation.ready
                    text: qsTr("Replace the link")
                    target: 40
                    onClicked: root.app.askToReplaceLink()
                }
            }
        }
    }
}
