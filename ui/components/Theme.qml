// SPDX-License-Identifier: Apache-2.0
// Every colour, size, space and duration of the program. Set once by Main.qml from the person's settings.
pragma Singleton
import QtQuick

QtObject {
    id: theme

    enum Appearance { System, Light, Dark, Contrast }

    property int appearance: Theme.System
    property real textScale: 1
    property bool systemIsDark: false

    readonly property bool dark: appearance === Theme.Dark || (appearance === Theme.System && systemIsDark)
    readonly property bool contrast: appearance === Theme.Contrast

    readonly property color surface: contrast ? "#000000" : dark ? "#101415" : "#F7F8F8"
    readonly property color raised: contrast ? "#000000" : dark ? "#181E20" : "#FFFFFF"
    readonly property color sunken: contrast ? "#000000" : dark ? "#0B0E0F" : "#EDF0F0"
    readonly property color hovered: contrast ? "#2B2B2B" : dark ? "#222A2D" : "#E6EAEA"
    readonly property color text: contrast ? "#FFFFFF" : dark ? "#EEF3F2" : "#14201F"
    readonly property color muted: contrast ? "#FFFFFF" : dark ? "#A4B2B0" : "#51605E"
    readonly property color accent: contrast ? "#FFE14D" : dark ? "#4FC3B3" : "#0B6E63"
    readonly property color accentHovered: contrast ? "#FFF0A3" : dark ? "#73D2C5" : "#095A51"
    readonly property color inkOnAccent: contrast ? "#000000" : dark ? "#06231F" : "#FFFFFF"
    readonly property color accentSoft: contrast ? "#000000" : dark ? "#14302D" : "#E0F0EE"
    readonly property color danger: contrast ? "#FF9E99" : dark ? "#F2B8B5" : "#B3261E"
    readonly property color dangerHovered: contrast ? "#FFC2BF" : dark ? "#F7D2D0" : "#8C1D18"
    readonly property color inkOnDanger: contrast ? "#000000" : dark ? "#3A0A07" : "#FFFFFF"
    readonly property color dangerSoft: contrast ? "#000000" : dark ? "#3A1F1D" : "#FBE9E7"
    readonly property color warning: contrast ? "#FFD479" : dark ? "#E8C26B" : "#8A5A00"
    readonly property color warningSoft: contrast ? "#000000" : dark ? "#33290F" : "#FBF1DD"
    readonly property color good: contrast ? "#8CF29C" : dark ? "#7BD88F" : "#1B7F3B"
    readonly property color goodSoft: contrast ? "#000000" : dark ? "#15301D" : "#EAF6ED"
    readonly property color controlLine: contrast ? "#FFFFFF" : dark ? "#7A8A87" : "#74817F"
    readonly property color hairline: contrast ? "#FFFFFF" : dark ? "#2A3234" : "#DCE2E1"
    readonly property color focusRing: contrast ? "#FFE14D" : dark ? "#4FC3B3" : "#0B6E63"
    readonly property color scrim: "#A6000000"

    // Behind and over the picture it is always dark.
    readonly property color stage: "#0D1112"
    readonly property color stageRaised: contrast ? "#000000" : "#1B2224"
    readonly property color stageHovered: "#2C3639"
    readonly property color stageInk: "#EEF3F2"
    readonly property color stageMuted: "#A4B2B0"
    readonly property color stageLine: contrast ? "#FFFFFF" : "#3A4548"
    readonly property color stageAccent: "#4FC3B3"
    readonly property color stageWarning: "#E8C26B"
    readonly property color stageDanger: "#C7362D"
    readonly property color stageDangerHovered: "#A82A22"
    readonly property color inkOnStageDanger: "#FFFFFF"

    readonly property int space1: 4
    readonly property int space2: 8
    readonly property int space3: 12
    readonly property int space4: 16
    readonly property int space6: 24
    readonly property int space8: 32
    readonly property int space12: 48

    readonly property int radius: 6
    readonly property int cardRadius: 12

    readonly property int dense: Math.round(13 * textScale)
    readonly property int body: Math.round(15 * textScale)
    readonly property int patient: Math.round(17 * textScale)
    readonly property int title: Math.round(20 * textScale)
    readonly property int hero: Math.round(28 * textScale)
    readonly property real leading: 1.2 // of the font's own height: about 1.4 of its size

    readonly property int denseTarget: 32
    readonly property int target: 44
    readonly property int icon: Math.round(20 * Math.min(textScale, 1.5))

    readonly property int quick: 120 // ms, of every movement
}
