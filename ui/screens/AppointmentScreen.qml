// SPDX-License-Identifier: Apache-2.0
// A new appointment, or one that changes.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Bedside

ClinicianFrame {
    id: root

    readonly property AppointmentEditorModel editor: app.editor

    current: "today"

    Shortcut { sequence: "Ctrl+S"; enabled: root.free; onActivated: root.app.saveAppointment() }
    Shortcut { sequence: "Escape"; enabled: root.free; onActivated: root.app.showToday() }

    ScrollArea {
        anchors.fill: parent
        contentHeight: column.implicitHeight + 2 * Theme.space6
        ColumnLayout {
            id: column
            x: (parent.width - width) / 2
            y: Theme.space6
            width: Math.min(560 * Math.max(1, Theme.textScale * 0.8), parent.width - 2 * Theme.space6)
            spacing: Theme.space4
            Prose {
                text: root.editor.isNew ? qsTr("New visit") : qsTr("Change the visit")
                font { pixelSize: Theme.title; weight: Font.DemiBold }
                Layout.fillWidth: true
                Accessible.role: Accessible.Heading
            }
            Field {
                name: "patientNameField"
                focus: true
                label: qsTr("Patient's name")
                placeholder: qsTr("First and last name")
                text: root.editor.patientName
                problem: root.editor.nameProblem
                maximumLength: 120
                Layout.fillWidth: true
                onEdited: root.editor.patientName = text
                onAccepted: root.app.saveAppointment()
            }
            ColumnLayout {
                spacing: Theme.space1
                Prose {
                    text: qsTr("Day")
                    font.weight: Font.Medium
                }
                RowLayout {
                    spacing: Theme.space2
                    IconButton {
                        objectName: "earlierDayButton"
                        label: qsTr("Earlier day")
                        iconName: "back"
                        iconDirected: true
                        line: Theme.controlLine
                        target: 40
                        enabled: root.editor.dayCanBeEarlier
                        onClicked: root.editor.earlierDay()
                    }
                    Prose {
                        objectName: "dayText"
                        text: root.editor.dayText
                        horizontalAlignment: Text.AlignHCenter
                        Layout.preferredWidth: 240 * Theme.textScale
                    }
                    IconButton {
                        objectName: "laterDayButton"
                        label: qsTr("Later day")
                        iconName: "forward"
                        iconDirected: true
                        line: Theme.controlLine
                        target: 40
                        onClicked: root.editor.laterDay()
                    }
                }
            }
            GridLayout {
                columns: width > 420 ? 2 : 1
                columnSpacing: Theme.space6
                rowSpacing: Theme.space4
                Layout.fillWidth: true
                Field {
                    name: "timeField"
                    label: qsTr("Time")
                    placeholder: "14:30"
                    text: root.editor.time
                    problem: root.editor.timeProblem
                    maximumLength: 12
                    Layout.fillWidth: true
                    Layout.alignment: Qt.AlignTop
                    onEdited: root.editor.time = text
                    onAccepted: root.app.saveAppointment()
                }
                ColumnLayout {
                    spacing: Theme.space1
                    Layout.alignment: Qt.AlignTop
                    Prose {
                        text: qsTr("How long")
                        font.weight: Font.Medium
                    }
                    RowLayout {
                        spacing: Theme.space2
                        Repeater {
                            model: [15, 30, 45, 60]
                            OptionRow {
                                required property int modelData
                                objectName: "minutes" + modelData
                                text: qsTr("%1 min").arg(modelData)
                                target: 40
                                checked: root.editor.minutes === modelData
                                onClicked: root.editor.minutes = modelData
                            }
                        }
                    }
                }
            }
            Field {
                name: "contactField"
                label: qsTr("Contact")
                placeholder: qsTr("Phone or mail, for you only")
                text: root.editor.contact
                maximumLength: 200
                Layout.fillWidth: true
                onEdited: root.editor.contact = text
                onAccepted: root.app.saveAppointment()
            }
            Field {
                name: "reasonField"
                label: qsTr("Reason")
                placeholder: qsTr("In a few words, for you only")
                help: qsTr("Sealed on this computer. It never stands in the invitation.")
                text: root.editor.reason
                maximumLength: 500
                Layout.fillWidth: true
                onEdited: root.editor.reason = text
                onAccepted: root.app.saveAppointment()
            }
            Flow {
                layoutDirection: Qt.RightToLeft
                spacing: Theme.space2
                Layout.fillWidth: true
                PrimaryButton {
                    objectName: "saveButton"
                    text: root.editor.isNew ? qsTr("Save the visit") : qsTr("Save the change")
                    hint: "Ctrl+S"
                    target: 40
                    onClicked: root.app.saveAppointment()
                }
                SecondaryButton {
                    objectName: "discardButton"
                    text: qsTr("Go back without saving")
                    hint: "Esc"
                    target: 40
                    onClicked: root.app.showToday()
                }
            }
        }
    }
}
