// SPDX-License-Identifier: Apache-2.0
// A few words over the picture, readable whatever it shows.
import QtQuick
import Bedside

Rectangle {
    id: root

    required property string text
    property int textSize: Theme.body
    property real maximumWidth: 320

    visible: text !== ""
    implicitWidth: Math.min(measure.implicitWidth + 2 * Theme.space2, maximumWidth)
    implicitHeight: words.implicitHeight + 2 * Theme.space1
    radius: Theme.radius
    color: Theme.stage
    opacity: 0.88
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Text { // how wide it would be in one line
        id: measure
        visible: false
        text: root.text
        textFormat: Text.PlainText
        font.pixelSize: root.textSize
    }
    Prose {
        id: words
        anchors { left: parent.left; right: parent.right; margins: Theme.space2; verticalCenter: parent.verticalCenter }
        text: root.text
        color: Theme.stageInk
        font.pixelSize: root.textSize
        Accessible.ignored: true
    }
}
