// SPDX-License-Identifier: Apache-2.0
// This computer's camera, microphone and speaker: captured, cleaned, encoded and handed to one EncodedSink; the self
// view; the mixed sound of the others. Owned by the client, main thread; opening and closing devices happens on a
// worker of its own ("media"), and changes come back through the Executor. media::initialize() must have run.
#pragma once

#include "core/base/error.h"
#include "core/base/executor.h"
#include "core/media/local/devices.h"
#include "core/media/encoded_sink.h"
#include "core/media/local/playback.h"
#include "core/media/video_target.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace bedside::media {

class PictureSource;

struct LocalMediaOptions {
    PictureSize capture{1280, 720};         // asked of a camera; the nearest it offers is used
    int framesPerSecond = 30;
    PictureSize generated{640, 360};        // of the drawn picture that stands in for a missing camera
    unsigned generatedVariant = 0;          // another colour and tone for each, to tell two sides apart
    // Files instead of camera and microphone, looped, for measurements: Y4M (4:2:0, 8 bit) and WAV (48 kHz S16).
    std::string pictureFile;
    std::string soundFile;
    // Never open a speaker (a program without a listener); the sound is discarded in real time.
    bool withoutSpeaker = false;
    // Chosen on an earlier run; empty = the system's default. A missing one is waited for, another used meanwhile.
    std::string camera, microphone, speaker;
};

struct LocalMediaState {
    DeviceList devices;
    bool cameraOn = false;                  // a source is running, or being opened; false = released
    bool microphoneOn = false;
    bool generatedPicture = false;          // no camera: a drawn picture is sent, and the screen must say so
    bool generatedSound = false;
    bool speakerMissing = false;
    std::optional<Error> cameraProblem;     // NoCamera, DeviceBusy, DeviceLost, PipelineFailed
    std::optional<Error> microphoneProblem; // NoMicrophone, DeviceBusy, DeviceLost, PipelineFailed
    std::optional<Error> speakerProblem;    // DeviceBusy, DeviceLost, PipelineFailed; without any speaker only the flag
    PictureSize captured;                   // what the camera delivers; 0 x 0 while off
};

// A frame of the picture file: its number (0 based) and when it was captured. For the measurement protocol.
struct CapturedFrame {
    unsigned number = 0;
    WallTime at{};
};

class LocalMedia {
public:
    // `executor` outlives this. Finds the devices in the background; nothing is opened before start().
    static Result<std::unique_ptr<LocalMedia>> create(LocalMediaOptions options, Executor &executor);
    virtual ~LocalMedia() = default;        // releases every device; blocks until the worker has ended (bounded by drivers)

    virtual void setListener(std::function<void()> listener) = 0; // state() changed; main thread
    virtual const LocalMediaState &state() const = 0;

    virtual void start() = 0;               // opens camera, microphone and speaker and shows the self view
    virtual void stop() = 0;                // releases all; start() again is possible
    virtual void setCameraOn(bool on) = 0;  // off releases the device: its light goes out
    virtual void setMicrophoneOn(bool on) = 0;
    virtual void choose(DeviceKind kind, std::string id) = 0; // an empty id = the system's default
    virtual void retryDevices() = 0;        // looks again and opens what had failed

    // Frames go to `sink` from now on; nullptr detaches, and returns only when no call into the old sink is running.
    virtual void setSink(EncodedSink *sink) = 0;
    // Off (the start): the encoders are idle. On: a key frame of at most 320x180 first, the target's size 150 ms later.
    virtual void setSending(bool sending) = 0;

    virtual void requestKeyFrame() = 0;                // any thread; at most one each 500 ms reaches the encoder
    virtual void setVideoTarget(VideoTarget target) = 0; // any thread; takes effect on the running encoder

    virtual double microphoneLevel() const = 0;        // 0 to 1; any thread
    virtual bool microphoneHeard() const = 0;          // speech above the noise floor within the last 3 s; any thread
    virtual PictureSource &selfView() = 0;             // lives as long as this
    virtual Playback &playback() = 0;                  // lives as long as this
    virtual std::optional<CapturedFrame> lastCaptured() const = 0; // any thread; nothing without a picture file
};

} // namespace bedside::media
