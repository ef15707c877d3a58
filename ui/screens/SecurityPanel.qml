// SPDX-License-Identifier: Apache-2.0
// Who can see and hear this visit, how that is known, and the code for those who want to be quite sure.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Bedside

SidePanel {
    id: root

    required property SecurityModel security

    title: qsTr("Who can see and hear this visit")

    Prose {
        objectName: "securityHeadline"
        text: root.security.headline
        font { pixelSize: Theme.patient; weight: Font.DemiBold }
        Layout.fillWidth: true
    }
    Repeater {
        model: root.security.people
        RowLayout {
            id: personRow
            required property string modelData
            spacing: Theme.space2
            Icon {
                name: "person"
                color: Theme.accent
                Layout.preferredWidth: Theme.icon
                Layout.preferredHeight: Theme.icon
                Layout.alignment: Qt.AlignTop
            }
            Prose {
                text: personRow.modelData
                Layout.fillWidth: true
            }
        }
    }
    Prose {
        visible: text !== ""
        text: root.security.nobodyElse
        muted: true
        Layout.fillWidth: true
    }
    Repeater {
        model: root.security
        SafetyCodeCard {
            Layout.fillWidth: true
            onCompared: same => root.security.confirm(index, same)
        }
    }
    Prose {
        visible: root.security.reasons.length > 0
        text: qsTr("How we know")
        font.weight: Font.DemiBold
        Layout.fillWidth: true
        Accessible.role: Accessible.Heading
    }
    Repeater {
        model: root.security.reasons
        RowLayout {
            id: reasonRow
            required property string modelData
            spacing: Theme.space2
            Icon {
                name: "check"
                color: Theme.good
                Layout.preferredWidth: Theme.icon
                Layout.preferredHeight: Theme.icon
                Layout.alignment: Qt.AlignTop
            }
            Prose {
                text: reasonRow.modelData
                Layout.fillWidth: true
            }
        }
    }
    Repeater {
        model: root.security.figures
        Prose {
            required property string modelData
            text: modelData
            muted: true
            font.pixelSize: Theme.dense
            Layout.fillWidth: true
        }
    }
}
