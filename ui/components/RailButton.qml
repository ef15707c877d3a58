// SPDX-License-Identifier: Apache-2.0
// One place in the clinician's rail: icon above its word, a number where something waits.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Bedside

AbstractButton {
    id: root

    required property string iconName
    property bool current: false
    property int count: 0
    property string hint: ""

    implicitWidth: 80
    implicitHeight: implicitContentHeight + 2 * Theme.space2
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()
    Accessible.role: Accessible.Button
    Accessible.name: count > 0 ? qsTr("%1, %n waiting", "", count).arg(text) : text
    Accessible.description: hint
    Accessible.checked: current
    Accessible.onPressAction: clicked()
    ToolTip.visible: hint !== "" && hovered
    ToolTip.delay: 700
    ToolTip.text: hint

    background: Rectangle {
        radius: Theme.radius
        color: root.current ? Theme.accentSoft : root.hovered ? Theme.hovered : "transparent"
        border { width: root.current && Theme.contrast ? 2 : 0; color: Theme.accent }
        FocusRing { target: root; gap: 0 }
    }
    contentItem: ColumnLayout {
        spacing: 2
        Icon {
            name: root.iconName
            color: root.current ? Theme.accent : Theme.muted
            Layout.preferredWidth: 24
            Layout.preferredHeight: 24
            Layout.alignment: Qt.AlignHCenter
            Badge {
                x: parent.width - width / 2
                y: -4
                count: root.count
            }
        }
        Text {
            text: root.text
            textFormat: Text.PlainText
            color: root.current ? Theme.accent : Theme.muted
            font { pixelSize: Math.min(Theme.dense, 18); weight: root.current ? Font.DemiBold : Font.Normal }
            elide: Text.ElideRight
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
        }
    }
}
