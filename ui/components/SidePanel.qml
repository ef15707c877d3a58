// SPDX-License-Identifier: Apache-2.0
// A panel beside the stage with a title and a way to close it.
import QtQuick
import QtQuick.Layouts
import Bedside

FocusScope {
    id: root

    required property string title
    property bool scrolls: true
    default property alias content: body.data
    signal closed

    Accessible.role: Accessible.Pane
    Accessible.name: title
    Keys.onEscapePressed: closed()
    onVisibleChanged: if (visible) forceActiveFocus(Qt.TabFocusReason)

    Rectangle {
        anchors.fill: parent
        color: Theme.raised
    }
    ColumnLayout {
        anchors { fill: parent; margins: Theme.space4 }
        spacing: Theme.space3
        RowLayout {
            spacing: Theme.space2
            Layout.fillWidth: true
            Prose {
                text: root.title
                font { pixelSize: Theme.patient; weight: Font.DemiBold }
                Layout.fillWidth: true
                Accessible.role: Accessible.Heading
            }
            IconButton {
                objectName: "closePanelButton"
                focus: root.scrolls
                label: qsTr("Close the panel")
                iconName: "close"
                target: 36
                Layout.alignment: Qt.AlignTop
                onClicked: root.closed()
            }
        }
        ScrollArea {
            id: scroll
            contentHeight: root.scrolls ? body.implicitHeight + Theme.space2 : height
            Layout.fillWidth: true
            Layout.fillHeight: true
            ColumnLayout {
                id: body
                x: LayoutMirroring.enabled ? scroll.width - width : 0 // off the scroll bar
                width: scroll.width - (scroll.contentHeight > scroll.height ? Theme.space4 : 0)
                height: root.scrolls ? implicitHeight : scroll.height
                spacing: Theme.space3
            }
        }
    }
}
