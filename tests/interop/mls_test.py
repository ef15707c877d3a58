#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs ts-mls into the build folder and runs histories.mjs: mls_test.py BUILD PEER.

Where that needs a registry that can't be reached, or Node that is not there, the test is not run (not_run.py). Whatever
else npm answers is a failure.
"""

import os
import re
import shutil
import subprocess
import sys

from not_run import NotRun, check_programs, run

HERE = os.path.dirname(os.path.abspath(__file__))
NO_CONNECTION = {"ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH",
                 "EIDLETIMEOUT", "ERR_SOCKET_TIMEOUT",
                 # somebody else answers: a certificate that this computer does not trust
                 "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"}
# What a proxy on the way says too: it counts as the registry's answer only if the registry answers anything at all.
FROM_PROXY_OR_REGISTRY = {"E403", "E407", "E502", "E503", "E504"}
INSTALL = ["npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--no-update-notifier",
           "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=30000"]
INSTALL_SECONDS = 300


def error_code(output):
    """npm 9 says "npm ERR! code X", later ones "npm error code X"."""
    found = re.search(r"^npm (?:ERR!|error) code (\S+)", output, re.M)
    return found.group(1) if found else None


def means_unreachable(code, registry_answers):
    return code in NO_CONNECTION or (code in FROM_PROXY_OR_REGISTRY and not registry_answers())


def self_test():
    def yes():
        return True

    def no():
        return False

    assert error_code("npm ERR! code ENOTFOUND\nnpm ERR! errno") == "ENOTFOUND"
    assert error_code("npm warn x\nnpm error code EINTEGRITY\n") == "EINTEGRITY"
    assert error_code("npm error Exit handler never called!") is None
    assert means_unreachable("ENOTFOUND", yes) and means_unreachable("E403", no)
    assert not any(means_unreachable(code, yes) for code in ("E403", "E404", "EUSAGE", "EINTEGRITY", None))
    assert not any(means_unreachable(code, no) for code in ("E404", "EUSAGE", "EINTEGRITY", None))


def npm(command, folder):
    try:
        done = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired as late:
        raise NotRun(f"the npm registry did not answer within {INSTALL_SECONDS} seconds") from late
    return done.returncode, done.stdout


def install(folder):
    """Leaves the script and the packages of package-lock.json in the folder; needs no network where they are there."""
    os.makedirs(folder, exist_ok=True)
    for name in sorted(os.listdir(HERE)):
        if name.endswith((".mjs", ".json")):
            shutil.copy(os.path.join(HERE, name), folder)
    with open(os.path.join(HERE, "package-lock.json"), encoding="utf-8") as file:
        lock = file.read()
    stamp = os.path.join(folder, "installed")
    if os.path.exists(stamp):
        with open(stamp, encoding="utf-8") as file:
            if file.read() == lock:
                return
        os.remove(stamp)
    status, output = npm(INSTALL, folder)
    if status != 0:
        code = error_code(output)
        if means_unreachable(code, lambda: npm(["npm", "ping", "--fetch-retries=0"], folder)[0] == 0):
            raise NotRun(f"the npm registry can't be reached ({code})")
        print(output)
        sys.exit(f"interop: npm ci did not succeed ({code})")
    with open(stamp, "w", encoding="utf-8") as file:
        file.write(lock)


def main(build, peer):
    self_test()
    folder = os.path.join(build, "tests", "interop", "node")

    def prepare():
        check_programs("node", "npm")
        install(folder)
        seed = os.environ.get("BEDSIDE_INTEROP_SEED")
        histories = os.environ.get("BEDSIDE_INTEROP_HISTORIES", "1" if seed else "200")
        return ["node", os.path.join(folder, "histories.mjs"), peer, seed or "1", histories]

    return run(build, "interop.mls", prepare)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
