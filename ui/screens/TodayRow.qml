// SPDX-License-Identifier: Apache-2.0
// One appointment in the day.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Bedside

ItemDelegate {
    id: root

    required property int index
    required property string timeText
    required property string name
    required property int minutes
    required property string stateText
    required property int phase
    required property bool waiting
    required property string waitingText
    required property string note
    required property bool readable
    required property bool selected
    property bool listFocused: false
    readonly property bool stacked: width < 22 * Theme.body // too narrow for name and state side by side

    objectName: "dayRow" + index
    implicitHeight: Math.max(40, implicitContentHeight + 2 * Theme.space2)
    focusPolicy: Qt.NoFocus
    hoverEnabled: true
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2, %3").arg(timeText).arg(name).arg(waiting ? waitingText : stateText)
    Accessible.description: note
    Accessible.selected: selected
    Accessible.onPressAction: clicked()

    background: Rectangle {
        radius: Theme.radius
        color: root.selected ? Theme.accentSoft : root.hovered ? Theme.hovered : "transparent"
        border {
            width: root.selected ? (root.listFocused ? 2 : 1) : 0
            color: root.listFocused ? Theme.focusRing : Theme.contrast ? Theme.accent : Theme.hairline
        }
    }
    contentItem: GridLayout {
        columnSpacing: Theme.space3
        rowSpacing: Theme.space1
        Prose {
            text: root.timeText
            wrapMode: Text.NoWrap
            font { pixelSize: Theme.body; weight: Font.Medium }
            Layout.minimumWidth: Math.round(Theme.body * 3.2)
        }
        ColumnLayout {
            spacing: 0
            Layout.fillWidth: true
            Prose {
                text: root.name
                muted: !root.readable
                wrapMode: Text.NoWrap
                elide: Text.ElideRight
                font { pixelSize: Theme.body; weight: root.selected || root.waiting ? Font.DemiBold : Font.Normal }
                Layout.fillWidth: true
            }
            Prose {
                visible: text !== ""
                text: root.note
                muted: true
                font.pixelSize: Theme.dense
                maximumLineCount: 2
                elide: Text.ElideRight
                Layout.fillWidth: true
            }
        }
        Chip {
            text: root.waiting ? root.waitingText : root.stateText
            iconName: root.waiting ? "clock" : root.phase === 2 ? "camera" : root.phase === 3 ? "check" : ""
            tone: root.waiting ? Chip.Accent : root.phase === 2 ? Chip.Good : Chip.Neutral
            Layout.row: root.stacked ? 1 : 0
            Layout.column: root.stacked ? 0 : 2
            Layout.columnSpan: root.stacked ? 2 : 1
            Layout.fillWidth: root.stacked
            Layout.maximumWidth: implicitWidth
        }
    }
}
