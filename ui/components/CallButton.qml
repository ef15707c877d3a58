// SPDX-License-Identifier: Apache-2.0
// A round control of the call bar with its word under it. Red only for leaving.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Bedside

AbstractButton {
    id: root

    required property string iconName
    property bool off: false      // what it controls is switched off
    property bool lit: false      // its panel is open
    property bool leaving: false
    property int count: 0
    property string shortcut: ""

    implicitWidth: Math.max(72, implicitContentWidth + Theme.space2)
    implicitHeight: implicitContentHeight
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: shortcut
    Accessible.onPressAction: clicked()
    ToolTip.visible: shortcut !== "" && hovered
    ToolTip.delay: 700
    ToolTip.text: qsTr("%1 (%2)").arg(text).arg(shortcut)

    background: Item {}
    contentItem: ColumnLayout {
        spacing: Theme.space1
        Rectangle {
            Layout.preferredWidth: 48
            Layout.preferredHeight: 48
            Layout.alignment: Qt.AlignHCenter
            radius: 24
            color: root.leaving ? (root.hovered ? Theme.stageDangerHovered : Theme.stageDanger)
                : root.off ? Theme.stageInk : root.hovered || root.lit ? Theme.stageHovered : Theme.stageRaised
            border { width: root.lit ? 2 : 1; color: root.lit ? Theme.stageAccent : root.leaving ? "transparent" : Theme.stageLine }
            Icon {
                anchors.centerIn: parent
                width: 24
                height: 24
                name: root.iconName
                color: root.leaving ? Theme.inkOnStageDanger : root.off ? Theme.stage : Theme.stageInk
            }
            Badge {
                x: parent.width - width + 2
                y: -2
                count: root.count
                color: Theme.stageAccent
                ink: Theme.stage
            }
            Rectangle {
                anchors.fill: parent
                anchors.margins: -4
                visible: root.activeFocus
                radius: width / 2
                color: "transparent"
                border { width: 2; color: Theme.stageAccent }
            }
        }
        Text {
            text: root.text
            textFormat: Text.PlainText
            color: Theme.stageInk
            font.pixelSize: Math.min(Theme.dense, 20)
            horizontalAlignment: Text.AlignHCenter
            Layout.alignment: Qt.AlignHCenter
        }
    }
}
