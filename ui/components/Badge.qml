// SPDX-License-Identifier: Apache-2.0
// How many, in a pill.
import QtQuick
import Bedside

Rectangle {
    required property int count
    property color ink: Theme.inkOnAccent

    visible: count > 0
    width: Math.max(height, number.implicitWidth + 8)
    height: 18
    radius: 9
    color: Theme.accent
    Accessible.ignored: true

    Text {
        id: number
        anchors.centerIn: parent
        text: parent.count
        color: parent.ink
        font { pixelSize: 12; weight: Font.DemiBold }
        Accessible.ignored: true
    }
}
