// SPDX-License-Identifier: Apache-2.0
// After the visit, for the patient: it is over, and nothing has to be done.
import QtQuick
import QtQuick.Layouts
import Bedside

CenteredPage {
    id: root

    required property AppModel app
    readonly property SummaryModel summary: app.summary

    settings: app.settings
    title: ""

    Prose {
        objectName: "thanksTitle"
        text: qsTr("Your visit has ended. Thank you for coming.")
        font { pixelSize: Theme.hero; weight: Font.DemiBold }
        Layout.fillWidth: true
        Accessible.role: Accessible.Heading
    }
    Banner {
        text: root.summary.problem
        textSize: Theme.patient
        Layout.fillWidth: true
    }
    Prose {
        text: qsTr("Your camera and microphone are off. The keys of this visit are wiped, and nothing of what you said is kept on this computer.")
        font.pixelSize: Theme.patient
        Layout.fillWidth: true
    }
    Prose {
        text: qsTr("If you need anything else, call the practice.")
        font.pixelSize: Theme.patient
        Layout.fillWidth: true
    }
    PrimaryButton {
        objectName: "closeButton"
        focus: true
        text: root.app.guest.canGoBack ? qsTr("Back to today") : qsTr("Close Bedside")
        textSize: Theme.patient
        target: Theme.target
        Layout.fillWidth: true
        onClicked: root.app.guest.canGoBack ? root.app.guest.goBack() : Qt.quit()
    }
}
