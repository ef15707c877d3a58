# SPDX-License-Identifier: Apache-2.0
"""A visit as steps on the real screens. Each function leaves the window on the screen that the next one begins with."""

import time

import sample


def sign_in(clinician, credentials, code, pictures=False):
    clinician.do("wait-screen", screen="unlock")
    clinician.do("type", target="passphraseField", text=credentials.passphrase)
    if pictures:
        clinician.do("shot", name="unlock")
    clinician.do("click", target="unlockButton")
    clinician.do("wait-screen", screen="sign-in", seconds=30)  # Argon2id
    clinician.do("type", target="loginField", text=credentials.login)
    clinician.do("type", target="passwordField", text=credentials.password)
    if pictures:
        clinician.do("shot", name="sign-in")
    clinician.do("click", target="continueButton")
    clinician.do("wait-screen", screen="code")
    clinician.do("type", target="codeField", text=code())
    clinician.do("key", key="Return")
    clinician.do("wait-screen", screen="today", seconds=30)
    clinician.do("wait-text", text=sample.PEOPLE[0][0], seconds=30)
    if pictures:
        clinician.do("shot", name="today")


def invite(clinician, pictures=False):
    """Makes the appointment and the invitation; returns the link."""
    name, reason, contact = sample.NEW_PATIENT
    clinician.do("click", target="newAppointmentButton")
    clinician.do("wait-screen", screen="appointment")
    clinician.do("type", target="patientNameField", text=name)
    clinician.do("type", target="contactField", text=contact)
    clinician.do("type", target="reasonField", text=reason)
    if pictures:
        clinician.do("shot", name="new-appointment")
    clinician.do("click", target="saveButton")
    clinician.do("wait-screen", screen="today")
    clinician.do("wait-text", text=name)
    clinician.do("click", target="inviteButton")
    clinician.do("wait", target="inviteLink", seconds=30)
    if pictures:
        clinician.do("shot", name="invite")
    clinician.do("click", target="copyLinkButton")
    clinician.do("copied", name="link")
    clinician.do("click", target="inviteDoneButton")
    clinician.do("wait-screen", screen="today")
    link = clinician.values["link"]
    sample.link_secret(link)
    return link


def see_oneself(window, seconds=6):
    """Until camera and microphone, or what stands in for them, have been heard; not longer, for a silent room is none."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not window.state("media")["localMedia"]["microphoneHeard"]:
        window.do("stay", seconds=0.2)


def arrive(patient, clinician, pictures=False):
    patient.do("wait-screen", screen="waiting", seconds=30)
    patient.do("wait", target="waitingTitle", seconds=30)
    see_oneself(patient)
    clinician.do("wait-text", text="Waiting", seconds=30)
    if pictures:
        patient.do("shot", name="patient-queue")
        clinician.do("shot", name="clinician-queue")


def admit(clinician, patient, pictures=False):
    clinician.do("click", target="primaryActionButton")
    clinician.do("wait", target="admitButton")
    if pictures:
        clinician.do("shot", name="admit")
    clinician.do("click", target="admitButton")
    for side in (clinician, patient):
        side.do("wait-screen", screen="visit", seconds=30)
    for side in (clinician, patient):
        side.do("wait-tile", state="live", seconds=30)


def chat(clinician, patient):
    for side, text in ((clinician, sample.CHAT_FROM_CLINICIAN), (patient, sample.CHAT_FROM_PATIENT)):
        side.do("hover")
        side.do("click", target="chatButton")
        side.do("type", target="chatField", text=text)
        side.do("click", target="sendButton")
    clinician.do("wait-text", text=sample.CHAT_FROM_PATIENT)
    patient.do("wait-text", text=sample.CHAT_FROM_CLINICIAN)


def look_around(clinician, patient):
    """Pictures of both sides, of the chat and of the security panel."""
    clinician.do("shot", name="chat")
    for side in (clinician, patient):
        side.do("click", target="chatButton")
    patient.do("shot", name="visit-patient")
    clinician.do("shot", name="visit-clinician")
    clinician.do("click", target="securityChip")
    clinician.do("wait", target="safetyCode0", seconds=20)
    clinician.do("shot", name="security-panel")
    clinician.do("click", target="securityChip")


def finish(clinician, patient):
    """Ends the visit for everyone; the clinician's window is on the summary afterwards."""
    clinician.do("hover")
    clinician.do("click", target="leaveButton")
    clinician.do("click", target="endForAllButton")
    clinician.do("wait-screen", screen="summary", seconds=20)
    patient.do("wait-screen", screen="thanks", seconds=20)
    clinician.do("shot", name="summary")
    patient.do("shot", name="thanks")


def read_log(clinician):
    clinician.do("click", target="summaryDoneButton")
    clinician.do("wait-screen", screen="today")
    clinician.do("click", target="railLog")
    clinician.do("wait-screen", screen="log")
    clinician.do("wait-text", text=":", seconds=10)
    clinician.do("shot", name="log")
