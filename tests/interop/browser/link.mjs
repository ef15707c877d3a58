// SPDX-License-Identifier: Apache-2.0
// A line between two ends on this computer that loses packets: every candidate that an end names is replaced by a socket of
// the link, which passes on what comes to it. What an end sends arrives from the socket that stands for that end, so that
// neither learns another address than the link's.
import { createSocket } from "node:dgram";

const [offer, answer, candidate] = [1, 2, 3]; // kinds of signal
const delayMilliseconds = 10; // each way
const line = /^(?:a=)?candidate:\S+ 1 udp \d+ (127\.0\.0\.1) (\d+) /i;
const anyCandidate = /^(?:a=)?candidate:/i;

export class LossyLink {
  // `loss`: share of the packets that are thrown away, in both directions, from the first on.
  constructor(loss) {
    this.loss = loss;
    this.sockets = new Map(); // by the port of the end that each stands for
    this.passed = 0;
    this.lost = 0;
  }

  async socketFor(port) {
    const known = this.sockets.get(port);
    if (known) return known;
    const socket = createSocket("udp4");
    const bound = new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(0, "127.0.0.1", () => resolve(socket));
    });
    this.sockets.set(port, bound);
    socket.on("message", (packet, from) => this.pass(packet, from.port, port));
    return bound;
  }

  pass(packet, from, to) {
    if (Math.random() < this.loss) return void ++this.lost;
    ++this.passed;
    setTimeout(async () => {
      const socket = await this.socketFor(from);
      if (!this.closed) socket.send(packet, to, "127.0.0.1");
    }, delayMilliseconds);
  }

  // The same candidate with the link's port; nothing for one that doesn't lead over the link.
  async replaced(text) {
    const found = line.exec(text);
    if (!found) return "";
    const port = (await this.socketFor(Number(found[2]))).address().port;
    return text.replace(` ${found[1]} ${found[2]} `, ` ${found[1]} ${port} `);
  }

  // A signal as the other end is to see it; null where there is nothing left to say.
  async translate(signal) {
    const bytes = Buffer.from(signal.body, "base64");
    if (signal.kind === candidate) {
      const text = await this.replaced(bytes.subarray(2).toString());
      return text && { ...signal, body: Buffer.concat([bytes.subarray(0, 2), Buffer.from(text)]).toString("base64") };
    }
    if (signal.kind !== offer && signal.kind !== answer) return signal;
    const lines = [];
    for (const one of bytes.toString().split("\r\n")) {
      const kept = anyCandidate.test(one) ? await this.replaced(one) : one;
      if (kept || !one) lines.push(kept);
    }
    return { ...signal, body: Buffer.from(lines.join("\r\n")).toString("base64") };
  }

  async close() {
    this.closed = true;
    for (const socket of await Promise.all(this.sockets.values())) socket.close();
  }
}
