// SPDX-License-Identifier: Apache-2.0
// The one window. Its title never says whom or what it shows.
import QtQuick
import QtQuick.Controls.Basic
import Bedside

ApplicationWindow {
    id: window

    required property AppModel app
    property real systemTextScale: 1
    property bool systemIsDark: false

    width: 1280
    height: 800
    minimumWidth: 640
    minimumHeight: 480
    visible: true
    title: "Bedside"
    color: Theme.surface

    palette {
        window: Theme.raised
        windowText: Theme.text
        base: Theme.raised
        text: Theme.text
        button: Theme.raised
        buttonText: Theme.text
        mid: Theme.controlLine
        dark: Theme.controlLine
        light: Theme.raised
        midlight: Theme.hovered
        highlight: Theme.accent
        highlightedText: Theme.inkOnAccent
        toolTipBase: Theme.raised
        toolTipText: Theme.text
    }

    LayoutMirroring.enabled: app.settings.rightToLeft
    LayoutMirroring.childrenInherit: true

    Binding { target: Theme; property: "appearance"; value: window.app.settings.appearance }
    Binding { target: Theme; property: "textScale"; value: Math.min(2, window.systemTextScale * window.app.settings.textPercent / 100) }
    Binding { target: Theme; property: "systemIsDark"; value: window.systemIsDark }

    function screenFor(name: string): Component {
        switch (name) {
        case "unlock": return unlock;
        case "sign-in": return signIn;
        case "code": return code;
        case "today": return today;
        case "appointment": return appointment;
        case "invite": return invite;
        case "log": return log;
        case "settings": return settings;
        case "waiting": return waiting;
        case "visit": return visit;
        case "summary": return summary;
        case "thanks": return thanks;
        case "problem": return problem;
        default: return welcome;
        }
    }

    Loader {
        objectName: "screenLoader"
        anchors.fill: parent
        focus: true
        sourceComponent: window.screenFor(window.app.screen)
        onLoaded: item.forceActiveFocus(Qt.TabFocusReason)
    }

    Component { id: welcome; WelcomeScreen { settings: window.app.settings; guest: window.app.guest } }
    Component { id: unlock; UnlockScreen { settings: window.app.settings; session: window.app.session } }
    Component { id: signIn; SignInScreen { settings: window.app.settings; session: window.app.session } }
    Component { id: code; CodeScreen { settings: window.app.settings; session: window.app.session } }
    Component { id: today; TodayScreen { app: window.app } }
    Component { id: appointment; AppointmentScreen { app: window.app } }
    Component { id: invite; InviteScreen { app: window.app } }
    Component { id: log; LogScreen { app: window.app } }
    Component { id: settings; SettingsScreen { app: window.app } }
    Component { id: waiting; WaitingScreen { settings: window.app.settings; guest: window.app.guest; devices: window.app.devices } }
    Component { id: visit; VisitScreen { app: window.app } }
    Component { id: summary; SummaryScreen { app: window.app } }
    Component { id: thanks; ThanksScreen { settings: window.app.settings; summary: window.app.summary } }
    Component { id: problem; ProblemScreen { app: window.app } }
}
