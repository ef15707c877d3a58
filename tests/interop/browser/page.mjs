// SPDX-License-Identifier: Apache-2.0
// One end of a call with bedside-bot: answers its offer, with a transform of worker.mjs on every sender and receiver.
// The driver calls what is on `window`; signals go out through its binding `sendSignal`.
import { concat, contexts, hkdf } from "./sframe.mjs";

const offer = 1, answer = 2, candidate = 3, fingerprint = 4; // kinds of signal
const [browserLeaf, botLeaf, epoch] = [1, 0, 1];
const sent = ["microphone", "camera"];
const samplesOfFrame = 960; // 20 ms

let base, seals, worker, stream, connection, id, announced;
let queue = Promise.resolve(); // signals, one after the other
let problem = null;
const waiting = []; // for the worker's counts

const fail = (error) => (problem ??= String(error?.stack ?? error));
const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const textOf = (bytes) => new TextDecoder().decode(bytes);
const bytesOf = (text) => new TextEncoder().encode(text);

function send(kind, body) {
  window.sendSignal(JSON.stringify({ connection: id, kind, body: btoa(String.fromCharCode(...body)) }));
}

// The certificates that a description names, as signals have them.
function fingerprintsOf(sdp) {
  const found = [...sdp.matchAll(/^a=fingerprint:sha-256 ([0-9A-F:]{95})\r?$/gm)].map(([, text]) => text);
  if (found.length === 0) throw new Error("a description without a fingerprint");
  return [...new Set(found)].map((text) => fromHex(text.replaceAll(":", "")));
}

function startWorker() {
  worker = new Worker("worker.mjs", { type: "module" });
  worker.onerror = ({ message }) => fail(`worker: ${message}`);
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => {
      if (data.ready) resolve();
      if (data.error) fail(data.error);
      if (data.counts) waiting.shift()?.(data.counts);
    };
  });
}
const workerCounts = () => new Promise((resolve) => (waiting.push(resolve), worker.postMessage("counts")));

function transform(direction, context, leaf) {
  return new RTCRtpScriptTransform(worker, { direction, base, context, leaf, epoch });
}

// The m-lines are those of every call: their number is the context.
const contextOf = (transceiver) => connection.getTransceivers().indexOf(transceiver);

function onTrack({ track, receiver, transceiver }) {
  receiver.transform = transform("opens", contextOf(transceiver), botLeaf);
  const player = document.querySelector("video");
  player.srcObject ??= new MediaStream();
  if (sent.includes(contexts[contextOf(transceiver)])) player.srcObject.addTrack(track);
}

// The transforms before anything is waited for: Chromium lets the frames of a sender pass in clear that has none by the
// end of the task which made it, whatever is set later.
async function addOwnTracks() {
  const own = connection.getTransceivers().filter((one) => sent.includes(contexts[contextOf(one)]));
  if (seals) for (const one of own) one.sender.transform = transform("seals", contextOf(one), browserLeaf);
  for (const one of own) {
    one.direction = "sendrecv";
    await one.sender.replaceTrack(stream.getTracks().find(({ kind }) => kind === one.receiver.track.kind));
  }
}

async function takeOffer(sdp) {
  const named = fingerprintsOf(sdp);
  if (named.length !== 1 || String(named[0]) !== String(announced))
    throw new Error("the offer names another certificate than the fingerprint signal");
  connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  connection.ontrack = onTrack;
  connection.onicecandidate = ({ candidate: found }) => {
    if (!found?.candidate) return;
    const body = concat([0, found.sdpMLineIndex], bytesOf(found.candidate));
    queue = queue.then(() => send(candidate, body)); // not before the answer
  };
  await connection.setRemoteDescription({ type: "offer", sdp });
  await addOwnTracks();
  await connection.setLocalDescription();
  send(fingerprint, fingerprintsOf(connection.localDescription.sdp)[0]);
  send(answer, bytesOf(connection.localDescription.sdp));
}

async function take({ connection: from, kind, body }) {
  const bytes = fromBase64(body);
  id = from;
  if (kind === fingerprint) announced = bytes;
  else if (kind === offer) await takeOffer(textOf(bytes));
  else if (kind === candidate)
    await connection.addIceCandidate({ sdpMLineIndex: bytes[1], candidate: textOf(bytes.subarray(2)) });
  else throw new Error(`a signal of kind ${kind}`);
}

// Both directions' keys make one base key, as bedside-bot --line-protocol has it. Without `sealing` what the page sends
// goes out in clear.
window.prepare = async (keyA, keyB, sealing) => {
  seals = sealing;
  base = await hkdf("SHA-256", concat(fromHex(keyA), fromHex(keyB)), bytesOf("bedside-bot line protocol"), 32);
  await startWorker();
  stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 240 } });
};

window.takeSignal = (signal) => {
  queue = queue.then(() => take(signal)).catch(fail);
};

window.report = async () => {
  const out = { problem, ...(await workerCounts()), decoded: {} };
  for (const one of (await connection?.getStats())?.values() ?? []) {
    if (one.type !== "inbound-rtp") continue;
    const medium = connection.getTransceivers().findIndex(({ mid }) => mid === one.mid);
    const samples = one.totalSamplesReceived - one.concealedSamples; // what it makes up by itself does not count
    out.decoded[contexts[medium]] = one.kind === "video" ? one.framesDecoded : Math.floor(samples / samplesOfFrame);
  }
  return out;
};
