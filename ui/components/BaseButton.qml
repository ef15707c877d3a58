// SPDX-License-Identifier: Apache-2.0
// What all buttons share: icon and words, a focus ring, an accessible name, Enter as well as the space bar.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Bedside

AbstractButton {
    id: root

    property string iconName: ""
    property bool iconDirected: false // the icon points forward or back: mirrored right to left
    property string hint: ""          // what a tooltip adds, such as the shortcut
    property bool busy: false
    property color foreground: Theme.text
    property color fill: Theme.raised
    property color fillHovered: Theme.hovered
    property color line: "transparent"
    property color ringColor: Theme.focusRing
    property int textSize: Theme.body
    property int target: Theme.denseTarget
    property bool bold: false

    implicitWidth: Math.max(target, implicitContentWidth + leftPadding + rightPadding)
    implicitHeight: Math.max(target, implicitContentHeight + topPadding + bottomPadding)
    leftPadding: Theme.space4
    rightPadding: Theme.space4
    topPadding: Theme.space1
    bottomPadding: Theme.space1
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    opacity: enabled ? 1 : 0.5
    Keys.onReturnPressed: if (!busy) click()
    Keys.onEnterPressed: if (!busy) click()

    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: hint
    Accessible.onPressAction: click()

    ToolTip.visible: hint !== "" && (hovered || visualFocus)
    ToolTip.delay: 700
    ToolTip.text: hint

    background: Rectangle {
        radius: Theme.radius
        color: root.down || (root.hovered && root.enabled) ? root.fillHovered : root.fill
        border { width: 1; color: root.line }
        FocusRing { target: root; ringColor: root.ringColor }
    }
    contentItem: Item {
        implicitWidth: row.implicitWidth
        implicitHeight: row.implicitHeight
        RowLayout {
            id: row
            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width)
            spacing: Theme.space2
            Icon {
                visible: root.iconName !== ""
                name: root.busy ? "clock" : root.iconName
                color: root.foreground
                mirrored: root.iconDirected && root.mirrored
                Layout.preferredWidth: Theme.icon
                Layout.preferredHeight: Theme.icon
            }
            Text {
                visible: text !== ""
                text: root.text
                textFormat: Text.PlainText
                color: root.foreground
                font.pixelSize: root.textSize
                font.weight: root.bold ? Font.DemiBold : Font.Normal
                wrapMode: Text.Wrap
                horizontalAlignment: Text.AlignHCenter
                Layout.fillWidth: true
            }
        }
    }
}
