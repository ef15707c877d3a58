// SPDX-License-Identifier: Apache-2.0
// SFrame (RFC 9605) with cipher suite 5, AES_256_GCM_SHA512_128, on WebCrypto: written from the RFC, for a browser's
// worker and for Node. The KID layout and the clear bytes are those of a visit.
export const contexts = ["microphone", "camera", "screen", "screen sound"]; // as the KID counts them, and the m-lines

const suite = 5;
const tagSize = 16;
const nonceSize = 12;
const windowSize = 1024;
const largestNumber = 6; // bytes: what a Number holds exactly

export class Refused extends Error {}

const { subtle } = globalThis.crypto;
const ascii = (text) => new TextEncoder().encode(text);

export function concat(...parts) {
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((at, part) => (out.set(part, at), at + part.length), 0);
  return out;
}

function bigEndian(value, size) {
  const out = new Uint8Array(size);
  for (let i = size - 1; i >= 0; --i, value = Math.floor(value / 256)) out[i] = value % 256;
  return out;
}

export async function hkdf(hash, secret, info, size) {
  const key = await subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await subtle.deriveBits({ name: "HKDF", hash, salt: new Uint8Array(), info }, key, 8 * size));
}

// Visits have 4 bits for the leaf and 4 for the epoch.
export const kidOf = (context, leaf, epoch) => (context << 8) | (leaf << 4) | epoch % 16;

// What the depayloader has to read of a frame stays in the clear.
export function clearSize(context, frame) {
  if (context === 0 || context === 3) return 1;
  return frame.length > 0 && (frame[0] & 1) === 0 ? 10 : 3;
}

// Section 4.3: the config byte, then KID and CTR where they do not fit into its halves.
export function encodeHeader(kid, counter) {
  const part = (value) => {
    if (value < 8) return { half: value, bytes: new Uint8Array() };
    let size = 1;
    while (value >= 256 ** size) ++size;
    return { half: 8 | (size - 1), bytes: bigEndian(value, size) };
  };
  const [k, c] = [part(kid), part(counter)];
  return concat([(k.half << 4) | c.half], k.bytes, c.bytes);
}

export function decodeHeader(bytes) {
  let size = 1;
  const part = (half) => {
    if (half < 8) return half;
    const end = size + (half & 7) + 1;
    if (end > bytes.length || end - size > largestNumber) throw new Refused("header");
    let value = 0;
    while (size < end) value = value * 256 + bytes[size++];
    return value;
  };
  if (bytes.length === 0) throw new Refused("header");
  const kid = part(bytes[0] >> 4);
  const counter = part(bytes[0] & 15);
  const shortest = encodeHeader(kid, counter);
  if (shortest.length !== size || shortest[0] !== bytes[0]) throw new Refused("header");
  return { kid, counter, size };
}

// One KID's key and salt (section 4.4.2).
export class FrameKey {
  static async derive(base, kid) {
    const one = new FrameKey();
    const label = (what) => concat(ascii(`SFrame 1.0 Secret ${what} `), bigEndian(kid, 8), bigEndian(suite, 2));
    const key = await hkdf("SHA-512", base, label("key"), 32);
    one.kid = kid;
    one.salt = await hkdf("SHA-512", base, label("salt"), nonceSize);
    one.key = await subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
    return one;
  }

  parameters(counter, header, clear) {
    const iv = bigEndian(counter, nonceSize).map((byte, i) => byte ^ this.salt[i]);
    return { name: "AES-GCM", iv, additionalData: concat(header, clear), tagLength: 8 * tagSize };
  }

  async encrypt(counter, clear, payload) {
    const header = encodeHeader(this.kid, counter);
    const sealed = await subtle.encrypt(this.parameters(counter, header, clear), this.key, payload);
    return concat(header, new Uint8Array(sealed));
  }

  async decrypt(counter, header, clear, sealed) {
    if (sealed.length < tagSize) throw new Refused("size");
    const opened = subtle.decrypt(this.parameters(counter, header, clear), this.key, sealed);
    return new Uint8Array(await opened.catch(() => Promise.reject(new Refused("tag"))));
  }
}

export class Sealer {
  static async create(base, context, leaf, epoch) {
    const key = await FrameKey.derive(base, kidOf(context, leaf, epoch));
    return Object.assign(new Sealer(), { context, key, counter: 0 });
  }

  async seal(frame) {
    const size = clearSize(this.context, frame);
    const clear = frame.subarray(0, size);
    return concat(clear, await this.key.encrypt(this.counter++, clear, frame.subarray(size)));
  }
}

// Opens what one leaf sends of one medium; one frame at a time.
export class Opener {
  static async create(base, context, leaf, epoch) {
    const key = await FrameKey.derive(base, kidOf(context, leaf, epoch));
    return Object.assign(new Opener(), { context, key, newest: -1, seen: new Set() });
  }

  // Rejects with Refused: header, kid, counter, size or tag.
  async open(frame) {
    const size = clearSize(this.context, frame);
    const { kid, counter, size: headerSize } = decodeHeader(frame.subarray(size));
    if (kid !== this.key.kid) throw new Refused("kid");
    if (this.seen.has(counter) || counter <= this.newest - windowSize) throw new Refused("counter");
    const [clear, rest] = [frame.subarray(0, size), frame.subarray(size)];
    const payload = await this.key.decrypt(counter, rest.subarray(0, headerSize), clear, rest.subarray(headerSize));
    this.accept(counter);
    return concat(clear, payload);
  }

  accept(counter) {
    this.seen.add(counter);
    for (; this.newest < counter; ++this.newest) this.seen.delete(this.newest + 1 - windowSize);
  }
}
