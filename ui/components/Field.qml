// SPDX-License-Identifier: Apache-2.0
// One line to type, with its label above and, when something is missing, the sentence that says so below.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Bedside

FocusScope {
    id: root

    required property string label
    property alias text: input.text
    property alias placeholder: input.placeholderText
    property alias name: input.objectName
    property alias maximumLength: input.maximumLength
    property alias inputMethodHints: input.inputMethodHints
    property string help: ""
    property string problem: ""
    property bool secret: false
    property bool digits: false // a code: larger and spaced
    property int textSize: Theme.body
    property int target: 40
    signal accepted
    signal edited

    implicitWidth: column.implicitWidth
    implicitHeight: column.implicitHeight

    function clear() { input.clear(); }

    ColumnLayout {
        id: column
        width: root.width
        spacing: Theme.space1
        Prose {
            text: root.label
            font { pixelSize: root.textSize; weight: Font.Medium }
            Layout.fillWidth: true
            Accessible.ignored: true
        }
        Prose {
            visible: text !== ""
            text: root.help
            muted: true
            font.pixelSize: Math.max(Theme.dense, root.textSize - 2)
            Layout.fillWidth: true
        }
        RowLayout {
            spacing: Theme.space2
            Layout.fillWidth: true
            TextField {
                id: input
                focus: true
                color: Theme.text
                placeholderTextColor: Theme.muted
                selectionColor: Theme.accent
                selectedTextColor: Theme.inkOnAccent
                selectByMouse: true
                font.pixelSize: root.digits ? Theme.hero : root.textSize
                font.letterSpacing: root.digits ? 6 : 0
                horizontalAlignment: TextInput.AlignLeft
                echoMode: root.secret && !reveal.checked ? TextInput.Password : TextInput.Normal
                implicitHeight: Math.max(root.target, contentHeight + 2 * Theme.space2)
                leftPadding: Theme.space3
                rightPadding: Theme.space3
                Layout.fillWidth: true
                Accessible.role: Accessible.EditableText
                Accessible.name: root.label
                // Qt tells no name of a password field: its label comes first in the description.
                Accessible.description: (root.secret ? root.label + ". " : "") + (root.problem !== "" ? root.problem : root.help)
                Accessible.passwordEdit: root.secret
                onAccepted: root.accepted()
                onTextEdited: root.edited()
                background: Rectangle {
                    radius: Theme.radius
                    color: Theme.raised
                    border { width: root.problem !== "" ? 2 : 1; color: root.problem !== "" ? Theme.danger : Theme.controlLine }
                    FocusRing { target: input }
                }
            }
            IconButton {
                id: reveal
                visible: root.secret
                checkable: true
                label: checked ? qsTr("Hide what you type") : qsTr("Show what you type")
                iconName: checked ? "eye-off" : "eye"
                target: root.target
            }
        }
        RowLayout {
            visible: root.problem !== ""
            spacing: Theme.space1
            Layout.fillWidth: true
            Icon {
                name: "warning"
                color: Theme.danger
                Layout.preferredWidth: Theme.body
                Layout.preferredHeight: Theme.body
                Layout.alignment: Qt.AlignTop
                Layout.topMargin: 2
            }
            Prose {
                text: root.problem
                color: Theme.danger
                font.pixelSize: root.textSize
                Layout.fillWidth: true
            }
        }
    }
}
