// SPDX-License-Identifier: Apache-2.0
// A state in one or two words, with an icon of the same meaning.
import QtQuick
import QtQuick.Layouts
import Bedside

Rectangle {
    id: root

    enum Tone { Neutral, Accent, Good, Warning, Danger }

    required property string text
    property string iconName: ""
    property int tone: Chip.Neutral
    readonly property color ink: tone === Chip.Accent ? Theme.accent : tone === Chip.Good ? Theme.good
        : tone === Chip.Warning ? Theme.warning : tone === Chip.Danger ? Theme.danger : Theme.muted

    implicitWidth: row.implicitWidth + 2 * Theme.space2
    implicitHeight: row.implicitHeight + 2 * Theme.space1
    radius: height / 2
    color: tone === Chip.Accent ? Theme.accentSoft : tone === Chip.Good ? Theme.goodSoft
        : tone === Chip.Warning ? Theme.warningSoft : tone === Chip.Danger ? Theme.dangerSoft : Theme.sunken
    border { width: Theme.contrast ? 1 : 0; color: ink }
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    RowLayout {
        id: row
        anchors.centerIn: parent
        width: Math.min(implicitWidth, root.width - 2 * Theme.space2)
        spacing: Theme.space1
        Icon {
            visible: root.iconName !== ""
            name: root.iconName
            color: root.ink
            Layout.preferredWidth: Theme.dense + 2
            Layout.preferredHeight: Theme.dense + 2
        }
        Text {
            text: root.text
            textFormat: Text.PlainText
            color: root.ink
            font.pixelSize: Theme.dense
            font.weight: Font.Medium
            elide: Text.ElideRight
            Layout.fillWidth: true
        }
    }
}
