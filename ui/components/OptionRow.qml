// SPDX-License-Identifier: Apache-2.0
// One choice among a few that are all in sight.
import QtQuick
import QtQuick.Controls.Basic
import Bedside

RadioButton {
    id: root

    property int textSize: Theme.body
    property int target: Theme.denseTarget

    font.pixelSize: textSize
    implicitHeight: Math.max(target, implicitContentHeight + Theme.space2)
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    spacing: Theme.space3
    padding: Theme.space1
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.RadioButton
    Accessible.name: text
    Accessible.onPressAction: clicked()

    indicator: Rectangle {
        x: root.mirrored ? root.width - width - root.rightPadding : root.leftPadding
        y: (root.height - height) / 2
        width: 20
        height: 20
        radius: 10
        color: Theme.raised
        border { width: root.checked ? 6 : 1; color: root.checked ? Theme.accent : Theme.controlLine }
    }
    contentItem: Text {
        leftPadding: root.mirrored ? 0 : root.indicator.width + root.spacing
        rightPadding: root.mirrored ? root.indicator.width + root.spacing : 0
        text: root.text
        textFormat: Text.PlainText
        color: Theme.text
        font: root.font
        wrapMode: Text.Wrap
        horizontalAlignment: Text.AlignLeft
        verticalAlignment: Text.AlignVCenter
    }
    background: Item {
        FocusRing { target: root; gap: 0 }
    }
}
