# SPDX-License-Identifier: Apache-2.0
"""Starting, talking to and ending our programs. Every wait has a bound; every end is by process id."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import threading
import time

END_SECONDS = 5
READY_SECONDS = 30
CODE_SECONDS = 30  # RFC 6238: the server takes the code of the present step, of the one before and of the one after


class Failure(Exception):
    """Something did not happen; the text is for the person at the terminal."""


def spawn(arguments, **options):
    # A session of its own: Ctrl-C reaches us, and we end the children in order.
    return subprocess.Popen(arguments, start_new_session=True, **options)


def end(process):
    """SIGTERM, then SIGKILL. Returns the exit status."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


class Server:
    def __init__(self, programs, data, log, capture=None, port=0, environment=None, config=None, address="127.0.0.1",
                 within=()):
        """`within`: a command that the program is started by, such as one that enters a network namespace."""
        self.data, self.log, self.address = data, log, address
        arguments = [*within, os.path.join(programs, "bedside-server"), "--data", data, "--listen", f"{address}:{port}"]
        if capture:
            arguments += ["--capture", capture]
        if config:
            arguments += ["--config", config]
        self._log_file = open(log, "ab")
        self.process = spawn(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._log_file, env=environment)
        self.port = self._wait_ready()

    def _wait_ready(self):
        lines = queue.Queue()

        def read():
            # What the server says later is part of its log output, and the pipe must not fill.
            for line in self.process.stdout:
                lines.put(line)
                self._log_file.write(line)
                self._log_file.flush()
            lines.put(b"")

        self._reader = threading.Thread(target=read, daemon=True)
        self._reader.start()
        deadline = time.monotonic() + READY_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                line = lines.get(timeout=left)
                if line.startswith(b"ready "):
                    return int(line.split()[1])
                if not line:
                    break
        end(self.process)
        raise Failure(f"bedside-server did not start; its output is in {self.log}")

    @property
    def url(self):
        return f"https://{self.address}:{self.port}"

    def end(self):
        if self._log_file.closed:
            return self.process.returncode
        status = end(self.process)
        self._reader.join(END_SECONDS)
        self.process.stdout.close()
        self._log_file.close()
        return status


class Admin:
    def __init__(self, programs, environment=None, within=()):
        self._program = [*within, os.path.join(programs, "bedside-admin")]
        self._environment = environment
        self._used_steps = {}  # by the authenticator's secret

    def run(self, *arguments, answers=None, lines=(), seconds=120):
        """Standard input: the answers as one JSON object, then `lines`. Returns standard output."""
        text = "\n".join([json.dumps(answers or {}), *(json.dumps(line) for line in lines)]) + "\n"
        try:
            done = subprocess.run([*self._program, *arguments], input=text.encode(), capture_output=True, timeout=seconds,
                                  env=self._environment, check=False)
        except subprocess.TimeoutExpired:
            raise Failure(f"bedside-admin {arguments[0]} did not end within {seconds} s") from None
        if done.returncode != 0:
            raise Failure(f"bedside-admin {arguments[0]} ended with {done.returncode}: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout.decode()

    def ask(self, *arguments):
        """With the person's own terminal."""
        return subprocess.run([*self._program, *arguments], env=self._environment, check=False).returncode

    def code(self, secret):
        """A code that the server takes for at least CODE_SECONDS from now. Each counts once and only after the earlier ones, so
        that the next one is of a later step, for which this waits where it must."""
        for _ in range(5):
            now = int(time.time()) // CODE_SECONDS
            step = max(now, self._used_steps.get(secret, 0) + 1)
            if step > now + 1:
                time.sleep((step - 1) * CODE_SECONDS - time.time() + 0.1)
                continue
            said = self.run("totp", f"--step={step - now}", answers={"secret": secret}).strip()
            if int(time.time()) // CODE_SECONDS == now:  # else the program may have counted from the next step
                self._used_steps[secret] = step
                return said
        raise Failure("bedside-admin totp took longer than a code lasts, five times")


class Desktop:
    """One `bedside` process that takes its steps from us, one at a time."""

    def __init__(self, name, programs, profile, report, log, link=None, environment=None, language="en",
                 variant=0, within=(), options=("--loopback",)):
        self.name = name
        self.screen = None
        self.values = {}
        self._count = 0
        self._log_file = open(log, "ab")
        arguments = [*within, os.path.join(programs, "bedside"), "--profile", profile, *options, "--language", language,
                     "--generated-variant", str(variant), "--without-key-store", "--script", "-", "--report", report]
        if link:
            arguments.append(link)
        self.process = spawn(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log_file, env=environment)
        self._lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self._expect(lambda line: line["ev"] == "ready", READY_SECONDS, "its window to open")

    def _read(self):
        for raw in self.process.stdout:
            try:
                line = json.loads(raw)
            except ValueError:
                continue
            if isinstance(line, dict) and "ev" in line:
                self._lines.put(line)
        self._lines.put(None)

    def _expect(self, wanted, seconds, what):
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise Failure(f"{self.name}: waited {seconds} s for {what}") from None
            if line is None:
                raise Failure(f"{self.name}: the program ended while waiting for {what}")
            if line["ev"] == "failed":
                raise Failure(f"{self.name}: {line.get('do')} ({what}) did not succeed on screen "
                              f"{line.get('screen')}: {line.get('why')}")
            if line["ev"] == "shown":
                self.screen = line["screen"]
            if line["ev"] == "value":
                self.values[line["name"]] = line["value"]
            if wanted(line):
                return line

    def do(self, step, **fields):
        seconds = fields.get("seconds", 20)
        self._count += 1
        number = str(self._count)
        line = json.dumps({"do": step, **fields, "id": number}) + "\n"
        try:
            self.process.stdin.write(line.encode())
            self.process.stdin.flush()
        except (OSError, ValueError):  # it ended, or was told to by another thread
            raise Failure(f"{self.name}: the program ended before step {step}") from None
        what = " ".join([step, *(str(fields[k]) for k in ("screen", "target", "state", "name") if k in fields)])
        self._expect(lambda answer: answer["ev"] == "step" and answer.get("id") == number, seconds + 10, what)

    def state(self, name):
        self.do("state", name=name)
        return self.values[name]

    def texts(self):
        """Everything that can be read in the window at this moment."""
        self.do("texts", name="texts")
        return self.values["texts"]

    def quit(self):
        """The window's own way out; returns the exit status."""
        with contextlib.suppress(OSError, ValueError):
            self.process.stdin.write(b'{"do":"quit"}\n')
            self.process.stdin.close()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        status = end(self.process)
        self._log_file.close()
        return status
