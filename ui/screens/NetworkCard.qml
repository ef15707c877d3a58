// SPDX-License-Identifier: Apache-2.0
// Whether this network carries a visit: one line, what to do, and behind a button each leg for whoever looks after the network.
import QtQuick
import QtQuick.Layouts
import Bedside

Card {
    id: root

    required property NetworkModel network
    property int textSize: Theme.body
    property int target: Theme.denseTarget
    property bool open: false // the details
    // Too narrow for words and buttons side by side.
    readonly property bool stacked: width < 46 * textSize
    readonly property color ink: network.tone === NetworkModel.Good ? Theme.good : network.tone === NetworkModel.Warning ? Theme.warning
        : Theme.muted

    GridLayout {
        columns: root.stacked ? 1 : 2
        columnSpacing: Theme.space3
        rowSpacing: Theme.space2
        Layout.fillWidth: true
        RowLayout {
            spacing: Theme.space3
            Layout.fillWidth: true
            Icon {
                name: root.network.running ? "clock" : root.network.tone === NetworkModel.Good ? "check"
                    : root.network.tone === NetworkModel.Neutral ? "info" : "warning"
                color: root.ink
                Layout.preferredWidth: Theme.icon
                Layout.preferredHeight: Theme.icon
                Layout.alignment: Qt.AlignTop
                Layout.topMargin: Theme.space1 / 2
            }
            ColumnLayout {
                spacing: Theme.space1
                Layout.fillWidth: true
                Prose {
                    objectName: "networkHeadline"
                    text: root.network.headline
                    font { pixelSize: root.textSize; weight: Font.Medium }
                    Layout.fillWidth: true
                    Accessible.role: root.network.tone === NetworkModel.Warning ? Accessible.AlertMessage : Accessible.StaticText
                }
                Prose {
                    objectName: "networkRemedy"
                    visible: text !== ""
                    text: root.network.remedy
                    font.pixelSize: root.textSize
                    Layout.fillWidth: true
                }
            }
        }
        RowLayout {
            spacing: Theme.space2
            Layout.alignment: root.stacked ? Qt.AlignLeft : Qt.AlignRight | Qt.AlignTop
            Layout.leftMargin: root.stacked ? Theme.icon + Theme.space3 : 0
            SecondaryButton {
                objectName: "checkNetworkButton"
                text: root.network.checkText
                busy: root.network.running
                textSize: root.textSize
                target: root.target
                onClicked: root.network.check()
            }
            QuietButton {
                objectName: "networkDetailsButton"
                visible: root.network.hasDetails
                text: root.open ? qsTr("Hide the details") : qsTr("Details")
                textSize: root.textSize
                target: root.target
                onClicked: root.open = !root.open
            }
        }
    }
    Loader { // only while they are shown: a hidden layout keeps the lines that a Repeater has taken away since, and dies of them
        readonly property bool shown: root.open && root.network.hasDetails
        visible: shown
        Layout.fillWidth: true
        onShownChanged: {
            if (shown)
                setSource("NetworkDetails.qml", { network: root.network });
            else
                source = "";
        }
    }
}
