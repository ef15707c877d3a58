// SPDX-License-Identifier: Apache-2.0
// What happened, newest first. Nothing clinical is in it.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Bedside

ClinicianFrame {
    id: root

    current: "log"

    ColumnLayout {
        anchors { fill: parent; margins: Theme.space6 }
        spacing: Theme.space3
        Prose {
            text: qsTr("Log")
            font { pixelSize: Theme.title; weight: Font.DemiBold }
            Layout.fillWidth: true
            Accessible.role: Accessible.Heading
        }
        Prose {
            text: qsTr("Who did what, and when. Entries can't be changed or removed unnoticed, and hold nothing clinical.")
            muted: true
            Layout.fillWidth: true
            Layout.topMargin: -Theme.space2
        }
        ListView {
            id: list
            objectName: "logList"
            focus: true
            clip: true
            activeFocusOnTab: true
            spacing: Theme.space2
            topMargin: Theme.space2
            bottomMargin: Theme.space2
            boundsBehavior: Flickable.StopAtBounds
            model: root.app.log
            Layout.fillWidth: true
            Layout.fillHeight: true
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Log entries, newest first")
            Keys.onUpPressed: flick(0, 600)
            Keys.onDownPressed: flick(0, -600)
            ScrollBar.vertical: ScrollBar {}
            delegate: LogRow {
                width: ListView.view.width - Theme.space4
            }
            Rectangle {
                anchors.fill: parent
                anchors.margins: -4
                visible: list.activeFocus
                radius: Theme.radius
                color: "transparent"
                border { width: 2; color: Theme.focusRing }
            }
            Prose {
                anchors.centerIn: parent
                width: parent.width
                visible: list.count === 0
                text: qsTr("There are no entries yet.")
                muted: true
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
}
