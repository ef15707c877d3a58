// SPDX-License-Identifier: Apache-2.0
// The visit: the other person fills the window, everything else gets out of the way.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Bedside

FocusScope {
    id: root

    required property AppModel app
    readonly property VisitModel visit: app.visit
    readonly property DevicesModel devices: app.devices
    property string panel: "" // "chat", "security", "devices"
    property bool leaving: false

    function toggle(name: string) {
        panel = panel === name ? "" : name;
        wake();
    }
    function wake() {
        bar.awake = true;
        rest.restart();
    }

    Keys.onEscapePressed: panel = ""
    Component.onDestruction: visit.chat.watched = false
    onPanelChanged: {
        visit.chat.watched = panel === "chat";
        if (panel === "")
            microphone.forceActiveFocus();
    }

    Shortcut { sequence: "Ctrl+D"; onActivated: root.devices.toggleMicrophone() }
    Shortcut { sequence: "Ctrl+E"; onActivated: root.devices.toggleCamera() }
    Shortcut { sequence: "Ctrl+T"; onActivated: root.toggle("chat") }
    Shortcut { sequence: "Ctrl+K"; onActivated: root.toggle("security") }
    Shortcut { sequence: "Ctrl+W"; onActivated: root.leaving = true }

    Timer {
        id: rest
        interval: 4000
        running: true
        onTriggered: bar.awake = false
    }
    Rectangle {
        anchors.fill: parent
        color: Theme.stage
    }
    RowLayout {
        anchors.fill: parent
        spacing: 0
        enabled: !root.leaving && !root.app.lobby.cardShown
        Item {
            id: stage

            readonly property bool narrow: width < 980 // too narrow for the bar between name and own picture

            clip: true
            Layout.fillWidth: true
            Layout.fillHeight: true

            HoverHandler {
                id: pointer

                // Moving pictures under a resting pointer make hover events, too: only a movement wakes the bar.
                property point last

                onPointChanged: {
                    const moved = Math.abs(point.scenePosition.x - last.x) + Math.abs(point.scenePosition.y - last.y) > 2;
                    last = point.scenePosition;
                    if (moved)
                        root.wake();
                }
            }
            TapHandler {
                onTapped: root.wake()
            }
            GridLayout {
                anchors.fill: parent
                columns: Math.ceil(Math.sqrt(root.visit.tiles.count))
                rowSpacing: 2
                columnSpacing: 2
                Repeater {
                    model: root.visit.tiles
                    VideoTile {
                        objectName: "tile" + index
                        required property int index
                        labelLift: stage.narrow ? bar.height : 0
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                    }
                }
            }
            Prose {
                anchors.centerIn: parent
                width: Math.min(parent.width - 2 * Theme.space6, 440)
                visible: root.visit.tiles.count === 0
                text: root.visit.aloneText
                color: Theme.stageInk
                font.pixelSize: Theme.title
                horizontalAlignment: Text.AlignHCenter
            }
            RowLayout {
                anchors { top: parent.top; left: parent.left; right: parent.right; margins: Theme.space4 }
                spacing: Theme.space3
                BaseButton {
                    objectName: "securityChip"
                    readonly property bool isPrivate: root.visit.security.state === SecurityModel.Private
                    readonly property bool isDoubtful: root.visit.security.state === SecurityModel.Doubtful
                        || root.visit.security.state === SecurityModel.Stopped
                    text: root.visit.security.chipText
                    iconName: isPrivate ? "lock" : isDoubtful ? "warning" : "lock-open"
                    foreground: isPrivate ? Theme.stageAccent
                        : isDoubtful ? Theme.stageWarning : Theme.stageInk
                    fill: Theme.stage
                    fillHovered: Theme.stageHovered
                    line: Theme.stageLine
                    ringColor: Theme.stageAccent
                    hint: qsTr("Who can see and hear this visit (%1)").arg("Ctrl+K")
                    target: 36
                    Accessible.name: qsTr("%1. Who can see and hear this visit").arg(text)
                    onClicked: root.toggle("security")
                }
                StageNote {
                    text: root.visit.runningText
                    Accessible.name: qsTr("The visit has lasted %1").arg(text)
                }
                StageNote { text: root.visit.lineNote }
                Item { Layout.fillWidth: true }
            }
            ColumnLayout {
                anchors { top: parent.top; topMargin: Theme.space12 + Theme.space4; horizontalCenter: parent.horizontalCenter }
                width: Math.min(parent.width - 2 * Theme.space4, 620)
                spacing: Theme.space2
                Banner {
                    text: root.visit.warning
                    Layout.fillWidth: true
                }
                Banner {
                    objectName: "lineBanner"
                    text: root.visit.lineText
                    tone: root.visit.textOnly ? Banner.Warning : Banner.Info
                    actionText: root.visit.textOnly && root.panel !== "chat" ? qsTr("Write a message") : ""
                    actionName: "writeInsteadButton"
                    Layout.fillWidth: true
                    onActed: root.toggle("chat")
                }
                Banner {
                    text: root.devices.microphoneProblem
                    actionText: qsTr("Try again")
                    Layout.fillWidth: true
                    onActed: root.devices.tryAgain()
                }
                Banner {
                    text: root.devices.cameraProblem
                    actionText: qsTr("Try again")
                    Layout.fillWidth: true
                    onActed: root.devices.tryAgain()
                }
                Banner {
                    text: root.app.notice
                    tone: Banner.Danger
                    dismissable: true
                    Layout.fillWidth: true
                    onDismissed: root.app.dismissNotice()
                }
                Repeater {
                    model: root.visit.isHost ? root.app.lobby : null
                    Banner {
                        required property int index
                        required property string name
                        required property string waitedText
                        text: qsTr("%1 is in your waiting room, %2.").arg(name).arg(waitedText)
                        tone: Banner.Info
                        actionText: qsTr("Look at the door")
                        actionName: "lobbyButton" + index
                        Layout.fillWidth: true
                        onActed: root.app.lobby.present(index)
                    }
                }
            }
            SelfView {
                id: self
                objectName: "selfView"
                feed: root.devices.selfView
                cameraOn: root.devices.cameraOn
                movable: true
                note: root.visit.pictureHeld && root.devices.cameraOn ? qsTr("Not sent now") : root.devices.generatedLabel
                width: Math.max(160, Math.min(stage.width * 0.2, 260))
                height: Math.round(width * 9 / 16)
                x: root.app.settings.rightToLeft ? Theme.space4 : stage.width - width - Theme.space4
                y: stage.height - height - Theme.space4 - (stage.narrow ? bar.height + Theme.space4 : 0)
                areaWidth: stage.width
                areaHeight: stage.height
            }
            CallBar {
                id: bar
                anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: Theme.space4 }
                focus: true
                CallButton {
                    id: microphone
                    objectName: "microphoneButton"
                    focus: true
                    text: root.devices.microphoneOn ? qsTr("Mute") : qsTr("Unmute")
                    iconName: root.devices.microphoneOn ? "microphone" : "microphone-off"
                    off: !root.devices.microphoneOn
                    shortcut: "Ctrl+D"
                    onActiveFocusChanged: root.wake()
                    onClicked: root.devices.toggleMicrophone()
                }
                CallButton {
                    objectName: "cameraButton"
                    text: root.devices.cameraOn ? qsTr("Camera off") : qsTr("Camera on")
                    iconName: root.devices.cameraOn ? "camera" : "camera-off"
                    off: !root.devices.cameraOn
                    shortcut: "Ctrl+E"
                    onActiveFocusChanged: root.wake()
                    onClicked: root.devices.toggleCamera()
                }
                CallButton {
                    objectName: "devicesButton"
                    text: qsTr("Devices")
                    iconName: "settings"
                    lit: root.panel === "devices"
                    onActiveFocusChanged: root.wake()
                    onClicked: root.toggle("devices")
                }
                CallButton {
                    objectName: "chatButton"
                    text: qsTr("Chat")
                    iconName: "chat"
                    lit: root.panel === "chat"
                    count: root.visit.chat.unread
                    shortcut: "Ctrl+T"
                    onActiveFocusChanged: root.wake()
                    onClicked: root.toggle("chat")
                }
                CallButton {
                    objectName: "leaveButton"
                    text: root.visit.isHost ? qsTr("End") : qsTr("Leave")
                    iconName: "leave"
                    leaving: true
                    shortcut: "Ctrl+W"
                    onActiveFocusChanged: root.wake()
                    onClicked: root.leaving = true
                }
            }
        }
        Item {
            id: side
            visible: root.panel !== ""
            Layout.fillHeight: true
            Layout.preferredWidth: Math.min(root.width * 0.45, 380 * Math.max(1, Theme.textScale * 0.75))

            ChatPanel {
                anchors.fill: parent
                visible: root.panel === "chat"
                chat: root.visit.chat
                onClosed: root.panel = ""
            }
            Loader { // only while it is shown: a hidden layout keeps the lines that a Repeater has taken away since, and dies of them
                id: securityLoader
                readonly property bool shown: root.panel === "security"
                anchors.fill: parent
                onShownChanged: {
                    if (shown)
                        setSource("SecurityPanel.qml", { security: root.visit.security });
                    else
                        source = "";
                }
                onLoaded: (item as SecurityPanel).forceActiveFocus(Qt.TabFocusReason)
                Connections {
                    target: securityLoader.item as SecurityPanel
                    function onClosed() { root.panel = ""; }
                }
            }
            SidePanel {
                anchors.fill: parent
                visible: root.panel === "devices"
                title: qsTr("Camera and sound")
                onClosed: root.panel = ""
                Banner {
                    text: root.devices.generatedText
                    tone: Banner.Info
                    Layout.fillWidth: true
                }
                DevicesPanel {
                    devices: root.devices
                    target: Theme.target
                    Layout.fillWidth: true
                }
                Prose { text: qsTr("What is sent of you"); font.weight: Font.DemiBold }
                OptionRow {
                    objectName: "limitNone"
                    text: qsTr("As much as the line allows")
                    checked: root.visit.limit === VisitModel.AsTheLineAllows
                    target: Theme.target
                    Layout.fillWidth: true
                    onClicked: root.visit.limit = VisitModel.AsTheLineAllows
                }
                OptionRow {
                    objectName: "limitSmall"
                    text: qsTr("A small picture, to save data")
                    checked: root.visit.limit === VisitModel.SmallPicture
                    target: Theme.target
                    Layout.fillWidth: true
                    onClicked: root.visit.limit = VisitModel.SmallPicture
                }
                OptionRow {
                    objectName: "limitSound"
                    text: qsTr("Sound only")
                    checked: root.visit.limit === VisitModel.SoundOnly
                    target: Theme.target
                    Layout.fillWidth: true
                    onClicked: root.visit.limit = VisitModel.SoundOnly
                }
            }
        }
    }

    ConfirmDialog {
        objectName: "leaveDialog"
        open: root.leaving
        title: root.visit.isHost ? qsTr("End the visit for everyone?") : qsTr("Leave the visit?")
        message: root.visit.isHost ? qsTr("The patient's picture and sound stop too, and the keys of this visit are wiped.")
                                   : qsTr("You can come back with the same link as long as the visit goes on.")
        textSize: root.visit.isHost ? Theme.body : Theme.patient
        onDismissed: root.leaving = false
        onOpenChanged: if (open) stay.forceActiveFocus()
        actions: [
            PrimaryButton {
                objectName: "endForAllButton"
                visible: root.visit.isHost
                text: qsTr("End it for everyone")
                dangerous: true
                target: Theme.target
                onClicked: {
                    root.leaving = false;
                    root.visit.endForAll();
                }
            },
            PrimaryButton {
                objectName: "leaveOnlyButton"
                visible: !root.visit.isHost
                text: qsTr("Leave the visit")
                textSize: Theme.patient
                dangerous: true
                target: Theme.target
                onClicked: {
                    root.leaving = false;
                    root.visit.leave();
                }
            },
            SecondaryButton {
                id: stay
                objectName: "stayButton"
                text: qsTr("Stay")
                textSize: root.visit.isHost ? Theme.body : Theme.patient
                hint: "Esc"
                target: Theme.target
                onClicked: root.leaving = false
            }
        ]
    }
    AdmitCard {
        lobby: root.app.lobby
    }
}
