// SPDX-License-Identifier: Apache-2.0
// One's own picture, mirrored like in a mirror, small, to be dragged or moved with the arrow keys.
import QtQuick
import Bedside

Rectangle {
    id: root

    required property PictureFeed feed
    required property bool cameraOn
    property bool movable: false
    property real areaWidth: parent.width
    property real areaHeight: parent.height
    property string note: ""

    function move(dx: real, dy: real) {
        x = Math.max(0, Math.min(areaWidth - width, x + dx));
        y = Math.max(0, Math.min(areaHeight - height, y + dy));
    }

    radius: Theme.cardRadius
    color: Theme.stageRaised
    activeFocusOnTab: movable
    Accessible.role: Accessible.Graphic
    Accessible.name: cameraOn ? qsTr("Your own picture") : qsTr("Your camera is off")
    Accessible.description: movable ? qsTr("The arrow keys move it") : ""
    Accessible.focusable: movable
    Keys.onLeftPressed: move(-Theme.space6, 0)
    Keys.onRightPressed: move(Theme.space6, 0)
    Keys.onUpPressed: move(0, -Theme.space6)
    Keys.onDownPressed: move(0, Theme.space6)
    Keys.enabled: movable

    Video {
        anchors.fill: parent
        visible: root.cameraOn && root.feed.hasPicture
        feed: root.feed
        mirrored: true
        mayCut: 1
    }
    Icon {
        anchors.centerIn: parent
        width: 32
        height: 32
        visible: !root.cameraOn || !root.feed.hasPicture
        name: root.cameraOn ? "camera" : "camera-off"
        color: Theme.stageMuted
    }
    // The frame rounds the picture's corners: its inner edge has the card's radius.
    Rectangle {
        anchors.fill: parent
        anchors.margins: -border.width
        radius: Theme.cardRadius + border.width
        color: "transparent"
        border { width: 5; color: root.movable ? Theme.stage : Theme.surface }
    }
    Rectangle {
        anchors.fill: parent
        anchors.margins: -1
        radius: Theme.cardRadius
        color: "transparent"
        border { width: root.activeFocus ? 2 : 1; color: root.activeFocus ? Theme.stageAccent : Theme.stageLine }
    }
    Rectangle {
        visible: root.note !== ""
        anchors { left: parent.left; bottom: parent.bottom; margins: Theme.space2 }
        width: Math.min(noteMeasure.implicitWidth + 2 * Theme.space2, parent.width - 2 * Theme.space2)
        height: noteText.implicitHeight + 2 * Theme.space1
        radius: Theme.radius
        color: Theme.stage
        opacity: 0.88
        Text { // how wide it would be in one line
            id: noteMeasure
            visible: false
            text: root.note
            font.pixelSize: noteText.font.pixelSize
        }
        Prose {
            id: noteText
            anchors { left: parent.left; right: parent.right; margins: Theme.space2; verticalCenter: parent.verticalCenter }
            text: root.note
            color: Theme.stageInk
            font.pixelSize: Math.min(Theme.dense, 18)
            maximumLineCount: 3
            elide: Text.ElideRight
        }
    }
    DragHandler {
        enabled: root.movable
        xAxis { minimum: 0; maximum: root.areaWidth - root.width }
        yAxis { minimum: 0; maximum: root.areaHeight - root.height }
    }
}
