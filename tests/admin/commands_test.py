# SPDX-License-Identifier: Apache-2.0
"""commands_test.py PROGRAMS: bedside-admin against a real bedside-server on loopback."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../app/demo"))

from programs import Admin, Failure, Server, end, spawn  # noqa: E402

PROGRAMS = sys.argv.pop()
PASSWORD, PASSPHRASE = "correct horse battery", "staple of the household"


def totp(secret, at):
    """RFC 6238, written a second time."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, int(at // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[19] & 15
    return f"{(int.from_bytes(digest[offset:offset + 4], 'big') & 0x7fffffff) % 1_000_000:06d}"


class WithServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = tempfile.TemporaryDirectory()
        cls.folder = cls.home.name
        cls.environment = {**os.environ, "LC_ALL": "C.UTF-8", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
        cls.data = os.path.join(cls.folder, "server")
        cls.server = Server(PROGRAMS, cls.data, os.path.join(cls.folder, "log"), environment=cls.environment)
        cls.admin = Admin(PROGRAMS, cls.environment)
        cls.setup_file = os.path.join(cls.data, "setup.json")
        with open(cls.setup_file, encoding="utf-8") as file:
            cls.setup_content = file.read()
        cls.profile = os.path.join(cls.folder, "profile")
        cls.refusals_before_set_up()
        cls.made = json.loads(cls.set_up(cls.profile))

    @classmethod
    def tearDownClass(cls):
        cls.server.end()
        cls.home.cleanup()

    @classmethod
    def set_up(cls, profile, setup_file=None, password=PASSWORD):
        answers = {"practiceName": "Practice", "personName": "Dr Person", "login": "person", "password": password,
                   "passphrase": PASSPHRASE}
        return cls.admin.run("setup", "--server", cls.server.url, "--setup-file", setup_file or cls.setup_file, "--profile", profile,
                             "--without-key-store", answers=answers)

    @classmethod
    def refusals_before_set_up(cls):
        """What must fail and leave the server as fresh as it was: afterwards set-up itself still works."""
        cls.refused = {}
        for name, change in (("token", {"setupToken": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}),
                             ("certificate", {"certificateSha256": "00" * 32}), ("no token", {"setupToken": None})):
            path = os.path.join(cls.folder, "setup-changed.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump({**json.loads(cls.setup_content), **change}, file)
            cls.refused[name] = cls.failure(lambda p=path: cls.set_up(os.path.join(cls.folder, "refused"), p))
        cls.refused["weak"] = cls.failure(lambda: cls.set_up(os.path.join(cls.folder, "refused"), password="short"))
        cls.left_behind = os.listdir(os.path.join(cls.folder, "refused")) if os.path.isdir(os.path.join(cls.folder, "refused")) else []

    @staticmethod
    def failure(call):
        try:
            call()
        except Failure as failure:
            return str(failure)
        return ""

    def answers(self, **more):
        return {"passphrase": PASSPHRASE, "login": "person", "password": PASSWORD, **more}


class Setup(WithServer):
    def test_gives_what_the_person_must_keep(self):
        self.assertEqual(len(base64.b32decode(self.made["totpSecret"] + "=" * (-len(self.made["totpSecret"]) % 8))), 20)
        self.assertGreaterEqual(len(set(self.made["recoveryCodes"])), 8)
        self.assertGreater(len(self.made["recoverySheet"]), 50)
        self.assertEqual(len(self.made["practiceFingerprint"]), 43)

    def test_refused_what_was_wrong_and_left_nothing(self):
        self.assertIn("certificate", self.refused["certificate"])
        for name, sentence in self.refused.items():
            self.assertIn("ended with", sentence, name)
        self.assertIn("12 characters", self.refused["weak"])
        self.assertEqual(self.left_behind, [])

    def test_works_once(self):
        path = os.path.join(self.folder, "setup-again.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.setup_content)
        self.assertIn("ended with", self.failure(lambda: self.set_up(os.path.join(self.folder, "second"), path)))
        self.assertIn("ended with", self.failure(lambda: self.set_up(self.profile, path)))

    def test_keeps_no_name_in_clear(self):
        for base, _, names in os.walk(self.data):
            for name in names:
                with open(os.path.join(base, name), "rb") as file:
                    self.assertNotIn(b"Dr Person", file.read(), name)


class Totp(WithServer):
    def test_agrees_with_the_rfc(self):
        for step in (-1, 0, 1):
            before = time.time()
            printed = self.admin.run("totp", f"--step={step}", answers={"secret": self.made["totpSecret"]}).strip()
            self.assertIn(printed, {totp(self.made["totpSecret"], at + 30 * step) for at in (before, time.time())})

    def test_refuses_what_is_no_secret(self):
        for secret in ("", "not base32!", "1890"):
            self.assertIn("ended with", self.failure(lambda s=secret: self.admin.run("totp", answers={"secret": s})))
        self.assertIn("ended with 2", self.failure(lambda: self.admin.run("totp", "--step=2", answers={"secret": "AAAA"})))


class Work(WithServer):
    def code(self):
        return self.admin.code(self.made["totpSecret"])

    def test_1_imports_sealed_appointments_that_the_dump_does_not_show(self):
        lines = [{"startsAt": int(time.time() * 1000) + n * 3_600_000, "minutes": 30, "patientName": f"Planted Patient {n}",
                  "reason": "planted reason", "contact": "planted@contact.example"} for n in range(3)]
        said = self.admin.run("import", "--profile", self.profile, answers=self.answers(code=self.code()), lines=lines)
        self.assertIn("3 appointments", said)
        dump = self.admin.run("server-dump", "--data", self.data)
        rows = [json.loads(line) for line in dump.splitlines()]
        self.assertEqual(sum(row["table"] == "appointments" for row in rows), 3)
        self.assertEqual(sum(row["table"] == "accounts" and row["row"]["login"] == "person" for row in rows), 1)
        values = [value for row in rows for value in row["row"].values()]
        raw = b"\0".join(base64.b64decode(v["base64"]) if isinstance(v, dict) else str(v).encode() for v in values)
        for planted in (b"Planted", b"planted", b"Dr Person", PASSWORD.encode(), PASSPHRASE.encode()):
            self.assertNotIn(planted, raw)

    def test_2_renews(self):
        answers = {"passphrase": PASSPHRASE, "password": PASSWORD, "code": self.code()}
        self.assertIn("24 hours", self.admin.run("renew", "--profile", self.profile, answers=answers))

    def test_3_refuses_a_wrong_secret_of_every_kind(self):
        for change in ({"passphrase": "another passphrase"}, {"password": "another password"}, {"code": "000000"}):
            answers = {**self.answers(code="000000"), **change}
            sentence = self.failure(lambda a=answers: self.admin.run("import", "--profile", self.profile, answers=a))
            self.assertIn("ended with 1", sentence)
        self.assertIn("ended with 1", self.failure(lambda: self.admin.run("import", "--profile", self.profile, answers={})))

    def test_4_verifies_the_log_and_an_earlier_head(self):
        verdict = json.loads(self.admin.run("audit", "verify", "--data", self.data))
        self.assertTrue(verdict["holds"])
        self.assertGreaterEqual(verdict["entries"], 3)
        self.admin.run("audit", "verify", "--data", self.data, "--head", verdict["head"])
        size, root = verdict["head"].split(":")
        for head, code in ((f"{size}:{'00' * 32}", 13), (f"{int(size) + 9}:{root}", 14), (f"{int(size) - 1}:{root}", 13),
                           ("nonsense", 1), (f"x:{root}", 1), (f"{size}:zz", 1)):
            self.assertIn(f"ended with {code}:", self.failure(
                lambda h=head: self.admin.run("audit", "verify", "--data", self.data, "--head", h)) + ":", head)


class Environment(WithServer):
    def test_never_makes_a_database_by_looking(self):
        nowhere = os.path.join(self.folder, "nowhere")
        for command in (["server-dump"], ["audit", "verify"]):
            self.assertIn("ended with 3", self.failure(lambda c=command: self.admin.run(*c, "--data", nowhere)))
        self.assertFalse(os.path.exists(nowhere))

    def test_says_what_is_wrong_with_a_folder_or_a_server(self):
        free = Server(PROGRAMS, os.path.join(self.folder, "other"), os.path.join(self.folder, "log2"), environment=self.environment)
        free.end()
        sentence = self.failure(lambda: self.admin.run(
            "setup", "--server", free.url, "--setup-file", os.path.join(free.data, "setup.json"), "--profile",
            os.path.join(self.folder, "down"), "--without-key-store",
            answers={"practiceName": "P", "personName": "D", "login": "l", "password": PASSWORD, "passphrase": PASSPHRASE}))
        self.assertIn("ended with 3", sentence)
        self.assertIn("does not answer", sentence)
        sentence = self.failure(lambda: self.admin.run("renew", "--profile", os.path.join(self.folder, "empty"),
                                                       answers={"passphrase": PASSPHRASE, "password": "x", "code": "1"}))
        self.assertIn("ended with", sentence)

    def test_refuses_bad_usage(self):
        for command in ([], ["setup"], ["audit"], ["server-dump"], ["unknown"], ["totp", "--step", "9"]):
            done = subprocess.run([os.path.join(PROGRAMS, "bedside-admin"), *command], capture_output=True, check=False, timeout=20)
            self.assertEqual(done.returncode, 2, command)

    def test_finds_a_log_that_was_changed_under_it(self):
        # A byte of the database file: SQLCipher's page check refuses before the log's own verification is asked.
        other = Server(PROGRAMS, os.path.join(self.folder, "cut"), os.path.join(self.folder, "log3"), environment=self.environment)
        other.end()
        path = os.path.join(other.data, "bedside.db")
        with open(path, "r+b") as file:
            file.seek(100)
            byte = file.read(1)
            file.seek(100)
            file.write(bytes([byte[0] ^ 1]))
        self.assertIn("damaged", self.failure(lambda: self.admin.run("audit", "verify", "--data", other.data)))


class Ending(unittest.TestCase):
    def test_ends_a_program_that_ignores_the_first_signal(self):
        stubborn = spawn([sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
                                                "print('on', flush=True); time.sleep(60)"], stdout=subprocess.PIPE)
        stubborn.stdout.readline()
        began = time.monotonic()
        self.assertLess(end(stubborn), 0)
        self.assertLess(time.monotonic() - began, 10)
        stubborn.stdout.close()


if __name__ == "__main__":
    unittest.main()
