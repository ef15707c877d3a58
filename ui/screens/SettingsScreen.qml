// SPDX-License-Identifier: Apache-2.0
// Devices, language, appearance, the network address, help, and what this program is.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Bedside

ClinicianFrame {
    id: root

    readonly property SettingsModel settings: app.settings

    current: "settings"

    ScrollArea {
        anchors.fill: parent
        contentHeight: column.implicitHeight + 2 * Theme.space6
        ColumnLayout {
            id: column
            x: (parent.width - width) / 2
            y: Theme.space6
            width: Math.min(760, parent.width - 2 * Theme.space6)
            spacing: Theme.space4
            Prose {
                text: qsTr("Settings")
                font { pixelSize: Theme.title; weight: Font.DemiBold }
                Layout.fillWidth: true
                Accessible.role: Accessible.Heading
            }
            GridLayout {
                columns: column.width > 620 * Math.max(1, Theme.textScale * 0.8) ? 2 : 1
                columnSpacing: Theme.space4
                rowSpacing: Theme.space4
                Layout.fillWidth: true
                Card {
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    Layout.alignment: Qt.AlignTop
                    Prose { text: qsTr("Language"); font.weight: Font.DemiBold }
                    OptionRow {
                        objectName: "languageEnglish"
                        focus: true
                        text: "English"
                        checked: root.settings.language === "en"
                        Layout.fillWidth: true
                        onClicked: root.settings.language = "en"
                    }
                    OptionRow {
                        objectName: "languageSpanish"
                        text: "Español"
                        checked: root.settings.language === "es"
                        Layout.fillWidth: true
                        onClicked: root.settings.language = "es"
                    }
                }
                Card {
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    Layout.alignment: Qt.AlignTop
                    Prose { text: qsTr("Appearance"); font.weight: Font.DemiBold }
                    OptionRow {
                        objectName: "appearanceSystem"
                        text: qsTr("As the system")
                        checked: root.settings.appearance === SettingsModel.System
                        Layout.fillWidth: true
                        onClicked: root.settings.appearance = SettingsModel.System
                    }
                    OptionRow {
                        objectName: "appearanceLight"
                        text: qsTr("Light")
                        checked: root.settings.appearance === SettingsModel.Light
                        Layout.fillWidth: true
                        onClicked: root.settings.appearance = SettingsModel.Light
                    }
                    OptionRow {
                        objectName: "appearanceDark"
                        text: qsTr("Dark")
                        checked: root.settings.appearance === SettingsModel.Dark
                        Layout.fillWidth: true
                        onClicked: root.settings.appearance = SettingsModel.Dark
                    }
                    OptionRow {
                        objectName: "appearanceContrast"
                        text: qsTr("High contrast")
                        checked: root.settings.appearance === SettingsModel.Contrast
                        Layout.fillWidth: true
                        onClicked: root.settings.appearance = SettingsModel.Contrast
                    }
                }
                Card {
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    Layout.alignment: Qt.AlignTop
                    Prose { text: qsTr("Text size"); font.weight: Font.DemiBold }
                    Repeater {
                        model: [100, 125, 150, 200]
                        OptionRow {
                            required property int modelData
                            objectName: "text" + modelData
                            text: qsTr("%1 %").arg(modelData)
                            checked: root.settings.textPercent === modelData
                            Layout.fillWidth: true
                            onClicked: root.settings.textPercent = modelData
                        }
                    }
                }
                Card {
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    Layout.alignment: Qt.AlignTop
                    Prose { text: qsTr("Camera and sound"); font.weight: Font.DemiBold }
                    DevicesPanel {
                        devices: root.app.devices
                        Layout.fillWidth: true
                    }
                }
                Card {
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    Layout.alignment: Qt.AlignTop
                    Prose { text: qsTr("Network address"); font.weight: Font.DemiBold }
                    AddressSwitch {
                        address: root.app.address
                        Layout.fillWidth: true
                    }
                }
                Card {
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    Layout.alignment: Qt.AlignTop
                    Prose { text: qsTr("Help"); font.weight: Font.DemiBold }
                    Prose {
                        text: qsTr("If somebody helps you with this program, a report tells them what they need. Nothing of a patient is in it.")
                        Layout.fillWidth: true
                    }
                    SecondaryButton {
                        objectName: "supportButton"
                        text: qsTr("Save a report for support")
                        iconName: "save"
                        Layout.fillWidth: true
                        onClicked: root.app.support.show()
                    }
                }
            }
            Prose {
                text: qsTr("Internet connection")
                font.weight: Font.DemiBold
                Layout.fillWidth: true
            }
            NetworkCard {
                network: root.app.network
                Layout.fillWidth: true
            }
            Prose {
                text: qsTr("Bedside, version %1. %2").arg(root.settings.version).arg(root.app.session.keyStoreText)
                muted: true
                font.pixelSize: Theme.dense
                Layout.fillWidth: true
            }
        }
    }
}
