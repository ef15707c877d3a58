# SPDX-License-Identifier: Apache-2.0
"""manual_test.py SOURCE VERSION PROGRAM ..: every program says --help and --version, refuses what it does not know with
exit code 2, and has a manual page that names each of its options and nothing that it does not have."""

import os
import re
import shutil
import subprocess
import sys

source, version, *programs = sys.argv[1:]
wrong = []


def run(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=20, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout + done.stderr


def page_of(name):
    for path in (f"packaging/man/{name}.1", f"packaging/server/{name}.8"):
        if os.path.exists(os.path.join(source, path)):
            return os.path.join(source, path)
    return None


def options_in(text):
    return set(re.findall(r"--[a-z][a-z-]+", text))


def help_with_subcommands(program):
    _, text = run(program, "--help")
    found = options_in(text)
    section = re.split(r"^Subcommands:", text, flags=re.MULTILINE)
    for command in re.findall(r"^  ([a-z][a-z-]+)\s", section[1], flags=re.MULTILINE) if len(section) > 1 else []:
        _, more = run(program, command, "--help")
        found |= options_in(more)
        nested = re.split(r"^Subcommands:", more, flags=re.MULTILINE)
        for inner in re.findall(r"^  ([a-z][a-z-]+)\s", nested[1], flags=re.MULTILINE) if len(nested) > 1 else []:
            found |= options_in(run(program, command, inner, "--help")[1])
    return found


for program in programs:
    name = os.path.basename(program)
    status, text = run(program, "--help")
    if status != 0 or "--version" not in text:
        wrong.append(f"{name} --help: exit {status}")
    status, text = run(program, "--version")
    if status != 0 or text.strip() != f"{name} {version}":
        wrong.append(f"{name} --version: exit {status}, {text.strip()!r}")
    status, _ = run(program, "--no-such-option")
    if status != 2:
        wrong.append(f"{name} --no-such-option: exit {status} instead of 2")
    page = page_of(name)
    if not page:
        wrong.append(f"{name} has no manual page")
        continue
    with open(page, encoding="utf-8") as file:
        written = file.read().replace("\\-", "-")
    known = help_with_subcommands(program)
    wrong += [f"{name}: {option} is not in its manual page" for option in sorted(known - options_in(written))]
    wrong += [f"{name}: its manual page names {option}, which it does not have" for option in sorted(options_in(written) - known)]
    if "EXIT STATUS" not in written:
        wrong.append(f"{name}: its manual page does not say what it exits with")
    if shutil.which("man"):
        shown = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", page], capture_output=True, text=True, timeout=20,
                               check=False, env={**os.environ, "MANPAGER": "cat", "MANWIDTH": "100"})
        if shown.returncode != 0 or shown.stderr.strip():
            wrong.append(f"{name}: man says {shown.stderr.strip() or shown.returncode}")

print("\n".join(wrong) or f"{len(programs)} programs agree with their manual pages")
sys.exit(1 if wrong else 0)
