# SPDX-License-Identifier: Apache-2.0
"""app/run after the build: two windows, or the same visit by itself, or a practice of one's own."""

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time

import report as reporting
import sample
import search
import walk
from programs import Admin, Desktop, Failure, Server, end, spawn

LOG_CONTROL = search.Needles(["server.started"])
EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_ENVIRONMENT = 0, 1, 2, 3


def arguments():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(
        prog="app/run",
        description="Installs what is missing, builds, starts a sample practice and opens two windows: the clinician's and "
                    "the patient's. Without a display the same visit is carried out by itself.",
        epilog="Exit status: 0 ok, 1 something did not hold, 2 bad usage, 3 something is missing here.")
    parser.add_argument("--headless", action="store_true", help="carry the visit out without a display, as without one")
    parser.add_argument("--seconds", type=float, default=20, metavar="N", help="how long the headless visit lasts (20)")
    parser.add_argument("--report", metavar="DIR", help="where the headless visit leaves visit.json, pictures and data folders")
    parser.add_argument("--practice", metavar="DIR", help="keep a practice of your own in DIR instead of the sample")
    parser.add_argument("--programs", default=os.path.join(here, "../../build/release/bin"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.practice and (options.headless or options.report):
        parser.error("--practice opens windows: it goes with neither --headless nor --report")
    if not 1 <= options.seconds <= 3600:
        parser.error("--seconds is a number from 1 to 3600")
    return options


def say(text):
    print(text, flush=True)


def has_display():
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def own_surroundings(folder, offscreen):
    """Settings and data folders of the desktop's system go below `folder`, so that nothing of the sample stays behind."""
    environment = dict(os.environ)
    for variable, name in (("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")):
        environment[variable] = os.path.join(folder, name)
        os.makedirs(environment[variable], exist_ok=True)
    if offscreen:
        environment.update(QT_QPA_PLATFORM="offscreen", QT_QUICK_BACKEND="software", LC_ALL="C.UTF-8")
        environment.pop("DISPLAY", None)
        environment.pop("WAYLAND_DISPLAY", None)
    return environment


def make_practice(admin, server, profile):
    """A sample practice with today's appointments; returns the credentials."""
    credentials = sample.Credentials.random()
    answers = {"practiceName": sample.PRACTICE_NAME, "personName": sample.CLINICIAN_NAME, "login": credentials.login,
               "password": credentials.password, "passphrase": credentials.passphrase}
    made = json.loads(admin.run("setup", "--server", server.url, "--setup-file", os.path.join(server.data, "setup.json"),
                                "--profile", profile, "--without-key-store", answers=answers))
    credentials.totp_secret = made["totpSecret"]
    credentials.recovery_codes = made["recoveryCodes"]
    answers = {"passphrase": credentials.passphrase, "login": credentials.login, "password": credentials.password,
               "code": admin.code(credentials.totp_secret)}
    admin.run("import", "--profile", profile, answers=answers, lines=sample.todays_appointments())
    return credentials


# ---- Headless -------------------------------------------------------------------------------------------------------

def empty_report_folder(folder):
    """Makes DIR, or takes one that holds an earlier report of ours, which goes."""
    os.makedirs(folder, exist_ok=True)
    names = os.listdir(folder)
    if names and not reporting.is_ours(folder):
        raise Failure(f"{folder} holds other files. Name an empty folder for --report.")
    for name in names:
        path = os.path.join(folder, name)
        if name in ("server", "clinician", "patient", "capture", "surroundings"):
            shutil.rmtree(path)
        elif name == "visit.json" or name.endswith((".png", ".log")):
            os.remove(path)


def search_server(folder, server, admin, needles, control):
    """Everything the server has, while it still runs. Returns the parts of visit.json that say so."""
    control_needles = search.Needles([control])
    dump = admin.run("server-dump", "--data", server.data)
    places = [
        ("columns", lambda n: search.search_columns(n, dump)),
        ("log", lambda n: search.search_files(n, "log output", [server.log])),
        ("capture", lambda n: search.search_files(n, "HTTP bodies and WebSocket payloads",
                                                  search.files_below(os.path.join(folder, "capture")))),
        ("memory", lambda n: search.search_memory(n, server.process.pid)),
    ]
    searched, hits, control_hits = [], [], {}
    for name, look in places:
        where, found = look(needles)
        searched.append(where.as_json())
        hits += found
        # The log names no account: its control is the event of the server's start.
        control_hits[name] = len(look(LOG_CONTROL if name == "log" else control_needles)[1])
    # The data folder as it is on disk; ciphertext, so the control string is not in it either.
    where, found = search.search_files(needles, "data folder", search.files_below(server.data))
    searched.append(where.as_json())
    hits += found
    return {"searched": searched, "server_plaintext_hits": len(hits), "hits": [hit.as_json() for hit in hits],
            "control": {"string": control, "hits": control_hits}}


def carry_out(stack, folder, options):
    """The whole visit. Returns the report."""
    at = {name: os.path.join(folder, name) for name in ("server", "clinician", "patient", "capture", "surroundings")}
    environment = own_surroundings(at["surroundings"], offscreen=True)
    log = os.path.join(folder, "server.log")
    os.makedirs(at["capture"])
    server = Server(options.programs, at["server"], log, capture=at["capture"], environment=environment)
    stack.callback(server.end)
    admin = Admin(options.programs, environment)
    say("Making the sample practice ...")
    credentials = make_practice(admin, server, at["clinician"])

    def desktop(name, profile, link=None):
        window = Desktop(name, options.programs, profile, folder, os.path.join(folder, name + ".log"), link, environment,
                         variant=1 if link else 0)
        stack.callback(window.quit)
        return window

    say("The clinician signs in, makes an appointment and an invitation ...")
    clinician = desktop("clinician", at["clinician"])
    walk.sign_in(clinician, credentials, lambda: admin.code(credentials.totp_secret), pictures=True)
    link = walk.invite(clinician, pictures=True)
    say("The patient opens the link and is in the queue ...")
    patient = desktop("patient", at["patient"], link)
    walk.arrive(patient, clinician, pictures=True)
    say("The clinician admits the patient ...")
    admitted = time.monotonic()
    walk.admit(clinician, patient, pictures=True)
    walk.chat(clinician, patient)
    walk.look_around(clinician, patient)
    left = options.seconds - (time.monotonic() - admitted)
    if left > 0:
        say(f"The visit goes on for {left:.0f} s ...")
        clinician.do("stay", seconds=left)
    states = clinician.state("clinician"), patient.state("patient")
    walk.finish(clinician, patient)
    walk.read_log(clinician)
    after = clinician.state("clinician-after")

    say("Looking for what the server could have seen ...")
    link_text, link_key = sample.link_secret(link)
    planted = {**sample.planted(), "link": [link_text]}
    needles = search.Needles([text for group in planted.values() for text in group], [("link", link_key)])
    result = {"seconds": options.seconds, **reporting.measures(*states), "log": after["log"], "planted": planted,
              "folders": {name: at[name] for name in ("server", "clinician", "patient")}}
    result.update(search_server(folder, server, admin, needles, credentials.login))
    result["audit"] = json.loads(admin.run("audit", "verify", "--data", server.data))
    result["exit"] = {"patient": patient.quit(), "clinician": clinician.quit(), "server": server.end()}
    return result


def headless(options):
    folder = os.path.abspath(options.report or tempfile.mkdtemp(prefix="bedside-visit-"))
    began = time.monotonic()
    result, wrong = {}, []
    try:
        empty_report_folder(folder)
    except Failure as failure:
        say(f"app/run: {failure}")
        return EXIT_USAGE
    reporting.write({"ok": False, "wrong": ["the visit was not carried to its end"]}, folder)  # marks the folder as ours
    with contextlib.ExitStack() as stack:
        try:
            result = carry_out(stack, folder, options)
            wrong = reporting.verdict(result, folder, options.seconds)
            wrong += [f"{name} ended with {status}" for name, status in result["exit"].items() if status != 0]
        except Failure as failure:
            wrong = [str(failure)]
    result.update(ok=not wrong, wrong=wrong, took_seconds=round(time.monotonic() - began, 1))
    path = reporting.write(result, folder)
    for sentence in wrong:
        say(f"Does not hold: {sentence}")
    say(f"{'All of it holds' if not wrong else 'Not all of it holds'}; the report is {path}")
    return EXIT_OK if not wrong else EXIT_FAILED


# ---- Windows --------------------------------------------------------------------------------------------------------

def wait_for_end(processes):
    """Until every window is closed, or Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt):
        while any(process.poll() is None for process in processes):
            time.sleep(0.2)
    say("Ending.")


def windows(options):
    folder = tempfile.mkdtemp(prefix="bedside-sample-")
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        environment = own_surroundings(os.path.join(folder, "surroundings"), offscreen=False)
        server = Server(options.programs, os.path.join(folder, "server"), os.path.join(folder, "server.log"),
                        environment=environment)
        stack.callback(server.end)
        admin = Admin(options.programs, environment)
        say("Making the sample practice ...")
        credentials = make_practice(admin, server, os.path.join(folder, "clinician"))
        say(f"Its random credentials, shown once and typed in for you: login {credentials.login}, password "
            f"{credentials.password}, passphrase {credentials.passphrase}, authenticator secret {credentials.totp_secret}")

        def desktop(name, link=None):
            window = Desktop(name, options.programs, os.path.join(folder, name), os.path.join(folder, "pictures"),
                             os.path.join(folder, name + ".log"), link, environment,
                         variant=1 if link else 0)
            stack.callback(window.quit)
            return window

        clinician = desktop("clinician")
        walk.sign_in(clinician, credentials, lambda: admin.code(credentials.totp_secret))
        link = walk.invite(clinician)
        patient = desktop("patient", link)
        say(f"Clinician's window: {sample.CLINICIAN_NAME} is signed in; choose {sample.NEW_PATIENT[0]}, who is waiting, and admit.")
        say(f"Patient's window: {sample.NEW_PATIENT[0]} has opened the link and waits; nothing has to be pressed there.")
        say("Close both windows or press Ctrl-C here to end; the sample practice is then removed.")
        wait_for_end([clinician.process, patient.process])
    return EXIT_OK


def practice(options):
    folder = os.path.abspath(options.practice)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    settings_file = os.path.join(folder, "practice.json")
    profile = os.path.join(folder, "clinician")
    settings = {"port": 0}
    if os.path.exists(settings_file):
        with open(settings_file, encoding="utf-8") as file:
            settings = json.load(file)
    with contextlib.ExitStack() as stack:
        # The port stays: links and the server's signed statement name it.
        server = Server(options.programs, os.path.join(folder, "server"), os.path.join(folder, "server.log"),
                        port=settings["port"])
        stack.callback(server.end)
        if not settings["port"]:
            say("Your practice is new. Choose its names and secrets; keep what is shown at the end.")
            status = Admin(options.programs).ask("setup", "--server", server.url, "--setup-file",
                                                 os.path.join(server.data, "setup.json"), "--profile", profile)
            if status != 0:
                return status
            with open(settings_file, "w", encoding="utf-8") as file:
                json.dump({"port": server.port}, file)
        program = os.path.join(options.programs, "bedside")
        opened = []
        for name in ("clinician", "patient"):
            opened.append(spawn([program, "--profile", os.path.join(folder, name), "--loopback"], stdin=sys.stdin.fileno()
                                if sys.stdin.isatty() else None))
            stack.callback(end, opened[-1])
        say("Clinician's window: unlock it and sign in with what you chose.")
        say("Patient's window: paste an invitation's link there, as a patient at another computer would open it.")
        say(f"Close both windows or press Ctrl-C here to end; the practice stays in {folder}.")
        wait_for_end(opened)
    return EXIT_OK


def main():
    options = arguments()
    # Ending by a signal runs the same clean-up as Ctrl-C.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: sys.exit(EXIT_FAILED))
    missing = [p for p in ("bedside", "bedside-server", "bedside-admin")
               if not os.path.exists(os.path.join(options.programs, p + (".exe" if os.name == "nt" else "")))]
    if missing:
        say(f"These programs are not built: {', '.join(missing)}. Start app/run, which builds them.")
        return EXIT_ENVIRONMENT
    try:
        if options.practice:
            if not has_display():
                say("--practice opens windows, and there is no display here.")
                return EXIT_ENVIRONMENT
            return practice(options)
        if options.headless or options.report or not has_display():
            if not options.headless and not options.report:
                say("There is no display: the visit is carried out by itself.")
            return headless(options)
        return windows(options)
    except Failure as failure:
        say(f"app/run: {failure}")
        return EXIT_FAILED
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
