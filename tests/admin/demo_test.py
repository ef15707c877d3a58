# SPDX-License-Identifier: Apache-2.0
"""Tests of app/demo: the search for planted strings finds what is there in every form, and the verdict forgives nothing."""

import base64
import copy
import datetime
import os
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../app/demo"))

import report  # noqa: E402
import sample  # noqa: E402
import search  # noqa: E402

TEXTS = ["Wilhelmina Oduya-Brandt", "Béla Szentgyörgyvári", "+34 600 555 0142", "Grief after her sister's death"]


class FindsEveryEncoding(unittest.TestCase):
    def found(self, text, data):
        return bool(search.Needles([text]).find(data, "here"))

    def test_plain_and_wide(self):
        for text in TEXTS:
            for codec in ("utf-8", "utf-16-le", "utf-16-be"):
                self.assertTrue(self.found(text, b"\x01\x02" + text.encode(codec) + b"\xff"), (text, codec))

    def test_base64_at_every_place_in_both_alphabets(self):
        for text in TEXTS:
            for before in range(7):
                for after in range(4):
                    for codec in ("utf-8", "utf-16-le"):
                        raw = os.urandom(before) + text.encode(codec) + os.urandom(after)
                        self.assertTrue(self.found(text, base64.b64encode(raw)), (text, before, after, codec))
                        self.assertTrue(self.found(text, base64.urlsafe_b64encode(raw)), (text, before, after, codec))

    def test_percent_encoding_in_every_style(self):
        for text in TEXTS:
            for quoted in (urllib.parse.quote(text), urllib.parse.quote(text, safe=""), urllib.parse.quote_plus(text),
                           "".join(f"%{b:02x}" for b in text.encode()), "".join(f"%{b:02X}" for b in text.encode())):
                self.assertTrue(self.found(text, quoted.encode()), quoted)

    def test_json_and_hex(self):
        self.assertTrue(self.found(TEXTS[1], b'{"name":"B\\u00e9la Szentgy\\u00f6rgyv\\u00e1ri"}'))
        self.assertTrue(self.found(TEXTS[0], TEXTS[0].encode().hex().encode()))

    def test_nothing_in_ciphertext_or_in_another_text(self):
        needles = search.Needles(TEXTS)
        self.assertEqual(needles.find(os.urandom(1 << 20), "noise"), [])
        self.assertEqual(needles.find(b"Wilhelmina Oduya Brandt", "near miss"), [])

    def test_raw_secrets(self):
        key = os.urandom(32)
        needles = search.Needles([], [("link", key)])
        self.assertEqual(len(needles.find(b"x" + key, "here")), 1)
        self.assertEqual(needles.find(key[:-1], "here"), [])


