// SPDX-License-Identifier: Apache-2.0
// A state that matters, in place, in words, with its remedy beside it. Not shown without text.
import QtQuick
import QtQuick.Layouts
import Bedside

Rectangle {
    id: root

    enum Tone { Info, Warning, Danger }

    property string text: ""
    property int tone: Banner.Warning
    property string actionText: ""
    property string actionName: ""  // objectName of the button
    property bool dismissable: false
    property int textSize: Theme.body
    property int target: Theme.denseTarget
    // Too narrow for words and a button side by side.
    readonly property bool stacked: actionText !== "" && width < 34 * textSize
    readonly property color ink: tone === Banner.Info ? Theme.accent : tone === Banner.Danger ? Theme.danger : Theme.warning
    signal acted
    signal dismissed

    visible: text !== ""
    implicitWidth: row.implicitWidth + 2 * Theme.space3
    implicitHeight: row.implicitHeight + 2 * Theme.space2
    radius: Theme.radius
    color: tone === Banner.Info ? Theme.accentSoft : tone === Banner.Danger ? Theme.dangerSoft : Theme.warningSoft
    border { width: 1; color: ink }
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    GridLayout {
        id: row
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; margins: Theme.space3 }
        columns: 4
        columnSpacing: Theme.space3
        rowSpacing: Theme.space2
        Icon {
            name: root.tone === Banner.Info ? "info" : "warning"
            color: root.ink
            Layout.preferredWidth: Theme.icon
            Layout.preferredHeight: Theme.icon
            Layout.row: 0
            Layout.column: 0
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: Theme.space1
        }
        Prose {
            text: root.text
            font.pixelSize: root.textSize
            Layout.row: 0
            Layout.column: 1
            Layout.fillWidth: true
        }
        SecondaryButton {
            objectName: root.actionName
            visible: root.actionText !== ""
            text: root.actionText
            textSize: root.textSize
            target: root.target
            Layout.row: root.stacked ? 1 : 0
            Layout.column: root.stacked ? 1 : 2
            onClicked: root.acted()
        }
        IconButton {
            visible: root.dismissable
            label: qsTr("Hide this message")
            iconName: "close"
            target: root.target
            Layout.row: 0
            Layout.column: 3
            onClicked: root.dismissed()
        }
    }
}
