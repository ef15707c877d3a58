// SPDX-License-Identifier: Apache-2.0
// A way out or a lesser choice: words in the accent colour, no frame.
import QtQuick
import Bedside

BaseButton {
    leftPadding: Theme.space2
    rightPadding: Theme.space2
    foreground: Theme.accent
    fill: "transparent"
}
