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
    required property bool differs
    required property bool demanded
    property bool asking: false // whether it really differs
    signal compared(bool same)

    onDiffersChanged: asking = false
    color: Theme.sunken
    Prose {
        visible: !root.differs
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
    Chip {
        visible: root.differs
        text: qsTr("It was compared: it differs")
        iconName: "warning"
        tone: Chip.Warning
        Layout.maximumWidth: parent.width
    }
    RowLayout {
        visible: !root.confirmed && !root.differs && !root.asking
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
            onClicked: {
                root.asking = true;
                again.forceActiveFocus();
            }
            Layout.fillWidth: true
        }
    }
    Prose {
        visible: root.asking
        text: qsTr("If it differs, somebody else may be in between. Picture, sound and chat then stop on both sides and don't come back in this visit.")
        Layout.fillWidth: true
        Accessible.role: Accessible.AlertMessage
    }
    PrimaryButton {
        objectName: "stopVisitButton" + root.index
        visible: root.asking
        text: qsTr("It differs: stop now")
        dangerous: true
        target: Theme.target
        onClicked: root.compared(false)
        Layout.fillWidth: true
    }
    SecondaryButton {
        id: again
        objectName: "compareAgainButton" + root.index
        visible: root.asking
        text: qsTr("Read it once more")
        target: Theme.target
        onClicked: root.asking = false
        Layout.fillWidth: true
    }
}
