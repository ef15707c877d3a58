#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the tree to core/layers.txt: which folder may include which, and which may include what from outside."""

import os
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def read_rules(path):
    allowed, outside = {}, []
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.split("#", 1)[0].strip()
            if line.startswith("|"):
                prefix, *folders = line[1:].split()
                outside.append((prefix, set(folders)))
            elif line:
                name, _, needs = line.partition(":")
                allowed[name.strip()] = set(needs.split())
    return allowed, outside


def order_errors(allowed):
    """Every name on the right is declared above: that alone makes a cycle impossible."""
    seen, errors = set(), []
    for name, needs in allowed.items():
        errors += [f"core/layers.txt: {name} needs {need}, which is not declared above it" for need in needs - seen]
        seen.add(name)
    return errors


def layer_of(path):
    """core/mls/group.h -> mls; ui/models/x.h -> ui/models; anything else of ours -> its top folder."""
    parts = path.split("/")
    if parts[0] == "core" and len(parts) > 2:
        return parts[1]
    if parts[0] == "ui" and len(parts) > 2:
        return "ui/" + parts[1]
    return parts[0]


def is_outside(name, prefix):
    if prefix == "Qt":
        return re.match(r"Q[A-Z]\w*$|Qt[A-Z]\w*/", name) is not None
    return name.startswith(prefix)


def file_errors(path, text, allowed, outside):
    layer = layer_of(path)
    if layer not in allowed and layer != "app":
        return []
    errors = []
    for kind, name in INCLUDE.findall(text):
        if layer in allowed and kind == '"' and ("/" in name or not name.endswith(".moc")):
            target = layer_of(name)
            if ".." in name.split("/"):
                errors.append(f"{path}: climbs with {name}; includes are spelled from the root")
            elif name.split("/")[0] not in ("core", "ui", "app", "tests"):
                errors.append(f'{path}: "{name}" is not spelled from the root')
            elif target != layer and target not in allowed[layer]:
                errors.append(f"{path}: {layer} may not include {name}")
        for prefix, folders in outside:
            if is_outside(name, prefix) and layer not in folders:
                errors.append(f"{path}: {layer} may not include <{name}>")
    return errors


def self_test():
    allowed = {"base": set(), "crypto": {"base"}, "media": {"base"}}
    outside = [("sodium.h", {"crypto"}), ("Qt", {"media"})]
    bad = [
        ("core/base/a.h", '#include "core/crypto/x.h"'),
        ("core/base/a.h", '#include "../crypto/x.h"'),
        ("core/media/a.h", '#include "core/crypto/x.h"'),
        ("core/base/a.h", "#include <sodium.h>"),
        ("core/crypto/a.h", "#include <QString>"),
        ("core/crypto/a.h", "#include <QtCore/QString>"),
        ("core/crypto/a.h", '#include "x.h"'),
        ("app/desktop/a.cpp", "#include <sodium.h>"),
    ]
    good = [
        ("core/crypto/a.h", '#include "core/base/x.h"\n#include <sodium.h>\n#include <vector>'),
        ("core/media/a.h", "#include <QString>"),
        ("app/desktop/a.cpp", '#include "core/crypto/x.h"'),
        ("tests/a.cpp", '#include "core/crypto/x.h"'),
    ]
    assert all(file_errors(path, text, allowed, outside) for path, text in bad), "the check misses an error"
    assert not any(file_errors(path, text, allowed, outside) for path, text in good), "the check refuses what is allowed"
    assert order_errors({"a": {"b"}, "b": set()}), "the check misses a cycle"


def main():
    root = os.path.abspath(sys.argv[1])
    self_test()
    allowed, outside = read_rules(os.path.join(root, "core/layers.txt"))
    errors, count = order_errors(allowed), 0
    for top in ("core", "ui", "app"):
        for folder, _, files in os.walk(os.path.join(root, top)):
            for name in sorted(files):
                if name.endswith((".h", ".cpp", ".mm")):
                    path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
                    with open(os.path.join(root, path), encoding="utf-8") as file:
                        errors += file_errors(path, file.read(), allowed, outside)
                    count += 1
    for folder in sorted(os.listdir(os.path.join(root, "core"))):
        if os.path.isdir(os.path.join(root, "core", folder)) and folder not in allowed:
            errors.append(f"core/{folder} has no row in core/layers.txt")
    print("\n".join(errors) if errors else f"{count} files keep the dependency rule")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
