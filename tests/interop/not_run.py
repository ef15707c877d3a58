# SPDX-License-Identifier: Apache-2.0
"""Tests that need something from outside say by name when it is not there."""

import os
import re
import shutil
import subprocess

NOT_RUN = 77  # ctest calls it skipped
OLDEST_NODE = 18


class NotRun(Exception):
    """What is missing, as the end of a sentence."""


def check_programs(*programs):
    for program in programs:
        if shutil.which(program) is None:
            raise NotRun(f"there is no {program} here")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(re.match(r"v(\d+)", version).group(1)) < OLDEST_NODE:
        raise NotRun(f"Node is {version}, and the test needs {OLDEST_NODE}")


def run(build, test, prepare):
    """Runs the command that `prepare` returns and gives its exit status. Where that raises NotRun, the sentence is
    printed and left in BUILD/not_run/<test> for tests/run, and the status is 77."""
    note = os.path.join(build, "not_run", test)
    if os.path.exists(note):
        os.remove(note)
    try:
        command = prepare()
    except NotRun as reason:
        sentence = f"{test} was not run: {reason}"
        print(sentence)
        os.makedirs(os.path.dirname(note), exist_ok=True)
        with open(note, "w", encoding="utf-8") as file:
            file.write(sentence + "\n")
        return NOT_RUN
    return subprocess.run(command, check=False).returncode