class LooksEverywhere(unittest.TestCase):
    def setUp(self):
        self.needles = search.Needles(TEXTS)

    def test_across_the_border_of_two_blocks(self):
        data = b"a" * 100 + TEXTS[0].encode() + b"b" * 100
        for cut in range(90, 140):
            self.assertEqual(len(self.needles.find_in_blocks([data[:cut], data[cut:]], "here")), 1, cut)

    def test_columns_of_every_kind(self):
        dump = "\n".join([
            '{"table":"a","row":{"n":1,"nothing":null,"t":"Wilhelmina Oduya-Brandt"}}',
            '{"table":"b","row":{"x":{"base64":"' + base64.b64encode(b"\0" + TEXTS[2].encode()).decode() + '"}}}'])
        searched, hits = search.search_columns(self.needles, dump)
        self.assertEqual(sorted(hit.place for hit in hits), ["a.t", "b.x"])
        self.assertEqual(searched.parts, 3)

    def test_files_below_a_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            os.makedirs(os.path.join(folder, "deep/er"))
            with open(os.path.join(folder, "deep/er/1.body"), "wb") as file:
                file.write(b"x" * 5000 + TEXTS[3].encode())
            with open(os.path.join(folder, "2.body"), "wb") as file:
                file.write(b"nothing")
            searched, hits = search.search_files(self.needles, "capture", search.files_below(folder))
        self.assertEqual((searched.parts, len(hits)), (2, 1))
        self.assertIn("1.body", hits[0].place)

    @unittest.skipUnless(sys.platform.startswith("linux"), "needs /proc")
    def test_memory_of_a_running_process(self):
        # The text is made in the other process only: neither its arguments nor its file hold it.
        program = "import sys; keep = bytes(b ^ 1 for b in bytes.fromhex(sys.argv[1])); print('made', flush=True); sys.stdin.read()"
        masked = bytes(b ^ 1 for b in TEXTS[0].encode()).hex()
        with subprocess.Popen([sys.executable, "-c", program, masked], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            child.stdout.readline()
            searched, hits = search.search_memory(self.needles, child.pid)
            child.stdin.close()
        self.assertEqual({hit.text for hit in hits}, {TEXTS[0]})
        self.assertGreater(searched.bytes, 1_000_000)


def side(sent, got):
    counts = {"sealed": sent, "sent": sent, "received": got, "opened": got, "refused": 0, "decoded": got}
    return {
        "measures": {"peers": [{"video": dict(counts), "audio": dict(counts), "audioSamplesPlayed": 960_000, "pictureWidth": 640,
                                "pictureHeight": 360, "admittedAtMs": 1_000, "firstFrameAtMs": 1_412, "roundTripMs": 1.5}], "epochs": [1, 2]},
        "visit": {"security": {"mlsSuite": report.MLS_SUITE, "sframeSuite": report.SFRAME_SUITE,
                               "codes": [{"leaf": 0, "digits": "12345 67890"}]}},
        "localMedia": {"generatedPicture": True, "generatedSound": True},
    }


def whole():
    clinician, patient = side(600, 590), side(601, 592)
    return {**report.measures(clinician, patient), "log": [{"event": name} for name in report.EVENTS], "audit": {"holds": True},
            "searched": [{"place": "columns", "bytes": 10}], "hits": [], "control": {"hits": {"columns": 1, "memory": 2}}}


class JudgesStrictly(unittest.TestCase):
    def wrong(self, value):
        return report.wrong_measures(value, 20) + report.wrong_log(value) + report.wrong_search(value)

    def test_nothing_wrong_with_a_whole_visit(self):
        self.assertEqual(self.wrong(whole()), [])

    def test_counts_come_from_the_right_side(self):
        frames = whole()["frames"]["video"]
        self.assertEqual((frames["clinician_to_patient"]["sealed"], frames["clinician_to_patient"]["decoded"]), (600, 592))
        self.assertEqual((frames["patient_to_clinician"]["sealed"], frames["patient_to_clinician"]["decoded"]), (601, 590))

    def test_every_single_fault(self):
        def at(*path):
            def change(value, new):
                for key in path[:-1]:
                    value = value[key]
                value[path[-1]] = new
            return change

        faults = [(at("frames", medium, way, key), 0) for medium in ("video", "audio")
                  for way in ("clinician_to_patient", "patient_to_clinician") for key in ("sealed", "sent", "received", "opened", "decoded")]
        faults += [
            (at("frames", "video", "clinician_to_patient", "refused"), 1), (at("frames", "audio", "patient_to_clinician", "refused"), 1),
            (at("audio_samples", "patient_to_clinician"), 1000), (at("picture_size", "clinician_to_patient", "height"), 0),
            (at("admit_to_first_frame_ms", "patient_to_clinician"), -1), (at("safety_codes", "patient"), ["12345 67891"]),
            (at("safety_codes", "clinician"), []), (at("epochs", "patient"), [1]), (at("epochs", "clinician"), []),
            (at("suites", "mls"), "MLS_128_DHKEMP256_AES128GCM_SHA256_P256"), (at("suites", "sframe_patient"), ""),
            (at("log"), []), (at("audit"), {}), (at("hits"), [{"place": "a.b", "encoding": "utf-8"}]),
            (at("searched"), [{"place": "capture", "bytes": 0}]), (at("control", "hits", "memory"), 0)]
        for number, (change, value) in enumerate(faults):
            damaged = copy.deepcopy(whole())
            change(damaged, value)
            self.assertNotEqual(self.wrong(damaged), [], number)

    def test_a_side_without_any_peer(self):
        lonely = side(1, 1)
        lonely["measures"]["peers"] = []
        self.assertNotEqual(report.wrong_measures(report.measures(lonely, side(1, 1)), 20), [])

    def test_every_missing_event(self):
        for missing in report.EVENTS:
            value = whole()
            value["log"] = [entry for entry in value["log"] if entry["event"] != missing]
            self.assertEqual(len(report.wrong_log(value)), 1)

    def test_missing_and_broken_pictures(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(len(report.wrong_pictures(folder)), len(report.PICTURES))
            with open(os.path.join(folder, "today.png"), "wb") as file:
                file.write(b"\x89PNG\r\n\x1a\nrest")
            with open(os.path.join(folder, "invite.png"), "wb") as file:
                file.write(b"no picture")
            self.assertEqual(len(report.wrong_pictures(folder)), len(report.PICTURES) - 1)


class MakesTheSample(unittest.TestCase):
    def test_appointments_lie_within_today_at_any_time(self):
        for hour in range(24):
            for minute in (0, 14, 44, 59):
                now = datetime.datetime(2026, 3, 14, hour, minute).astimezone()
                rows = sample.todays_appointments(now)
                times = [datetime.datetime.fromtimestamp(row["startsAt"] / 1000).astimezone() for row in rows]
                self.assertEqual({time.date() for time in times}, {now.date()})
                self.assertEqual(len(set(times)), len(sample.PEOPLE))

    def test_credentials_differ_and_are_long_enough(self):
        made = [sample.Credentials.random() for _ in range(50)]
        self.assertEqual(len({c.login for c in made} | {c.password for c in made} | {c.passphrase for c in made}), 150)
        self.assertGreaterEqual(min(len(c.password) for c in made), 12)

    def test_takes_the_secret_out_of_a_link(self):
        key = os.urandom(32)
        text = base64.urlsafe_b64encode(key).rstrip(b"=").decode()
        self.assertEqual(sample.link_secret(f"bedside://join/127.0.0.1:8443/abc#1.{text}.fingerprint"), (text, key))
        for link in ("bedside://join/s/abc", "bedside://join/s/abc#1", f"bedside://join/s/abc#1.{text[:-4]}.f", ""):
            with self.assertRaises(ValueError):
                sample.link_secret(link)


if __name__ == "__main__":
    unittest.main()
