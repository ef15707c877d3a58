# SPDX-License-Identifier: Apache-2.0
"""visit.json: what was measured, what was found, and whether all of it holds."""

import json
import os

MLS_SUITE = "MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519"
SFRAME_SUITE = "AES_256_GCM_SHA512_128"
PICTURES = ["sign-in", "today", "new-appointment", "invite", "patient-queue", "clinician-queue", "visit-clinician",
            "visit-patient", "security-panel", "summary"]
EVENTS = ["session.signed-in", "appointment.created", "invite.created", "lobby.arrived", "visit.opened", "visit.admitted",
          "visit.joined", "chat.sent", "visit.ended"]
# Far below what a clean line gives, far above what a broken one does.
LEAST_PICTURES_PER_SECOND = 3
LEAST_SOUND = 0.5  # of 48,000 samples a second


def peer(state):
    peers = state["measures"]["peers"]
    return peers[0] if peers else None


def direction(sender, receiver, medium):
    """Counts of one medium on its way: sealed and sent by the one side, the rest as the other saw it."""
    out, back = (peer(sender) or {}).get(medium, {}), (peer(receiver) or {}).get(medium, {})
    counts = {key: out.get(key, 0) for key in ("sealed", "sent")}
    counts.update({key: back.get(key, 0) for key in ("received", "opened", "refused", "decoded")})
    return counts


def both_ways(clinician, patient, medium):
    return {"clinician_to_patient": direction(clinician, patient, medium),
            "patient_to_clinician": direction(patient, clinician, medium)}


def of_receivers(clinician, patient, value):
    """What each side measured of the other, under the way that it came."""
    return {"clinician_to_patient": value(peer(patient) or {}), "patient_to_clinician": value(peer(clinician) or {})}


def admit_to_first_frame(clinician, patient):
    """From the clinician's press to the first decoded picture at each side: both read one machine's steady clock."""
    admitted = (peer(clinician) or {}).get("admittedAtMs", -1)

    def wait(measured):
        shown = measured.get("firstFrameAtMs", -1)
        return shown - admitted if admitted >= 0 and shown >= admitted else -1

    return of_receivers(clinician, patient, wait)


def measures(clinician, patient):
    def codes(state):
        return [code["digits"] for code in state["visit"]["security"]["codes"]]

    return {
        "admit_to_first_frame_ms": admit_to_first_frame(clinician, patient),
        "frames": {"video": both_ways(clinician, patient, "video"), "audio": both_ways(clinician, patient, "audio")},
        "audio_samples": of_receivers(clinician, patient, lambda p: p.get("audioSamplesPlayed", 0)),
        "picture_size": of_receivers(clinician, patient,
                                     lambda p: {"width": p.get("pictureWidth", 0), "height": p.get("pictureHeight", 0)}),
        "round_trip_ms": of_receivers(clinician, patient, lambda p: p.get("roundTripMs", 0)),
        "safety_codes": {"clinician": codes(clinician), "patient": codes(patient)},
        "epochs": {"clinician": clinician["measures"]["epochs"], "patient": patient["measures"]["epochs"]},
        "suites": {"mls": clinician["visit"]["security"]["mlsSuite"], "sframe": clinician["visit"]["security"]["sframeSuite"],
                   "mls_patient": patient["visit"]["security"]["mlsSuite"],
                   "sframe_patient": patient["visit"]["security"]["sframeSuite"]},
        "generated": {side: {"picture": state["localMedia"]["generatedPicture"], "sound": state["localMedia"]["generatedSound"]}
                      for side, state in (("clinician", clinician), ("patient", patient))},
    }


def wrong_measures(report, seconds):
    """Sentences about what does not hold of the visit itself."""
    wrong = []
    for medium, least in (("video", LEAST_PICTURES_PER_SECOND * seconds), ("audio", 1)):
        for way, counts in report["frames"][medium].items():
            wrong += [f"{medium} {way}: no frame {key}" for key in ("sealed", "sent", "received", "opened") if counts[key] <= 0]
            if counts["refused"] > 0:
                wrong.append(f"{medium} {way}: {counts['refused']} frames refused")
            if counts["decoded"] < least:
                wrong.append(f"{medium} {way}: {counts['decoded']} frames decoded in {seconds} s")
    for way, samples in report["audio_samples"].items():
        if samples < LEAST_SOUND * 48_000 * seconds:
            wrong.append(f"audio {way}: {samples} samples in {seconds} s")
    for way, size in report["picture_size"].items():
        if min(size.values()) < 16:
            wrong.append(f"picture {way}: {size['width']} x {size['height']}")
    for way, wait in report["admit_to_first_frame_ms"].items():
        if wait < 0:
            wrong.append(f"first frame {way}: never")
    codes = report["safety_codes"]
    digits = "".join(codes["clinician"][0].split()) if codes["clinician"] else ""
    if codes["clinician"] != codes["patient"] or len(digits) != 10 or not digits.isdigit():
        wrong.append("the safety codes of the two sides are not one code of ten digits")
    epochs = report["epochs"]
    if not epochs["clinician"] or not epochs["patient"] or max(epochs["clinician"]) != max(epochs["patient"]):
        wrong.append("the two sides did not end in the same epoch")
    suites = report["suites"]
    if {suites["mls"], suites["mls_patient"]} != {MLS_SUITE} or {suites["sframe"], suites["sframe_patient"]} != {SFRAME_SUITE}:
        wrong.append("the suites are not the ones that the protocol names")
    return wrong


def wrong_log(report):
    events = [entry["event"] for entry in report["log"]]
    wrong = [f"the log has no {event}" for event in EVENTS if event not in events]
    if not report["audit"].get("holds"):
        wrong.append("the log does not verify")
    return wrong


def wrong_search(report):
    wrong = [f"planted string found: {hit['place']} ({hit['encoding']})" for hit in report["hits"]]
    for place in report["searched"]:
        if place["bytes"] == 0:
            wrong.append(f"nothing to search in: {place['place']}")
    wrong += [f"control string not found in: {place}" for place, count in report["control"]["hits"].items() if count == 0]
    return wrong


def wrong_pictures(folder):
    def is_picture(name):
        path = os.path.join(folder, name + ".png")
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            return file.read(8) == b"\x89PNG\r\n\x1a\n"

    return [f"there is no picture {name}.png" for name in PICTURES if not is_picture(name)]


def verdict(report, folder, seconds):
    return wrong_measures(report, seconds) + wrong_log(report) + wrong_search(report) + wrong_pictures(folder)


def is_ours(folder):
    """Whether an earlier report lies in `folder`, so that it may be replaced."""
    try:
        with open(os.path.join(folder, "visit.json"), encoding="utf-8") as file:
            return {"ok", "wrong"} <= json.load(file).keys()
    except (OSError, ValueError, AttributeError):
        return False


def write(report, folder):
    path = os.path.join(folder, "visit.json")
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(report, file, ensure_ascii=False, indent=2)
        file.write("\n")
    os.replace(path + ".new", path)
    return path
