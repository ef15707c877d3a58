// SPDX-License-Identifier: Apache-2.0
// A line to the others, and theirs. It is gone when the visit is over.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Bedside

SidePanel {
    id: root

    required property ChatModel chat

    title: qsTr("Chat")
    scrolls: false

    Prose {
        text: qsTr("Only the people in this visit can read it. It is not kept afterwards.")
        muted: true
        font.pixelSize: Theme.dense
        Layout.fillWidth: true
    }
    ListView {
        id: list
        objectName: "chatList"
        clip: true
        spacing: Theme.space3
        boundsBehavior: Flickable.StopAtBounds
        model: root.chat
        Layout.fillWidth: true
        Layout.fillHeight: true
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Messages")
        onCountChanged: positionViewAtEnd()
        ScrollBar.vertical: ScrollBar {}
        delegate: ColumnLayout {
            id: line
            required property string text
            required property string from
            required property bool own
            required property string timeText
            required property string deliveryText
            required property bool failed
            required property int index
            width: ListView.view.width - Theme.space3
            spacing: 2
            Accessible.role: Accessible.ListItem
            Accessible.name: qsTr("%1, %2: %3 %4").arg(from).arg(timeText).arg(text).arg(deliveryText)
            Rectangle {
                radius: Theme.cardRadius
                color: line.own ? Theme.accentSoft : Theme.sunken
                border { width: Theme.contrast ? 1 : 0; color: Theme.hairline }
                Layout.alignment: line.own ? Qt.AlignRight : Qt.AlignLeft
                Layout.maximumWidth: parent.width * 0.9
                implicitWidth: message.implicitWidth + 2 * Theme.space3
                implicitHeight: message.implicitHeight + 2 * Theme.space2
                Layout.preferredHeight: message.height + 2 * Theme.space2
                Prose {
                    id: message
                    x: Theme.space3
                    y: Theme.space2
                    width: parent.width - 2 * Theme.space3
                    text: line.text
                }
            }
            Prose {
                text: line.deliveryText !== "" ? qsTr("%1 · %2 · %3").arg(line.from).arg(line.timeText).arg(line.deliveryText)
                                               : qsTr("%1 · %2").arg(line.from).arg(line.timeText)
                muted: !line.failed
                color: line.failed ? Theme.danger : Theme.muted
                font.pixelSize: Theme.dense
                Layout.alignment: line.own ? Qt.AlignRight : Qt.AlignLeft
            }
            SecondaryButton {
                objectName: "sendAgainButton" + line.index
                visible: line.failed && !root.chat.stopped
                text: qsTr("Send again")
                iconName: "send"
                target: Theme.target
                Layout.alignment: Qt.AlignRight
                onClicked: root.chat.sendAgain(line.index)
            }
        }
    }
    Banner {
        text: root.chat.stopped ? qsTr("Nothing more is sent in this visit: the safety codes differ.") : ""
        Layout.fillWidth: true
    }
    RowLayout {
        visible: !root.chat.stopped
        spacing: Theme.space2
        Layout.fillWidth: true
        Field {
            id: field
            name: "chatField"
            focus: true
            label: qsTr("Your message")
            placeholder: qsTr("Write a message")
            maximumLength: 2000
            Layout.fillWidth: true
            onAccepted: send.activate()
        }
        IconButton {
            id: send
            objectName: "sendButton"
            label: qsTr("Send")
            iconName: "send"
            iconDirected: true
            line: Theme.controlLine
            target: 40
            Layout.alignment: Qt.AlignBottom
            onClicked: if (root.chat.send(field.text)) field.clear()
        }
    }
}
