#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the time series of a path as an SVG picture: tests/bench/draw_trace.py TRACE.csv [PICTURE.svg]

The trace has a line of column names, then numbers: ms, and any of estimate, acknowledged, target, link (bit/s), queue,
backlog (ms) and loss (share). `bedside-bot --line-protocol --trace FILE` and the estimator's simulation
(BEDSIDE_TRACE=FOLDER on test_media_bandwidth_estimator) write it. Time is counted from the first line.
"""
import csv
import sys
from pathlib import Path

WIDTH, LEFT, RIGHT, TOP, GAP, FOOT = 880, 70, 150, 16, 30, 34
PANELS = [
    ("kbit/s", 1 / 1000, 200, [("link", "#9aa5a8"), ("estimate", "#0b7a75"), ("acknowledged", "#c8553d"), ("target", "#6b7fd7")]),
    ("ms", 1, 110, [("queue", "#c8553d"), ("backlog", "#6b7fd7")]),
    ("% lost", 100, 70, [("loss", "#c8553d")]),
]


def nice(top):
    """The next of 1, 2, 5 times a power of ten."""
    step = 10 ** max(0, len(str(int(top))) - 1)
    return next(step * factor for factor in (1, 2, 5, 10) if step * factor >= top)


def line(points, color):
    return f'<polyline fill="none" stroke="{color}" stroke-width="1.4" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'


def text(x, y, words, anchor="start", color="#333"):
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{color}">{words}</text>'


def draw(rows):
    start = rows[0]["ms"]
    seconds = [(row["ms"] - start) / 1000 for row in rows]
    end = max(seconds[-1], 1)
    inner = WIDTH - LEFT - RIGHT
    out, y = [], TOP
    for unit, scale, height, columns in PANELS:
        columns = [(name, color) for name, color in columns if name in rows[0]]
        if not columns:
            continue
        top = nice(max(1, *(row[name] * scale for row in rows for name, _ in columns)))
        base = y + height
        for part in (0, 0.5, 1):
            at = base - height * part
            out.append(f'<line x1="{LEFT}" x2="{LEFT + inner}" y1="{at:.0f}" y2="{at:.0f}" stroke="#ddd"/>')
            out.append(text(LEFT - 6, at + 4, f"{top * part:g}", "end"))
        out.append(text(LEFT + inner, y - 4, unit, "end"))
        for index, (name, color) in enumerate(columns):
            points = [(LEFT + inner * at / end, base - height * min(1, row[name] * scale / top)) for at, row in zip(seconds, rows)]
            out.append(line(points, color))
            out.append(text(LEFT + inner + 10, y + 14 + 16 * index, name, color=color))
        y = base + GAP
    for part in range(6):
        out.append(text(LEFT + inner * part / 5, y - GAP + 18, f"{end * part / 5:.3g} s", "middle"))
    height = y - GAP + FOOT
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">'
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(out)}</svg>\n')


def main():
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    source = Path(sys.argv[1])
    with source.open(newline="") as file:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    if len(rows) < 2:
        sys.exit(f"{source}: fewer than two lines of numbers")
    picture = Path(sys.argv[2]) if len(sys.argv) == 3 else source.with_suffix(".svg")
    picture.write_text(draw(rows))
    print(picture)


if __name__ == "__main__":
    main()
