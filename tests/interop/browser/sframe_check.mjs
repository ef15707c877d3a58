// SPDX-License-Identifier: Apache-2.0
// What sframe.mjs must hold before it may judge frames of others: the vector of RFC 9605, and that it refuses.
import assert from "node:assert/strict";
import { concat, FrameKey, decodeHeader, encodeHeader, Opener, Refused, Sealer } from "./sframe.mjs";

const bytes = (hex) => new Uint8Array(Buffer.from(hex, "hex"));

async function checkVector() { // appendix C.3, cipher suite 5
  const key = await FrameKey.derive(bytes("000102030405060708090a0b0c0d0e0f"), 0x123);
  const metadata = bytes("4945544620534672616d65205747");
  const payload = bytes("64726166742d696574662d736672616d652d656e63");
  const frame = bytes("990123456794f509d36e9beacb0e261d99c7d1e972f1fed787d4049f17ca21353c1cc24d56ceabced279");
  assert.deepEqual(await key.encrypt(0x4567, metadata, payload), frame);
  const { kid, counter, size } = decodeHeader(frame);
  assert.deepEqual([kid, counter, size], [0x123, 0x4567, 5]);
  assert.deepEqual(await key.decrypt(counter, frame.subarray(0, size), metadata, frame.subarray(size)), payload);
}

function checkHeaders() {
  for (const value of [0, 7, 8, 255, 256, 65535, 65536, 2 ** 40]) {
    const header = encodeHeader(value, value);
    assert.deepEqual(decodeHeader(header), { kid: value, counter: value, size: header.length });
  }
  for (const bad of ["8001", "900001", "0801", "ff", ""]) assert.throws(() => decodeHeader(bytes(bad)), Refused);
}

async function checkRefusals() {
  const base = new Uint8Array(32).fill(7);
  const refuses = async (opener, frame, why) =>
    assert.rejects(opener.open(frame), (error) => error instanceof Refused && error.message === why);
  const sealer = await Sealer.create(base, 1, 0, 1);
  const opener = await Opener.create(base, 1, 0, 1);
  const plain = concat([1, 2, 3], new Uint8Array(40).fill(9));
  const frame = await sealer.seal(plain);
  for (const at of [1, 10, frame.length - 1]) { // a clear byte, the ciphertext, the tag
    const damaged = frame.slice();
    damaged[at] ^= 1;
    await refuses(opener, damaged, "tag");
  }
  await refuses(opener, frame.subarray(0, 7), "size");
  await refuses(await Opener.create(base, 2, 0, 1), frame, "kid");
  await refuses(await Opener.create(base, 1, 1, 1), frame, "kid");
  await refuses(await Opener.create(base, 1, 0, 2), frame, "kid");
  await refuses(await Opener.create(base.slice().fill(8), 1, 0, 1), frame, "tag");
  assert.deepEqual(await opener.open(frame), plain);
  await refuses(opener, frame, "counter");
  const later = [];
  for (let i = 0; i < 1025; ++i) later.push(await sealer.seal(plain));
  assert.deepEqual(await opener.open(later[1024]), plain); // counter 1025
  await refuses(opener, later[0], "counter");              // 1: outside the window
  assert.deepEqual(await opener.open(later[1]), plain);    // 2: inside
  await refuses(opener, later[1], "counter");
}

export async function checkSframe() {
  await checkVector();
  checkHeaders();
  await checkRefusals();
}
