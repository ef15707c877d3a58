// SPDX-License-Identifier: Apache-2.0
// Hides the network address from the others in a visit, and says where that can't be done. A Column: one layout more within
// layouts, and Qt 6.4 no longer settles where each item of the waiting room is.
import QtQuick
import Bedside

Column {
    id: root

    required property AddressModel address
    property int textSize: Theme.body
    property int target: Theme.denseTarget

    spacing: Theme.space2

    CheckRow {
        objectName: "hideAddress"
        text: qsTr("Hide my network address from the other person. The call then goes through the practice's relay.")
        help: root.address.note
        textSize: root.textSize
        target: root.target
        enabled: root.address.canChange
        checked: root.address.hidden
        width: root.width
        onClicked: {
            root.address.hide(checked);
            checked = Qt.binding(() => root.address.hidden);
        }
    }
    Prose {
        objectName: "addressNote"
        visible: text !== ""
        text: root.address.note
        muted: true
        font.pixelSize: Math.max(Theme.dense, root.textSize - 2)
        width: root.width
    }
    Banner {
        objectName: "addressProblem"
        text: root.address.problem
        textSize: root.textSize
        width: root.width
    }
}
