// SPDX-License-Identifier: Apache-2.0
// How loud the microphone is: bars that fill, so that it can be seen without colour.
pragma ComponentBehavior: Bound
import QtQuick
import Bedside

Row {
    id: root

    required property real level // 0 to 1
    property int bars: 16
    property color on: Theme.good
    property color off: Theme.hairline

    spacing: Theme.space1
    Accessible.role: Accessible.ProgressBar
    Accessible.name: qsTr("Microphone level")
    Accessible.ignored: false

    Repeater {
        model: root.bars
        Rectangle {
            required property int index
            readonly property bool lit: index < Math.round(Math.sqrt(root.level) * root.bars)
            width: (root.width - (root.bars - 1) * root.spacing) / root.bars
            height: 20
            radius: 2
            color: lit ? root.on : root.off
        }
    }
}
