// SPDX-License-Identifier: Apache-2.0
// Scrolls where the window is too small, and brings into view what gets the focus by keyboard.
import QtQuick
import QtQuick.Controls.Basic
import Bedside

Flickable {
    id: root

    readonly property Item focused: Window.activeFocusItem

    contentWidth: width - (contentHeight > height ? Theme.space3 : 0)
    boundsBehavior: Flickable.StopAtBounds
    clip: contentHeight > height
    interactive: contentHeight > height
    onFocusedChanged: bring(focused)

    function bring(item: Item) {
        let ancestor = item;
        while (ancestor && ancestor !== contentItem)
            ancestor = ancestor.parent;
        if (!ancestor)
            return;
        const top = item.mapToItem(contentItem, 0, 0).y;
        if (top - Theme.space4 < contentY)
            contentY = Math.max(0, top - Theme.space4);
        else if (top + item.height + Theme.space4 > contentY + height)
            contentY = Math.max(0, Math.min(contentHeight - height, top + item.height + Theme.space4 - height));
    }

    ScrollBar.vertical: ScrollBar {
        policy: root.contentHeight > root.height ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff
    }
}
