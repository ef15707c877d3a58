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

async function opening({ base, context, leaf, epoch }) {
  const opener = await Opener.create(base, context, leaf, epoch);
  return async (frame, controller) => {
    add("received", contexts[context]);
    try {
      frame.data = (await opener.open(new Uint8Array(frame.data))).buffer;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
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
