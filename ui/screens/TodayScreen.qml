// SPDX-License-Identifier: Apache-2.0
// The clinician's day: rows in the middle, the selected visit on the right.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Bedside

ClinicianFrame {
    id: root

    current: "today"

    Shortcut { sequence: "Ctrl+I"; enabled: root.free; onActivated: root.app.invite() }
    Shortcut { sequence: "Ctrl+E"; enabled: root.free; onActivated: root.app.changeAppointment() }
    Shortcut { sequence: "Alt+Left"; enabled: root.free; onActivated: root.app.day.showEarlierDay() }
    Shortcut { sequence: "Alt+Right"; enabled: root.free; onActivated: root.app.day.showLaterDay() }

    RowLayout {
        anchors.fill: parent
        spacing: 0
        ColumnLayout {
            spacing: Theme.space2
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.margins: Theme.space6
            Layout.rightMargin: Theme.space4
            RowLayout {
                spacing: Theme.space2
                Layout.fillWidth: true
                ColumnLayout {
                    spacing: 0
                    Layout.fillWidth: true
                    Prose {
                        objectName: "dayTitle"
                        text: root.app.day.title
                        font { pixelSize: Theme.title; weight: Font.DemiBold }
                        Layout.fillWidth: true
                        Accessible.role: Accessible.Heading
                    }
                    Prose {
                        text: root.app.session.personName !== "" ? qsTr("%1 · %2").arg(root.app.day.summary).arg(root.app.session.personName)
                                                                 : root.app.day.summary
                        muted: true
                        font.pixelSize: Theme.dense
                        Layout.fillWidth: true
                    }
                }
                SecondaryButton {
                    objectName: "todayButton"
                    visible: !root.app.day.isToday
                    text: qsTr("Back to today")
                    onClicked: root.app.day.showToday()
                }
                IconButton {
                    objectName: "earlierButton"
                    label: qsTr("Earlier day (%1)").arg("Alt+←")
                    iconName: "back"
                    iconDirected: true
                    line: Theme.controlLine
                    onClicked: root.app.day.showEarlierDay()
                }
                IconButton {
                    objectName: "laterButton"
                    label: qsTr("Later day (%1)").arg("Alt+→")
                    iconName: "forward"
                    iconDirected: true
                    line: Theme.controlLine
                    onClicked: root.app.day.showLaterDay()
                }
                SecondaryButton {
                    objectName: "newAppointmentButton"
                    text: qsTr("New visit")
                    iconName: "plus"
                    hint: "Ctrl+N"
                    onClicked: root.app.newAppointment()
                }
            }
            ListView {
                id: list
                objectName: "dayList"
                focus: true
                clip: true
                spacing: 2
                activeFocusOnTab: true
                boundsBehavior: Flickable.StopAtBounds
                model: root.app.day
                currentIndex: root.app.day.selectedIndex
                highlightMoveDuration: 0
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.topMargin: Theme.space2
                Accessible.role: Accessible.List
                Accessible.name: qsTr("Visits of the day")
                Keys.onUpPressed: root.app.day.selectedIndex = Math.max(0, root.app.day.selectedIndex - 1)
                Keys.onDownPressed: root.app.day.selectedIndex = Math.min(count - 1, root.app.day.selectedIndex + 1)
                Keys.onReturnPressed: root.app.act()
                Keys.onEnterPressed: root.app.act()
                Keys.onDeletePressed: root.app.cancelAppointment()
                ScrollBar.vertical: ScrollBar {}
                delegate: TodayRow {
                    width: ListView.view.width
                    selected: ListView.isCurrentItem
                    listFocused: ListView.view.activeFocus
                    onClicked: {
                        ListView.view.forceActiveFocus();
                        root.app.day.select(index);
                    }
                    onDoubleClicked: root.app.act()
                }
                Rectangle { // the list is empty, but still takes the focus
                    anchors.fill: parent
                    visible: list.count === 0
                    radius: Theme.cardRadius
                    color: "transparent"
                    border { width: list.activeFocus ? 2 : 1; color: list.activeFocus ? Theme.focusRing : Theme.hairline }
                    Prose {
                        anchors.centerIn: parent
                        width: parent.width - 2 * Theme.space6
                        text: qsTr("No visits on this day. Press New visit to make one.")
                        muted: true
                        horizontalAlignment: Text.AlignHCenter
                    }
                }
            }
            UndoBar {
                text: root.app.day.undoText
                Layout.fillWidth: true
                onUndone: root.app.day.undoCancel()
            }
        }
        VisitCard {
            app: root.app
            Layout.fillHeight: true
            Layout.preferredWidth: Math.min(root.width * 0.36, 340 * Math.max(1, Theme.textScale * 0.8))
        }
    }
}
