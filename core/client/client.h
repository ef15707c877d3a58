// SPDX-License-Identifier: Apache-2.0
// The headless client behind the facade: composes store, net, auth, schedule, e2ee, visit and media for one person,
// staff or guest. Owned by the program; everything on the main thread, which must run a Qt event loop.
#pragma once

#include "core/base/executor.h"
#include "core/base/key_slot.h"
#include "core/client/facade.h"

#include <filesystem>

namespace bedside::client {

struct ClientOptions {
    std::filesystem::path profile;     // folder for the vault, the database and guests' sealed device keys; made (0700) if missing
    KeySlot *keySlot = nullptr;        // the system's key store if it works; not owned
    bool loopbackCandidates = false;   // offer 127.0.0.1 to peers: visits between processes of one computer
    bool relayOnly = false;            // connect over relays or not at all, whatever the practice says: hides this address
    std::string language = "en";       // of mail text and calendar file: "en" or "es"
    std::string generatedVideo;        // a .y4m file to send instead of the camera (bot); empty: the camera
    std::string generatedAudio;        // a .wav file to send instead of the microphone (bot)
    bool withoutSpeaker = false;       // a program without a listener: sound is discarded in real time
    unsigned generatedVariant = 0;     // of picture and sound that stand in for missing devices: tells two sides apart
    bool checksNetwork = false;        // by itself, once while a guest waits; a program that has somebody to tell
    bool media = true;                 // false: no capture and no peers (tests of the rest)
};

// `executor` posts to the main thread and, like `clock`, outlives the client. The result's state is Empty, Locked or
// Unusable with Session::failure; it never fails for what a person can be told on a screen.
std::unique_ptr<Facade> createClient(ClientOptions options, Executor &executor, const Clock &clock);

} // namespace bedside::client
