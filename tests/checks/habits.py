#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Habits that a compiler can't hold: each row is a pattern that must not occur in the named places, and why."""

import os
import re
import sys

RULES = [
    (r"gst_bus_add_watch", ("core", "app", "ui"), "needs a GLib main loop; use a sync handler that posts"),
    (r"\bgst_(object|mini_object|buffer|caps|sample|element|pad|structure)_(unref|free)\b", ("core", "app", "ui"),
     "handles are freed by GstPtr (core/media/gst_ptr.h)"),
    (r"\b(usleep|sleep_for|QThread::m?u?sleep)\b", ("core", "app", "ui"), "no sleeping as synchronisation"),
    (r"CURLOPT_SSL_VERIFY(PEER|HOST),\s*0|VerifyNone|ignoreSslErrors", ("core", "app", "ui"),
     "certificates are always checked (exceptions are listed below, with what checks instead)"),
    (r"\b(QSKIP|QEXPECT_FAIL)\b", ("tests",), "a skipped test hides a gap"),
    (r"\b(TODO|FIXME|XXX|HACK)\b", ("core", "app", "ui", "tests", "packaging"), "unfinished work belongs in an issue"),
    (r"\bsrand\(|[^_\w]rand\(\)|std::mt19937|QRandomGenerator", ("core", "app"), "randomness comes from core/crypto"),
    (r"#[0-9A-Fa-f]{6}\b", ("ui/screens",), "colours come from Theme"),
    (r"setInsecureFallback\(true\)", ("core", "app", "ui"), "no plaintext key store"),
]
EXCEPTIONS = {
    "core/media/gst_ptr.h": {1},
    "core/net/http_client.cpp": {3},       # first contact alone: the answer is believed by its signature
    "core/net/certificate_probe.cpp": {3}, # set-up: the certificate must have the fingerprint of the set-up file
    "core/net/signaling_socket.cpp": {3, 6}, # our own check of the exact certificate; jitter of retries is no secret
    "tests/platform/key_store_test.cpp": {4}, # runs twice, with and without a key store; each half runs in one of them
    "tests/checks/habits.py": set(range(len(RULES))),
}
SUFFIXES = (".h", ".cpp", ".mm", ".qml", ".py", ".txt", ".cmake")
LONGEST = {".qml": 400, ".h": 400, ".cpp": 900}


def errors_in(path, text):
    out = []
    for number, (pattern, places, why) in enumerate(RULES):
        if not path.startswith(tuple(place + "/" for place in places)) or number in EXCEPTIONS.get(path, set()):
            continue
        for match in re.finditer(pattern, text):
            line = text.count("\n", 0, match.start()) + 1
            out.append(f"{path}:{line}: {match.group(0).strip()}: {why}")
    limit = LONGEST.get(os.path.splitext(path)[1])
    if limit and text.count("\n") > limit and path.startswith(("core/", "app/", "ui/")):
        out.append(f"{path}: {text.count(chr(10))} lines, over {limit}: is it one thing?")
    if path.endswith((".h", ".cpp")) and "SPDX-License-Identifier: Apache-2.0" not in text[:200]:
        out.append(f"{path}: no SPDX line")
    return out


def main():
    root = os.path.abspath(sys.argv[1])
    assert errors_in("core/x/a.cpp", "// SPDX-License-Identifier: Apache-2.0\ngst_bus_add_watch(b);"), "the check is blind"
    errors, count = [], 0
    for top in ("core", "app", "ui", "tests", "packaging"):
        for folder, _, files in os.walk(os.path.join(root, top)):
            for name in sorted(files):
                if name.endswith(SUFFIXES):
                    path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
                    with open(os.path.join(root, path), encoding="utf-8") as file:
                        errors += errors_in(path, file.read())
                    count += 1
    print("\n".join(errors) if errors else f"{count} files keep the habits")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
