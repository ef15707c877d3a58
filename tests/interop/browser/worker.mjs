// SPDX-License-Identifier: Apache-2.0
// The encoded-frame transforms of the page: seals what it sends and opens what it receives. A frame that does not open
// goes no further.
import { contexts, Opener, Refused, Sealer } from "./sframe.mjs";

const counts = { sealed: {}, received: {}, opened: {}, refused: {}, reasons: {} };
const add = (which, name) => (counts[which][name] = (counts[which][name] ?? 0) + 1);

async function sealing({ base, context, leaf, epoch }) {
  const sealer = await Sealer.create(base, context, leaf, epoch);
  return async (frame, controller) => {
    frame.data = (await sealer.seal(new Uint8Array(frame.data))).buffer;
    add("sealed", contexts[context]);
    controller.enqueue(frame);
  };
}

const equal = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

async function opening({ base, context, leaf, epoch }) {
  const opener = await Opener.create(base, context, leaf, epoch);
  const recent = []; // as they came
  return async (frame, controller) => {
    add("received", contexts[context]);
    const sealed = new Uint8Array(frame.data);
    try {
      frame.data = (await opener.open(sealed)).buffer;
      recent.push(sealed);
      if (recent.length > 64) recent.shift();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // All of a frame's packets sent once more, as a probe of the path does: before it is decoded, Chromium assembles it again.
      if (error.message === "counter" && recent.some((one) => equal(one, sealed))) return;
      add("refused", contexts[context]);
      add("reasons", error.message);
      return;
    }
    add("opened", contexts[context]);
    controller.enqueue(frame);
  };
}

self.onrtctransform = async ({ transformer }) => {
  const { direction, ...which } = transformer.options;
  const transform = await (direction === "seals" ? sealing : opening)(which);
  await transformer.readable.pipeThrough(new TransformStream({ transform })).pipeTo(transformer.writable);
};
self.onunhandledrejection = ({ reason }) => postMessage({ error: `worker: ${reason?.stack ?? reason}` });
self.onmessage = () => postMessage({ counts });
postMessage({ ready: true });
