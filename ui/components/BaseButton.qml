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

    // What a click does, for the Enter key and for fields that are accepted.
    function activate() {
        if (!enabled || busy)
            return;
        if (checkable)
            toggle();
        clicked();
    }

    implicitWidth: Math.max(target, implicitContentWidth + leftPadding + rightPadding)
    implicitHeight: Math.max(target, implicitContentHeight + topPadding + bottomPadding)
    leftPadding: Theme.space4
    rightPadding: Theme.space4
    topPadding: Theme.space1
    bottomPadding: Theme.space1
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    opacity: enabled ? 1 : 0.5
    Keys.onReturnPressed: activate()
    Keys.onEnterPressed: activate()

    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: hint
    Accessible.onPressAction: activate()

    ToolTip.visible: hint !== "" && (hovered || visualFocus)
    ToolTip.delay: 700
    ToolTip.text: hint

    background: Rectangle {
        radius: Theme.radius
        color: root.down || (root.hovered && root.enabled) ? root.fillHovered : root.fill
        border { width: 1; color: root.line }
        FocusRing { target: root; ringColor: root.ringColor }
    }
    contentItem: ButtonContent {
        text: root.text
        iconName: root.busy ? "clock" : root.iconName
        iconMirrored: root.iconDirected && root.mirrored
        ink: root.foreground
        textSize: root.textSize
        bold: root.bold
    }
}
