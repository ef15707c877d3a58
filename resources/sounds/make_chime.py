#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes chime.wav: two soft notes, a fifth apart, fading. Run again only to change the sound."""

import math
import struct
import wave

RATE = 24_000  # samples per second, one channel, 16 bits
NOTES = [(0.00, 523.25), (0.16, 783.99)]  # start in seconds, hertz: C5 and G5
LENGTH = 1.1
PARTIALS = [(1, 1.0), (2, 0.22), (3.01, 0.06)]


def sample(t):
    value = 0.0
    for start, hertz in NOTES:
        if t < start:
            continue
        age = t - start
        envelope = min(1.0, age / 0.012) * math.exp(-age * 4.2)
        value += envelope * sum(a * math.sin(2 * math.pi * hertz * n * age) for n, a in PARTIALS)
    return 0.28 * value * min(1.0, (LENGTH - t) / 0.1)


with wave.open("chime.wav", "wb") as out:
    out.setnchannels(1)
    out.setsampwidth(2)
    out.setframerate(RATE)
    out.writeframes(b"".join(struct.pack("<h", int(32767 * sample(i / RATE))) for i in range(int(LENGTH * RATE))))
