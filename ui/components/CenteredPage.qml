// SPDX-License-Identifier: Apache-2.0
// One question in the middle: a title, what belongs to it, the way on. For patients and for signing in.
import QtQuick
import QtQuick.Layouts
import Bedside

FocusScope {
    id: root

    required property SettingsModel settings
    property string title: ""
    property string subtitle: ""
    property int columnWidth: 480
    property bool patient: true
    property bool covered: false // a dialog is open
    property alias dialogs: over.data
    default property alias content: body.data

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }
    ScrollArea {
        anchors.fill: parent
        enabled: !root.covered
        contentHeight: Math.max(height, page.implicitHeight)
        ColumnLayout {
            id: page
            width: parent.width
            height: parent.height
            spacing: 0
            RowLayout {
                Layout.fillWidth: true
                Layout.margins: Theme.space4
                spacing: Theme.space2
                Image {
                    source: "qrc:/bedside/icons/bedside.svg"
                    sourceSize { width: 32; height: 32 }
                    Layout.preferredWidth: 32
                    Layout.preferredHeight: 32
                    Accessible.ignored: true
                }
                Prose {
                    text: "Bedside"
                    font { pixelSize: Theme.patient; weight: Font.DemiBold }
                    Layout.fillWidth: true
                }
                QuietButton {
                    objectName: "switchLanguageButton"
                    text: root.settings.language === "en" ? "Español" : "English"
                    iconName: "globe"
                    target: Theme.target
                    onClicked: root.settings.switchLanguage()
                }
            }
            Item { Layout.fillHeight: true; Layout.preferredHeight: 1 }
            ColumnLayout {
                id: body
                spacing: Theme.space4
                Layout.alignment: Qt.AlignHCenter
                Layout.fillWidth: true
                Layout.maximumWidth: root.columnWidth * Math.max(1, Theme.textScale * 0.8)
                Layout.leftMargin: Theme.space6
                Layout.rightMargin: Theme.space6
                Layout.bottomMargin: Theme.space6
                Prose {
                    objectName: "pageTitle"
                    visible: text !== ""
                    text: root.title
                    font { pixelSize: Theme.hero; weight: Font.DemiBold }
                    Layout.fillWidth: true
                    Accessible.role: Accessible.Heading
                }
                Prose {
                    visible: text !== ""
                    text: root.subtitle
                    muted: true
                    font.pixelSize: root.patient ? Theme.patient : Theme.body
                    Layout.fillWidth: true
                    Layout.topMargin: -Theme.space2
                }
            }
            Item { Layout.fillHeight: true; Layout.preferredHeight: 2 }
        }
    }
    Item {
        id: over
        anchors.fill: parent
    }
}
