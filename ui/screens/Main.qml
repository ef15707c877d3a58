// SPDX-License-Identifier: Apache-2.0
// The one window. Its title never says whom or what it shows.
pragma ComponentBehavior: Bound
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

    onClosing: close => close.accepted = !app.askBeforeClosing()

    Connections {
        target: window.app
        function onCloseAgreed() { window.close(); }
    }

    Loader {
        id: loader

        readonly property string file: window.app.screenFile
        property string shown: ""

        // Once for each change: a screen that is loaded twice would answer twice to its shortcuts.
        function show() {
            if (shown === file)
                return;
            shown = file;
            setSource(file, {"app": window.app});
        }

        objectName: "screenLoader"
        anchors.fill: parent
        enabled: !linkDialog.open && !window.app.asking && !supportSheet.open
        focus: true
        onFileChanged: show()
        Component.onCompleted: show()
        onLoaded: (item as Item).forceActiveFocus(Qt.TabFocusReason)
    }

    ConfirmDialog {
        id: linkDialog
        objectName: "linkDialog"
        open: window.app.guest.asks
        title: qsTr("Open this visit link as a patient?")
        message: qsTr("The link opens a waiting room in place of your practice's screens. You stay signed in, and what you have typed stays.")
        onDismissed: window.app.guest.dismissAsked()
        onOpenChanged: open ? keepWorking.forceActiveFocus() : loader.forceActiveFocus()
        actions: [
            PrimaryButton {
                objectName: "openAskedButton"
                text: qsTr("Open the link")
                target: Theme.target
                onClicked: window.app.guest.openAsked()
            },
            SecondaryButton {
                id: keepWorking
                objectName: "keepWorkingButton"
                text: qsTr("Stay here")
                hint: "Esc"
                target: Theme.target
                onClicked: window.app.guest.dismissAsked()
            }
        ]
    }

    SupportSheet {
        id: supportSheet
        objectName: "supportSheet"
        support: window.app.support
        enabled: !window.app.asking
        textSize: window.app.isGuest ? Theme.patient : Theme.body
        onOpenChanged: if (!open) loader.forceActiveFocus()
    }

    ConfirmDialog {
        objectName: "questionDialog"
        open: window.app.asking
        title: window.app.question
        message: window.app.consequence
        textSize: window.app.isGuest ? Theme.patient : Theme.body
        onDismissed: window.app.answerNo()
        onOpenChanged: open ? no.forceActiveFocus() : loader.forceActiveFocus()
        actions: [
            PrimaryButton {
                objectName: "questionYesButton"
                visible: text !== ""
                text: window.app.yesText
                textSize: window.app.isGuest ? Theme.patient : Theme.body
                dangerous: true
                target: Theme.target
                onClicked: window.app.answerYes()
            },
            SecondaryButton {
                id: no
                objectName: "questionNoButton"
                text: window.app.noText
                textSize: window.app.isGuest ? Theme.patient : Theme.body
                hint: "Esc"
                target: Theme.target
                onClicked: window.app.answerNo()
            }
        ]
    }
}
