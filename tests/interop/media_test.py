#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs browser/calls.mjs: media_test.py BUILD BOT. Where there is no Node or no Chromium, the test is not run."""

import os
import sys

from not_run import check_programs, run

CALLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "browser", "calls.mjs")


def main(build, bot):
    def prepare():
        check_programs("node", "chromium")
        return ["node", CALLS, bot, "chromium"]

    return run(build, "interop.media", prepare)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
