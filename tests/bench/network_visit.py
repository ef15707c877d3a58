# SPDX-License-Identifier: Apache-2.0
"""A real visit over a Lab: server, the clinician's and the patient's desktop as processes of their own, looked at several
times a second, and what is computed from that."""

import contextlib
import json
import os
import re
import threading
import time

import sample
import walk
from network_lab import SERVER, dump
from programs import Admin, Desktop, Failure, Server

LOOK = 0.25           # s between two looks at a window
FRAME = 0.02          # s of sound in a packet
CHAT_EVERY = 2.0
LATEST = 60           # s for picture and sound to be back
LINE = re.compile(r"^(clinician|patient) says (\d+)$")
CLOCK = re.compile(r" · \d\d:\d\d")
NOT_TOLD = re.compile(r"^([\d:. ]*|.|Send|Delivered)$")  # clocks, single characters, a line of chat that arrived


def surroundings(folder, **more):
    """As the demo's, for a program without a display."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", QT_QUICK_BACKEND="software", LC_ALL="C.UTF-8", **more)
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        if variable not in more:
            environment.pop(variable, None)
    for variable, name in (("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")):
        environment[variable] = os.path.join(folder, name)
        os.makedirs(environment[variable], exist_ok=True)
    return environment


class Practice:
    """A server in the lab and a practice on it."""

    def __init__(self, lab, programs, folder, config, port=8443):
        self.folder, self._lab, self._programs, self._config = folder, lab, programs, config
        self.environment = surroundings(os.path.join(folder, "surroundings"))
        self._start(port)
        self.admin = Admin(programs, self.environment, within=lab.within("s"))
        self.credentials = sample.Credentials.random()
        answers = {"practiceName": sample.PRACTICE_NAME, "personName": sample.CLINICIAN_NAME, "login": self.credentials.login,
                   "password": self.credentials.password, "passphrase": self.credentials.passphrase}
        self.profile = os.path.join(folder, "clinician")
        made = json.loads(self.admin.run("setup", "--server", self.server.url, "--setup-file",
                                         os.path.join(self.server.data, "setup.json"), "--profile", self.profile,
                                         "--without-key-store", answers=answers))
        self.credentials.totp_secret = made["totpSecret"]

    def _start(self, port):
        self.server = Server(self._programs, os.path.join(self.folder, "server"), os.path.join(self.folder, "server.log"), port=port,
                             environment=self.environment, config=self._config, address=SERVER, within=self._lab.within("s"))

    def code(self):
        return self.admin.code(self.credentials.totp_secret)

    def stop(self):
        self.server.end()

    def start_again(self):
        self._start(self.server.port)

    def close(self):
        self.server.end()


class Side(threading.Thread):
    """Looks at one window and writes a numbered line now and then. Nobody else gives the window steps meanwhile."""

    def __init__(self, window, role, first_line):
        super().__init__(daemon=True)
        self.window, self.role = window, role
        self.looks, self.written = [], []
        self.failure = None
        self._next_line = first_line
        self._chatting = False
        self._ended = threading.Event()

    def run(self):
        try:
            self.window.do("hover")
            self.window.do("click", target="chatButton")
            while not self._ended.is_set():
                began = time.monotonic()
                self.looks.append(self._look())
                if began >= self._next_line and self.window.screen == "visit":
                    self._next_line = began + CHAT_EVERY
                    self._write()
                self._ended.wait(max(0.0, LOOK - (time.monotonic() - began)))
        except Failure as failure:
            self.failure = str(failure)

    def _look(self):
        state = self.window.state("look")
        at = time.monotonic()
        peer = (state["measures"]["peers"] or [{}])[0]
        tiles = state["visit"]["tiles"]
        return {"t": at, "screen": self.window.screen, "tile": tiles[0]["state"] if tiles else "none",
                "picture": peer.get("video", {}).get("decoded", 0), "sound": peer.get("audio", {}).get("opened", 0),
                "width": peer.get("pictureWidth", 0), "roundTripMs": peer.get("roundTripMs", 0), "relayed": peer.get("relayed", False),
                "rung": state["visit"]["line"]["rung"], "warning": state["visit"]["warning"], "online": state["session"]["online"],
                "guest": state["guest"]["stage"], "texts": self.window.texts(), "chat": state["visit"]["chat"]}

    def _write(self):
        text = f"{self.role} says {len(self.written) + 1}"
        self.window.do("type", target="chatField", text=text)
        self.window.do("click", target="sendButton")
        self.written.append(text)

    def rest(self):
        """No more lines; still looking."""
        self._next_line = float("inf")

    def stop(self):
        self._ended.set()

    def end(self):
        self.stop()
        self.join(60)
        if self.failure:
            raise Failure(self.failure)

    def now(self):
        if self.failure:
            raise Failure(self.failure)
        return self.looks[-1] if self.looks else None


class Visit:
    """One visit of a clinician and a patient."""

    def __init__(self, lab, programs, folder, practice, patient_environment=None, options=()):
        self.practice = practice
        self._folder, self._programs, self._lab, self._options = folder, programs, lab, list(options)
        self._patient_environment = patient_environment or surroundings(os.path.join(folder, "patient-surroundings"))
        self.sides = []
        self.windows = []

    def _desktop(self, side, name, profile, link=None, environment=None):
        window = Desktop(name, self._programs, profile, self._folder, os.path.join(self._folder, name + ".log"), link, environment,
                         variant=1 if link else 0, within=self._lab.within(side), options=self._options)
        self.windows.append(window)
        return window

    def invite(self):
        clinician = self._desktop("a", "clinician", self.practice.profile, environment=self.practice.environment)
        clinician.do("wait-screen", screen="unlock")
        clinician.do("type", target="passphraseField", text=self.practice.credentials.passphrase)
        clinician.do("click", target="unlockButton")
        clinician.do("wait-screen", screen="sign-in", seconds=30)
        clinician.do("type", target="loginField", text=self.practice.credentials.login)
        clinician.do("type", target="passwordField", text=self.practice.credentials.password)
        clinician.do("click", target="continueButton")
        clinician.do("wait-screen", screen="code")
        clinician.do("type", target="codeField", text=self.practice.code())
        clinician.do("key", key="Return")
        clinician.do("wait-screen", screen="today", seconds=60)
        return clinician, walk.invite(clinician)

    def open_link(self, link):
        return self._desktop("b", "patient", os.path.join(self._folder, "patient"), link, self._patient_environment)

    def begin(self):
        """Until both are in the visit; picture is waited for by the caller."""
        clinician, link = self.invite()
        patient = self.open_link(link)
        patient.do("wait-screen", screen="waiting", seconds=60)
        clinician.do("wait-text", text="Waiting", seconds=60)
        clinician.do("click", target="primaryActionButton")
        clinician.do("wait", target="admitButton", seconds=30)
        clinician.do("click", target="admitButton")
        for window in (clinician, patient):
            window.do("wait-screen", screen="visit", seconds=60)
        self.admitted = time.monotonic()
        self.sides = [Side(clinician, "clinician", self.admitted + 3), Side(patient, "patient", self.admitted + 4)]
        for side in self.sides:
            side.start()

    def wait(self, condition, seconds):
        """Until `condition` holds of both sides' last look. Returns whether it came."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            looks = [side.now() for side in self.sides]
            if all(look and condition(side, look) for side, look in zip(self.sides, looks)):
                return True
            time.sleep(0.1)
        return False

    def stay(self, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for side in self.sides:
                side.now()  # a window that is gone is told at once
            time.sleep(min(0.2, max(0.0, deadline - time.monotonic())))

    def finish(self):
        """Waits for the last lines, ends the visit on the screens. Returns what is left to say."""
        for side in self.sides:
            side.rest()
        self.stay(1)  # one may be being written
        expected = {line for side in self.sides for line in side.written}
        self.wait(lambda side, look: expected <= {line["text"] for line in look["chat"] if line["delivered"]}, 20)
        for side in self.sides:
            side.end()
        clinician, patient = (side.window for side in self.sides)
        last = [side.window.state("last") for side in self.sides]
        clinician.do("hover")
        clinician.do("click", target="leaveButton")
        clinician.do("click", target="endForAllButton")
        clinician.do("wait-screen", screen="summary", seconds=30)
        summary = clinician.state("summary")["visit"]["summary"]
        with contextlib.suppress(Failure):
            patient.do("wait-screen", screen="thanks", seconds=30)
        walk.read_log(clinician)
        log = [entry["event"] + (" " + entry["detail"] if entry["detail"] else "") for entry in clinician.state("after")["log"]]
        return {"last": last, "outcome": summary["outcome"], "endedBy": summary["endedBy"], "patientScreen": patient.screen,
                "log": list(reversed(log))}

    def close(self):
        for side in self.sides:
            side.stop()
        for window in self.windows:
            window.quit()


# ---- What the looks tell ------------------------------------------------------------------------------------------------------

def frozen(looks, begin, stop):
    """Seconds of [begin, stop] in which no picture was new, and seconds of sound that did not come."""
    picture = sound = 0.0
    for before, after in zip(looks, looks[1:]):
        share = min(after["t"], stop) - max(before["t"], begin)
        if share <= 0:
            continue
        whole = after["t"] - before["t"]
        if after["picture"] <= before["picture"]:
            picture += share
        missing = max(0.0, 1 - (after["sound"] - before["sound"]) * FRAME / whole)
        sound += share * missing if missing > 0.3 else 0.0  # a look falls between two packets, and clocks differ
    return round(picture, 1), round(sound, 1)


def back(looks, medium, after):
    """Seconds from `after` until the medium comes and keeps coming for a second; None: never."""
    since = None
    for before, look in zip(looks, looks[1:]):
        if look["t"] < after:
            continue
        comes = look[medium] > before[medium]
        since = (since if since is not None else look["t"]) if comes else None
        if since is not None and look["t"] - since >= 1:
            return round(max(0.0, since - after - LOOK), 1)
    return None


def beside_line(text):
    """What stands beside a line of chat, without the writer and the time."""
    return text[CLOCK.search(text).end():].lstrip(" ·") or "Delivered" if CLOCK.search(text) else text


def told(looks, begin, stop):
    """Texts that were to be read in between and not before, with the seconds they stood there."""
    usual = {beside_line(text) for look in looks if look["t"] < begin for text in look["texts"]}
    seen = {}
    for before, look in zip(looks, looks[1:]):
        if begin <= look["t"] <= stop:
            for text in {beside_line(text) for text in look["texts"]} - usual:
                if not LINE.match(text) and not NOT_TOLD.match(text):
                    seen[text] = seen.get(text, 0) + look["t"] - before["t"]
    return {text: round(seconds, 1) for text, seconds in seen.items()}


RUNGS = ["picture", "small-picture", "sound-only", "text-only"]


def lowest_rung(looks, begin, stop):
    return max((look["rung"] for look in looks if begin <= look["t"] <= stop), key=RUNGS.index, default="picture")


def chat_faults(sides, last):
    """Lines that one wrote and the other does not have, or has twice, or whose writer was told that they failed."""
    lost, doubled, failed = [], [], []
    for side, other, own in ((sides[0], last[1], last[0]), (sides[1], last[0], last[1])):
        there = [line["text"] for line in other["visit"]["chat"] if not line["own"]]
        lost += [text for text in side.written if text not in there]
        doubled += [text for text in side.written if there.count(text) > 1]
        failed += [line["text"] for line in own["visit"]["chat"] if line["own"] and (line["failed"] or not line["delivered"])]
    return {"written": sum(len(side.written) for side in sides), "lost": lost, "doubled": doubled, "notDelivered": failed}


def first_pictures(states):
    """Seconds from the clinician's press to the first decoded picture: clinician to patient, patient to clinician."""
    peers = [(state["measures"]["peers"] or [{}])[0] for state in states]
    admitted = peers[0].get("admittedAtMs", -1)
    shown = [peers[1].get("firstFrameAtMs", -1), peers[0].get("firstFrameAtMs", -1)]
    return [round((at - admitted) / 1000, 2) if admitted >= 0 and at >= admitted else None for at in shown]


def save_looks(sides, path):
    dump({side.role: [{key: value for key, value in look.items() if key != "chat"} for look in side.looks] for side in sides}, path)
