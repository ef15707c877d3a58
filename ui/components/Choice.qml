// SPDX-License-Identifier: Apache-2.0
// One of several, such as which camera. A list that opens; arrows choose without opening it.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Bedside

Column {
    id: root

    required property string label
    required property DeviceList devices
    property string emptyText: ""
    property alias name: box.objectName
    property int textSize: Theme.body

    spacing: Theme.space1

    Prose {
        text: root.label
        width: root.width
        font { pixelSize: root.textSize; weight: Font.Medium }
        Accessible.ignored: true
    }
    ComboBox {
        id: box
        model: root.devices
        textRole: "name"
        currentIndex: root.devices.currentIndex
        enabled: count > 0
        displayText: count > 0 ? currentText : root.emptyText
        font.pixelSize: root.textSize
        width: root.width
        implicitHeight: Math.max(Theme.target, root.textSize * 1.4 + 2 * Theme.space2)
        Accessible.role: Accessible.ComboBox
        Accessible.name: root.label
        Accessible.description: displayText
        onActivated: index => root.devices.choose(index)
        contentItem: Text {
            leftPadding: Theme.space3
            rightPadding: Theme.space3
            text: box.displayText
            textFormat: Text.PlainText
            color: box.enabled ? Theme.text : Theme.muted
            font: box.font
            elide: Text.ElideRight
            horizontalAlignment: Text.AlignLeft
            verticalAlignment: Text.AlignVCenter
        }
        indicator: Icon {
            x: box.mirrored ? Theme.space3 : box.width - width - Theme.space3
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.icon
            height: Theme.icon
            name: "down"
            color: Theme.muted
        }
        background: Rectangle {
            radius: Theme.radius
            color: Theme.raised
            border { width: 1; color: Theme.controlLine }
            FocusRing { target: box }
        }
        popup: Popup {
            y: box.height + 2
            width: box.width
            padding: 1
            implicitHeight: Math.min(contentItem.implicitHeight + 2, 320)
            contentItem: ListView {
                clip: true
                implicitHeight: contentHeight
                model: root.devices
                currentIndex: box.highlightedIndex
                delegate: ChoiceRow {
                    width: ListView.view.width
                    textSize: root.textSize
                    highlighted: box.highlightedIndex === index
                    onClicked: {
                        root.devices.choose(index);
                        box.popup.close();
                    }
                }
            }
            background: Rectangle {
                radius: Theme.radius
                color: Theme.raised
                border { width: 1; color: Theme.controlLine }
            }
        }
    }
}
