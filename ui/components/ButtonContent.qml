// SPDX-License-Identifier: Apache-2.0
// Icon and words of a button, centred together.
import QtQuick
import QtQuick.Layouts
import Bedside

Item {
    id: root

    required property string text
    required property string iconName
    required property color ink
    required property int textSize
    property bool bold: false
    property bool iconMirrored: false

    implicitWidth: row.implicitWidth
    implicitHeight: row.implicitHeight

    RowLayout {
        id: row
        anchors.centerIn: parent
        width: Math.min(implicitWidth, parent.width)
        spacing: Theme.space2
        Icon {
            visible: root.iconName !== ""
            name: root.iconName
            color: root.ink
            mirrored: root.iconMirrored
            Layout.preferredWidth: Theme.icon
            Layout.preferredHeight: Theme.icon
        }
        Text {
            visible: text !== ""
            text: root.text
            textFormat: Text.PlainText
            color: root.ink
            font { pixelSize: root.textSize; weight: root.bold ? Font.DemiBold : Font.Normal }
            wrapMode: Text.Wrap
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
        }
    }
}
