# SPDX-License-Identifier: Apache-2.0
"""packaging_test.py SOURCE VERSION: the files around the programs agree with each other and with their formats."""

import configparser
import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

source, version = sys.argv[1:]
linux = os.path.join(source, "packaging/linux")
entry = os.path.join(linux, "org.bedside.bedside.desktop")
metadata = os.path.join(linux, "org.bedside.bedside.metainfo.xml")
wrong = []


def need(holds, sentence):
    if not holds:
        wrong.append(sentence)


def check(*command):
    if shutil.which(command[0]):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        need(done.returncode == 0, f"{command[0]}: {(done.stdout + done.stderr).strip()}")


parser = configparser.RawConfigParser(strict=True)
parser.optionxform = str
parser.read(entry, encoding="utf-8")
desktop = parser["Desktop Entry"]
need("x-scheme-handler/bedside;" in desktop["MimeType"], "the desktop entry does not take the scheme")
need(desktop["Exec"] == "bedside %u", "the desktop entry takes something else than one link")
need(os.path.exists(os.path.join(source, "resources/icons/bedside.svg")), "the icon is missing")
check("desktop-file-validate", entry)

root = ElementTree.parse(metadata).getroot()
need(root.findtext("launchable") == os.path.basename(entry), "the metadata names another desktop entry")
need([r.get("version") for r in root.iter("release")][:1] == [version], "the newest release in the metadata is another version")
check("appstreamcli", "validate", "--no-net", metadata)

with open(os.path.join(source, "vcpkg.json"), encoding="utf-8") as file:
    manifest = json.load(file)
need(manifest["version"] == version, "vcpkg.json has another version")
names = [d if isinstance(d, str) else d["name"] for d in manifest["dependencies"]]
need(names == sorted(names), "vcpkg.json is not in order")

# One list of libraries in three tongues.
with open(os.path.join(source, "packaging/deps/debian"), encoding="utf-8") as file:
    debian = file.read()
with open(os.path.join(source, "packaging/deps/Brewfile"), encoding="utf-8") as file:
    brew = file.read()
for library, package, formula, port in (
        ("libsodium", "libsodium-dev", "libsodium", "libsodium"), ("SQLCipher", "libsqlcipher-dev", "sqlcipher", "sqlcipher"),
        ("Boost", "libboost-dev", "boost", "boost-beast"), ("libcurl", "libcurl4-openssl-dev", "curl", "curl"),
        ("CLI11", "libcli11-dev", "cli11", "cli11"), ("JSON", "nlohmann-json3-dev", "nlohmann-json", "nlohmann-json"),
        ("spdlog", "libspdlog-dev", "spdlog", "spdlog"), ("QtKeychain", "qtkeychain-qt6-dev", "qtkeychain", "qtkeychain-qt6"),
        ("libqrencode", "libqrencode-dev", "qrencode", "libqrencode"), ("libical", "libical-dev", "libical", "libical"),
        ("GStreamer", "libgstreamer1.0-dev", "gstreamer", "gstreamer"), ("libnice", "libnice-dev", "libnice-gstreamer", "libnice")):
    need(package in debian.split(), f"{library} is missing in packaging/deps/debian")
    need(f'brew "{formula}"' in brew, f"{library} is missing in the Brewfile")
    need(port in names, f"{library} is missing in vcpkg.json")

print("\n".join(wrong) or "the packaging files agree")
sys.exit(1 if wrong else 0)
