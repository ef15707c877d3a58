// SPDX-License-Identifier: Apache-2.0
// One row of an open list of choices.
import QtQuick
import QtQuick.Controls.Basic
import Bedside

ItemDelegate {
    id: root

    required property int index
    required property string name
    property int textSize: Theme.body

    implicitHeight: Theme.target
    hoverEnabled: true
    Accessible.name: name

    contentItem: Text {
        text: root.name
        textFormat: Text.PlainText
        color: Theme.text
        font.pixelSize: root.textSize
        elide: Text.ElideRight
        verticalAlignment: Text.AlignVCenter
    }
    background: Rectangle {
        color: root.highlighted || root.hovered ? Theme.hovered : Theme.raised
    }
}
