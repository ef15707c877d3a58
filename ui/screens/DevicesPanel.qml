// SPDX-License-Identifier: Apache-2.0
// Which camera, microphone and speaker; what is wrong with them, and how to put it right.
import QtQuick
import QtQuick.Layouts
import Bedside

ColumnLayout {
    id: root

    required property DevicesModel devices
    property int textSize: Theme.body
    property int target: Theme.denseTarget

    spacing: Theme.space3

    Banner {
        text: root.devices.cameraProblem
        actionText: qsTr("Try again")
        actionName: "retryCameraButton"
        textSize: root.textSize
        target: root.target
        Layout.fillWidth: true
        onActed: root.devices.tryAgain()
    }
    Choice {
        name: "cameraChoice"
        label: qsTr("Camera")
        devices: root.devices.cameras
        emptyText: qsTr("No camera found")
        textSize: root.textSize
        Layout.fillWidth: true
    }
    Banner {
        text: root.devices.microphoneProblem
        actionText: qsTr("Try again")
        actionName: "retryMicrophoneButton"
        textSize: root.textSize
        target: root.target
        Layout.fillWidth: true
        onActed: root.devices.tryAgain()
    }
    Choice {
        name: "microphoneChoice"
        label: qsTr("Microphone")
        devices: root.devices.microphones
        emptyText: qsTr("No microphone found")
        textSize: root.textSize
        Layout.fillWidth: true
    }
    Choice {
        name: "speakerChoice"
        label: qsTr("Speaker")
        devices: root.devices.speakers
        emptyText: qsTr("No speaker found")
        textSize: root.textSize
        Layout.fillWidth: true
    }
    SecondaryButton {
        objectName: "testSpeakerButton"
        text: qsTr("Play a sound")
        iconName: "speaker"
        textSize: root.textSize
        target: root.target
        Layout.fillWidth: true
        onClicked: root.devices.testSpeaker()
    }
}
