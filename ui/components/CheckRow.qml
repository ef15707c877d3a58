// SPDX-License-Identifier: Apache-2.0
// One thing that is on or off, in words that say what it does.
import QtQuick
import QtQuick.Controls.Basic
import Bedside

CheckBox {
    id: root

    property int textSize: Theme.body
    property int target: Theme.denseTarget
    property string help: "" // read out with the words

    function activate() {
        toggle();
        clicked();
    }

    font.pixelSize: textSize
    implicitHeight: Math.max(target, implicitContentHeight + Theme.space2)
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    spacing: Theme.space3
    padding: Theme.space1
    focusPolicy: Qt.StrongFocus
    opacity: enabled ? 1 : 0.6
    Keys.onReturnPressed: activate()
    Keys.onEnterPressed: activate()
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.description: help
    Accessible.onPressAction: activate()
    Accessible.onToggleAction: activate()

    indicator: Rectangle {
        x: root.mirrored ? root.width - width - root.rightPadding : root.leftPadding
        y: root.topPadding + (root.font.pixelSize * 1.4 - height) / 2
        width: 22
        height: 22
        radius: Theme.radius
        color: root.checked ? Theme.accent : Theme.raised
        border { width: 1; color: root.checked ? Theme.accent : Theme.controlLine }
        Icon {
            anchors.centerIn: parent
            width: 16
            height: 16
            visible: root.checked
            name: "check"
            color: Theme.inkOnAccent
        }
    }
    contentItem: Text {
        leftPadding: root.mirrored ? 0 : root.indicator.width + root.spacing
        rightPadding: root.mirrored ? root.indicator.width + root.spacing : 0
        text: root.text
        textFormat: Text.PlainText
        color: Theme.text
        font: root.font
        lineHeight: Theme.leading
        wrapMode: Text.Wrap
        horizontalAlignment: Text.AlignLeft
        verticalAlignment: Text.AlignTop
    }
    background: Item {
        FocusRing { target: root; gap: 0 }
    }
}
