// SPDX-License-Identifier: Apache-2.0
// After the visit, for the clinician: how it went, how long, who, and what the log says.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Bedside

FocusScope {
    id: root

    required property AppModel app
    readonly property SummaryModel summary: app.summary

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }
    ScrollArea {
        anchors.fill: parent
        contentHeight: column.implicitHeight + 2 * Theme.space6
        ColumnLayout {
            id: column
            x: (parent.width - width) / 2
            y: Theme.space6
            width: Math.min(880, parent.width - 2 * Theme.space6)
            spacing: Theme.space4
            Prose {
                objectName: "summaryTitle"
                text: qsTr("The visit has ended")
                font { pixelSize: Theme.hero; weight: Font.DemiBold }
                Layout.fillWidth: true
                Accessible.role: Accessible.Heading
            }
            Banner {
                text: root.summary.problem
                Layout.fillWidth: true
            }
            GridLayout {
                columns: column.width > 640 * Math.max(1, Theme.textScale * 0.8) ? 2 : 1
                columnSpacing: Theme.space4
                rowSpacing: Theme.space4
                Layout.fillWidth: true
                Card {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    Prose { text: qsTr("How did it go?"); font.weight: Font.DemiBold; Layout.fillWidth: true }
                    Repeater {
                        model: root.summary.outcomes
                        OptionRow {
                            required property int index
                            required property string modelData
                            objectName: ["outcomeCompleted", "outcomeAudioOnly", "outcomeNoShow", "outcomeTechnicalFailure", "outcomeLeft"][index]
                            focus: index === 0
                            text: modelData
                            checked: root.summary.outcome === index
                            Layout.fillWidth: true
                            onClicked: root.summary.outcome = index
                        }
                    }
                }
                Card {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    Prose { text: qsTr("How long"); font.weight: Font.DemiBold; Layout.fillWidth: true }
                    Prose {
                        objectName: "durationText"
                        text: qsTr("%1 (%2)").arg(root.summary.durationText).arg(root.summary.timeText)
                        Layout.fillWidth: true
                    }
                    Prose { text: qsTr("Who was there"); font.weight: Font.DemiBold; Layout.fillWidth: true; Layout.topMargin: Theme.space2 }
                    Repeater {
                        model: root.summary.people
                        RowLayout {
                            id: person
                            required property string modelData
                            spacing: Theme.space2
                            Icon {
                                name: "person"
                                color: Theme.muted
                                Layout.preferredWidth: Theme.icon
                                Layout.preferredHeight: Theme.icon
                            }
                            Prose {
                                text: person.modelData
                                Layout.fillWidth: true
                            }
                        }
                    }
                }
            }
            Card {
                visible: root.summary.log.count > 0
                Layout.fillWidth: true
                Prose { text: qsTr("What the log says"); font.weight: Font.DemiBold; Layout.fillWidth: true }
                Repeater {
                    model: root.summary.log
                    LogRow {
                        withDay: false
                        Layout.fillWidth: true
                    }
                }
            }
            PrimaryButton {
                objectName: "summaryDoneButton"
                text: qsTr("Save and go back to the day")
                target: Theme.target
                Layout.alignment: Qt.AlignRight
                onClicked: root.summary.close()
            }
        }
    }
}
