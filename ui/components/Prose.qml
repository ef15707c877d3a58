// SPDX-License-Identifier: Apache-2.0
// Text to be read: never rich, always wrapped.
import QtQuick
import Bedside

Text {
    property bool muted: false

    color: muted ? Theme.muted : Theme.text
    font.pixelSize: Theme.body
    lineHeight: wrapMode === Text.NoWrap ? 1 : Theme.leading
    wrapMode: Text.Wrap
    textFormat: Text.PlainText
    horizontalAlignment: Text.AlignLeft
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: text === ""
}
