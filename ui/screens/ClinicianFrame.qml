// SPDX-License-Identifier: Apache-2.0
// What the clinician's pages share: the rail, the state of the line, what the last command could not do, the check
// card for whoever waits, and the ways there by keyboard.
import QtQuick
import QtQuick.Layouts
import Bedside

FocusScope {
    id: root

    required property AppModel app
    property string current: ""
    readonly property bool free: !app.lobby.cardShown && !app.asking && !app.support.open // no dialog lies over the page
    default property alias content: body.data

    Shortcut { sequence: "Ctrl+1"; enabled: root.free; onActivated: root.app.showToday() }
    Shortcut { sequence: "Ctrl+2"; enabled: root.free; onActivated: root.app.showLog() }
    Shortcut { sequence: "Ctrl+3"; enabled: root.free; onActivated: root.app.showSettings() }
    Shortcut { sequence: "Ctrl+L"; onActivated: root.app.session.lock() } // always: what was typed comes back
    Shortcut { sequence: "Ctrl+N"; enabled: root.free; onActivated: root.app.newAppointment() }

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }
    RowLayout {
        anchors.fill: parent
        spacing: 0
        enabled: root.free
        Rectangle {
            color: Theme.sunken
            Layout.fillHeight: true
            Layout.preferredWidth: 96
            ColumnLayout {
                anchors { fill: parent; margins: Theme.space2 }
                spacing: Theme.space2
                Image {
                    source: "qrc:/bedside/icons/bedside.svg"
                    sourceSize { width: 36; height: 36 }
                    Layout.alignment: Qt.AlignHCenter
                    Layout.topMargin: Theme.space2
                    Layout.bottomMargin: Theme.space2
                    Accessible.ignored: true
                }
                RailButton {
                    objectName: "railToday"
                    text: qsTr("Today")
                    iconName: "today"
                    hint: "Ctrl+1"
                    current: root.current === "today"
                    count: root.app.lobby.count
                    Layout.fillWidth: true
                    onClicked: root.app.showToday()
                }
                RailButton {
                    objectName: "railLog"
                    text: qsTr("Log")
                    iconName: "log"
                    hint: "Ctrl+2"
                    current: root.current === "log"
                    Layout.fillWidth: true
                    onClicked: root.app.showLog()
                }
                RailButton {
                    objectName: "railSettings"
                    text: qsTr("Settings")
                    iconName: "settings"
                    hint: "Ctrl+3"
                    current: root.current === "settings"
                    Layout.fillWidth: true
                    onClicked: root.app.showSettings()
                }
                Item { Layout.fillHeight: true }
                RailButton {
                    objectName: "railLock"
                    text: qsTr("Lock")
                    iconName: "lock"
                    hint: "Ctrl+L"
                    Layout.fillWidth: true
                    onClicked: root.app.session.lock()
                }
            }
        }
        ColumnLayout {
            spacing: 0
            Layout.fillWidth: true
            Layout.fillHeight: true
            Banner {
                text: root.app.session.online ? "" : root.app.session.connectionText
                tone: Banner.Info
                actionText: root.app.session.signedIn ? "" : qsTr("Sign in")
                actionName: "askToSignInButton"
                Layout.fillWidth: true
                Layout.margins: Theme.space3
                Layout.bottomMargin: 0
                onActed: root.app.session.askToSignIn()
            }
            Banner {
                text: root.app.session.clockWarning
                Layout.fillWidth: true
                Layout.margins: Theme.space3
                Layout.bottomMargin: 0
            }
            Banner {
                text: root.app.notice
                tone: Banner.Danger
                dismissable: true
                Layout.fillWidth: true
                Layout.margins: Theme.space3
                Layout.bottomMargin: 0
                onDismissed: root.app.dismissNotice()
            }
            Item {
                id: body
                Layout.fillWidth: true
                Layout.fillHeight: true
            }
        }
    }
    AdmitCard {
        lobby: root.app.lobby
    }
}
