// SPDX-License-Identifier: Apache-2.0
// One entry of the log.
import QtQuick
import QtQuick.Layouts
import Bedside

RowLayout {
    id: root

    required property string timeText
    required property string dayText
    required property string sentence
    required property string actor
    required property string detail
    property bool withDay: true

    spacing: Theme.space3
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1 %2: %3 %4 %5").arg(dayText).arg(timeText).arg(sentence).arg(actor).arg(detail)

    Prose {
        text: root.withDay ? qsTr("%1 %2").arg(root.dayText).arg(root.timeText) : root.timeText
        muted: true
        wrapMode: Text.NoWrap
        font.pixelSize: Theme.dense
        Layout.minimumWidth: Theme.dense * (root.withDay ? 10 : 5)
        Layout.alignment: Qt.AlignTop
    }
    Prose {
        text: root.sentence
        font.pixelSize: Theme.dense
        Layout.fillWidth: true
        Layout.preferredWidth: 300
        Layout.alignment: Qt.AlignTop
    }
    Prose {
        text: root.detail
        muted: true
        font.pixelSize: Theme.dense
        Layout.fillWidth: true
        Layout.preferredWidth: 120
        Layout.alignment: Qt.AlignTop
    }
    Prose {
        text: root.actor
        muted: true
        wrapMode: Text.WrapAnywhere
        maximumLineCount: 2
        elide: Text.ElideRight
        font.pixelSize: Theme.dense
        Layout.fillWidth: true
        Layout.preferredWidth: 140
        Layout.alignment: Qt.AlignTop
    }
}
