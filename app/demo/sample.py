# SPDX-License-Identifier: Apache-2.0
"""The sample practice: invented people, what is planted for the search, random credentials."""

import base64
import datetime
import random
import secrets
from dataclasses import dataclass, field

# Invented, and long enough that no other text in a process is likely to hold them by chance.
PEOPLE = [
    ("Wilhelmina Oduya-Brandt", "Knee does not bend since the ladder fall", "w.oduya-brandt@mailbox.example"),
    ("Teófilo Arrisueño", "Wakes at four with a tight chest", "+34 600 555 0142"),
    ("Ngaire Tamatea-Cole", "Wants to talk about stopping lithium", "ngaire.tamatea@mailbox.example"),
    ("Béla Szentgyörgyvári", "Second opinion on the shadow on the X-ray", "+36 1 555 0177"),
    ("Ifeoma Quartermaine", "Panic on trains since the derailment", "ifeoma.quartermaine@mailbox.example"),
    ("Rosalind Achterberg", "Rash after the new tablets", "+31 20 555 0198"),
]
NEW_PATIENT = ("Marguerite Delacroix-Okonkwo", "Grief after her sister's death in March", "m.delacroix-okonkwo@mailbox.example")
CLINICIAN_NAME = "Dr Leontyne Vasquez-Thorne"
PRACTICE_NAME = "Juniper Hollow Practice"
CHAT_FROM_CLINICIAN = "I have sent the sertraline leaflet to your pharmacy"
CHAT_FROM_PATIENT = "Thank you, my daughter Philippa will collect it"

# Offsets in minutes from the present quarter of an hour.
OFFSETS = [-150, -90, -30, 45, 90, 150]


@dataclass
class Credentials:
    login: str
    password: str
    passphrase: str
    totp_secret: str = ""
    recovery_codes: list = field(default_factory=list)

    @staticmethod
    def random():
        def words(count):
            syllables = "ba de fi go ku la me ni po ru sa te vi wo xu za chi dra fle glo pri sku tre".split()
            return "-".join("".join(secrets.choice(syllables) for _ in range(3)) for _ in range(count))

        # The login is the search's control string: distinctive, and in clear at the server by design.
        return Credentials("vasquez-" + secrets.token_hex(5), words(3), words(3))


def todays_appointments(now=None):
    """Appointments around now that all lie within today, as `bedside-admin import` reads them."""
    now = now or datetime.datetime.now().astimezone()
    quarter = now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
    # Late at night and early in the morning the whole day moves to where it fits.
    midnight = quarter.replace(hour=0, minute=0)
    earliest = midnight - datetime.timedelta(minutes=OFFSETS[0])
    latest = midnight + datetime.timedelta(hours=23, minutes=30 - OFFSETS[-1])
    middle = min(max(quarter, earliest), latest)
    return [{"startsAt": int((middle + datetime.timedelta(minutes=offset)).timestamp() * 1000),
             "minutes": random.choice([20, 30, 45]), "patientName": name, "reason": reason, "contact": contact}
            for (name, reason, contact), offset in zip(PEOPLE, OFFSETS)]


def planted():
    """Every string that the server must never hold, by kind."""
    people = PEOPLE + [NEW_PATIENT]
    return {
        "names": [p[0] for p in people],
        "reasons": [p[1] for p in people],
        "contacts": [p[2] for p in people],
        "chat": [CHAT_FROM_CLINICIAN, CHAT_FROM_PATIENT],
        "practice": [PRACTICE_NAME, CLINICIAN_NAME],
    }


def link_secret(link):
    """The part of an invitation that must stay with client and patient, as it stands after the # and as bytes."""
    parts = link.partition("#")[2].split(".")
    text = parts[1] if len(parts) == 3 else ""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if len(raw) != 32:
        raise ValueError("the invitation has no secret of 32 bytes")
    return text, raw
