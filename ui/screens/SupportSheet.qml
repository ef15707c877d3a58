// SPDX-License-Identifier: Apache-2.0
// The report for support: what is in it, to be read before it is saved.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Bedside

ConfirmDialog {
    id: root

    required property SupportModel support
    // What lies around the report, about: bound to heights of the layout that it changes, it would not come to rest.
    readonly property int around: 168 + (support.saved === "" && support.problem === "" ? 7 : 13) * textSize

    open: support.open
    widest: 760
    title: qsTr("Save a report for support")
    message: qsTr("It describes this computer, this program, the connections of the last visits and the server's address, and has no names, links, messages, passwords or keys. Nothing is sent by itself.")
    onDismissed: support.close()
    onOpenChanged: if (open) closeButton.forceActiveFocus()
    actions: [
        PrimaryButton {
            objectName: "saveReportButton"
            text: qsTr("Save the report")
            iconName: "save"
            textSize: root.textSize
            target: Theme.target
            enabled: root.support.ready
            onClicked: root.support.save()
        },
        SecondaryButton {
            id: closeButton
            objectName: "closeReportButton"
            text: qsTr("Close")
            textSize: root.textSize
            hint: "Esc"
            target: Theme.target
            onClicked: root.support.close()
        }
    ]
    Rectangle {
        color: Theme.sunken
        radius: Theme.radius
        border { width: 1; color: Theme.hairline }
        Layout.fillWidth: true
        Layout.preferredHeight: Math.max(96, Math.min(360, root.height - root.around))
        Flickable {
            id: view
            anchors { fill: parent; margins: 1 }
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            ScrollBar.vertical: ScrollBar {
                policy: view.contentHeight > view.height ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff
            }
            TextArea.flickable: TextArea { // follows its cursor
                id: area
                objectName: "reportText"
                text: root.support.ready ? root.support.text : qsTr("The report is being made …")
                textFormat: TextEdit.PlainText
                readOnly: true
                selectByMouse: true
                selectByKeyboard: true
                activeFocusOnTab: true
                wrapMode: TextEdit.Wrap
                LayoutMirroring.enabled: false // it is in English
                horizontalAlignment: TextEdit.AlignLeft
                color: Theme.text
                selectionColor: Theme.accent
                selectedTextColor: Theme.inkOnAccent
                font.pixelSize: Theme.dense
                leftPadding: Theme.space3
                rightPadding: Theme.space4
                topPadding: Theme.space3
                bottomPadding: Theme.space3
                Accessible.role: Accessible.EditableText
                Accessible.name: qsTr("Report")
                Accessible.readOnly: true
                background: Item {
                    FocusRing { target: area; gap: 0 }
                }
            }
        }
    }
    Banner {
        objectName: "reportProblem"
        text: root.support.problem
        tone: Banner.Danger
        textSize: root.textSize
        Layout.fillWidth: true
    }
    Banner {
        objectName: "reportSaved"
        text: root.support.saved
        tone: Banner.Info
        textSize: root.textSize
        Layout.fillWidth: true
    }
}
