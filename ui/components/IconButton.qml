// SPDX-License-Identifier: Apache-2.0
// An icon alone; its name is said aloud and in the tooltip.
import QtQuick
import Bedside

BaseButton {
    required property string label

    leftPadding: Theme.space1
    rightPadding: Theme.space1
    fill: "transparent"
    Accessible.name: label
    hint: label
}
