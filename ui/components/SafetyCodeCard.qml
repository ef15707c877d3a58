// SPDX-License-Identifier: Apache-2.0
// The code that both sides read to each other, in words that say why.
import QtQuick
import QtQuick.Layouts
import Bedside

Card {
    id: root

    required property int index
    required property string name
    required property string digits
    required property bool confirmed
    required property bool demanded
    signal compared(bool same)

    color: Theme.sunken
    Prose {
        text: root.demanded && !root.confirmed
            ? qsTr("Before you go on: read this code to %1. They must see the same one.").arg(root.name)
            : qsTr("To be quite sure, read this code to %1. They must see the same one.").arg(root.name)
        Layout.fillWidth: true
    }
    Prose {
        objectName: "safetyCode" + root.index
        text: root.digits
        font { pixelSize: Theme.hero; weight: Font.DemiBold; letterSpacing: 2 }
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.body
        Layout.fillWidth: true
        Accessible.name: qsTr("Safety code %1").arg(root.digits)
    }
    Chip {
        visible: root.confirmed
        text: qsTr("You compared it: it is the same")
        iconName: "check"
        tone: Chip.Good
        Layout.maximumWidth: parent.width
    }
    RowLayout {
        visible: !root.confirmed
        spacing: Theme.space2
        SecondaryButton {
            objectName: "codesMatchButton" + root.index
            text: qsTr("It's the same")
            onClicked: root.compared(true)
            Layout.fillWidth: true
        }
        SecondaryButton {
            objectName: "codesDifferButton" + root.index
            text: qsTr("It differs")
            onClicked: root.compared(false)
            Layout.fillWidth: true
        }
    }
}
