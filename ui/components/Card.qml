// SPDX-License-Identifier: Apache-2.0
// A raised surface around what belongs together.
import QtQuick
import QtQuick.Layouts
import Bedside

Rectangle {
    id: root

    default property alias content: column.data
    property alias spacing: column.spacing
    property int padding: Theme.space4

    implicitWidth: column.implicitWidth + 2 * padding
    implicitHeight: column.implicitHeight + 2 * padding
    radius: Theme.cardRadius
    color: Theme.raised
    border { width: 1; color: Theme.hairline }

    ColumnLayout {
        id: column
        x: root.padding
        y: root.padding
        width: root.width - 2 * root.padding
        spacing: Theme.space3
    }
}
