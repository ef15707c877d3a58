// SPDX-License-Identifier: Apache-2.0
// Two pixels around a control that has the focus by keyboard.
import QtQuick
import Bedside

Rectangle {
    required property Item target
    property color ringColor: Theme.focusRing
    property int gap: 2

    anchors.fill: parent
    anchors.margins: -(gap + border.width)
    visible: target.activeFocus
    color: "transparent"
    border { width: 2; color: ringColor }
    radius: Theme.radius + gap + border.width
}
