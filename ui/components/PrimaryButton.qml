// SPDX-License-Identifier: Apache-2.0
// The one button that goes on.
import QtQuick
import Bedside

BaseButton {
    property bool dangerous: false

    bold: true
    foreground: dangerous ? Theme.inkOnDanger : Theme.inkOnAccent
    fill: dangerous ? Theme.danger : Theme.accent
    fillHovered: dangerous ? Theme.dangerHovered : Theme.accentHovered
}
