// SPDX-License-Identifier: Apache-2.0
// Each leg of a network as it was tried, and what was measured, for whoever looks after the network.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Bedside

ColumnLayout {
    id: root

    required property NetworkModel network

    objectName: "networkDetails"
    spacing: Theme.space3
    Repeater {
        model: root.network
        RowLayout {
            id: leg
            required property string title
            required property string technical
            required property bool works
            required property string stateText
            required property string advice
            spacing: Theme.space3
            Layout.fillWidth: true
            Icon {
                name: leg.works ? "check" : "warning"
                color: leg.works ? Theme.good : Theme.warning
                Layout.preferredWidth: Theme.icon
                Layout.preferredHeight: Theme.icon
                Layout.alignment: Qt.AlignTop
            }
            ColumnLayout {
                spacing: 0
                Layout.fillWidth: true
                Prose {
                    text: qsTr("%1: %2").arg(leg.title).arg(leg.stateText)
                    Layout.fillWidth: true
                }
                Prose {
                    text: leg.technical
                    muted: true
                    font.pixelSize: Theme.dense
                    wrapMode: Text.Wrap
                    Layout.fillWidth: true
                }
                Prose {
                    visible: text !== ""
                    text: leg.advice !== "" ? qsTr("For the person who looks after this network: %1").arg(leg.advice) : ""
                    Layout.fillWidth: true
                }
            }
        }
    }
    Prose {
        visible: text !== ""
        text: root.network.note
        Layout.fillWidth: true
    }
    Flow {
        spacing: Theme.space4
        Layout.fillWidth: true
        Repeater {
            model: root.network.figures
            Prose {
                required property string modelData
                text: modelData
                muted: true
            }
        }
    }
}
