// SPDX-License-Identifier: Apache-2.0
// Calls between bedside-bot and a page in Chromium. With the same keys on both sides everything opens and is decoded;
// with a wrong key nothing is, and the bot refuses frames in clear.
//   node calls.mjs BOT CHROMIUM
import assert from "node:assert/strict";
import { randomBytes, webcrypto } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { Bot } from "./bot.mjs";
import { Chromium } from "./chromium.mjs";
import { LossyLink } from "./link.mjs";

globalThis.crypto ??= webcrypto; // Node 18 has it behind an option only
const { checkSframe } = await import("./sframe_check.mjs");

const startSeconds = 60; // for Chromium to come up
const callsSeconds = 90; // for all calls together
const enough = { video: 60, audio: 150 }; // frames
const enoughLost = 100; // packets
const [width, height] = [320, 180];
const contextOf = { video: "camera", audio: "microphone" };
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function within(seconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${seconds} seconds`)), 1000 * seconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// So that no camera or microphone is opened: a moving texture, which VP8 can't make small, and a tone.
function writeClips(folder) {
  const texture = randomBytes(width * (height + 32));
  const chroma = Buffer.alloc((width * height) / 2, 128);
  const clip = [Buffer.from(`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\n`)];
  for (let n = 0; n < 30; ++n)
    clip.push(Buffer.from("FRAME\n"), texture.subarray(n * width, (n + height) * width), chroma);
  const video = join(folder, "clip.y4m");
  writeFileSync(video, Buffer.concat(clip));

  const rate = 48000;
  const wave = Buffer.alloc(44 + 2 * rate);
  wave.write("RIFF", 0);
  wave.writeUInt32LE(36 + 2 * rate, 4);
  wave.write("WAVEfmt ", 8);
  wave.writeUInt32LE(16, 16);
  wave.writeUInt16LE(1, 20); // PCM
  wave.writeUInt16LE(1, 22);
  wave.writeUInt32LE(rate, 24);
  wave.writeUInt32LE(2 * rate, 28);
  wave.writeUInt16LE(2, 32);
  wave.writeUInt16LE(16, 34);
  wave.write("data", 36);
  wave.writeUInt32LE(2 * rate, 40);
  for (let i = 0; i < rate; ++i)
    wave.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * 440 * i) / rate)), 44 + 2 * i);
  const audio = join(folder, "tone.wav");
  writeFileSync(audio, wave);
  return { video, audio };
}

async function serve() {
  const types = { ".html": "text/html", ".mjs": "text/javascript" };
  const files = new Map(["page.html", "page.mjs", "worker.mjs", "sframe.mjs"].map((name) => [`/${name}`, name]));
  const server = createServer(({ url }, response) => {
    const name = files.get(url);
    response.writeHead(name ? 200 : 404, { "Content-Type": types[extname(name ?? "")] ?? "text/plain" });
    response.end(name && readFileSync(new URL(name, import.meta.url)));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, address: `http://localhost:${server.address().port}/page.html` };
}

// Frames as both sides count them, in the same words: what one sealed and what became of it at the other.
function countsOf(page, stats) {
  const video = { ...stats?.in, sealed: stats?.out.framesSealed };
  const audio = { ...stats?.audio, sealed: stats?.audioOut.framesSealed };
  return Object.fromEntries(Object.entries({ video, audio }).flatMap(([medium, bot]) => {
    const ofPage = (count) => page[count][contextOf[medium]] ?? 0;
    const ofBot = (count) => bot[`frames${count}`] ?? 0;
    return [
      [`${medium} to the browser`, { sealed: bot.sealed ?? 0, received: ofPage("received"), opened: ofPage("opened"),
        refused: ofPage("refused"), decoded: ofPage("decoded") }],
      [`${medium} to the bot`, { sealed: ofPage("sealed"), received: ofBot("Received"), opened: ofBot("Opened"),
        refused: ofBot("Refused"), decoded: ofBot("Decoded") }],
    ];
  }));
}

class Call {
  constructor(browser, address, program, clips, loss) {
    Object.assign(this, { browser, address, clips, bot: new Bot(program), link: loss ? new LossyLink(loss) : null });
    this.signals = Promise.resolve();
  }

  check() {
    assert.equal(this.bot.problem ?? this.page?.problem ?? null, null);
    assert.equal(this.bot.exit, undefined, "the bot has ended");
  }

  async begin([keyA, keyB], pageArguments) {
    this.bot.say({ cmd: "prepare", role: "a", ...this.clips, width, height, fps: 30, codec: "VP8", keyA, keyB });
    this.page = await this.browser.open(this.address);
    this.page.onCall = (text) => this.pass(JSON.parse(text), (signal) => this.bot.say({ cmd: "signal", data: signal }));
    this.bot.onSignal = (signal) => this.pass(signal, (one) => this.page.call("takeSignal", one));
    await this.page.call("prepare", ...pageArguments);
    while (!this.bot.last("ready")) await this.pause();
    this.bot.say({ cmd: "join", offerer: true });
  }

  // In order, as the link wants it seen.
  pass(signal, deliver) {
    const failed = (error) => (this.page.problem ??= error.message);
    const step = async () => {
      const seen = this.link ? await this.link.translate(signal) : signal;
      if (seen) await deliver(seen);
    };
    this.signals = this.signals.then(step).catch(failed);
  }

  async pause() {
    await sleep(100);
    this.check();
  }

  // Until `done` is content with what was counted; it may also throw.
  async watch(done) {
    for (;;) {
      await this.pause();
      const report = await this.page.call("report");
      assert.equal(report.problem, null);
      this.counts = countsOf(report, this.bot.last("stats"));
      if (done(this.counts, report.reasons)) return report;
    }
  }

  async end() {
    this.bot.say({ cmd: "quit" });
    assert.equal(await within(20, "ending the bot", this.bot.ended), 0);
    await this.page.close();
    await this.link?.close();
  }

  kill() {
    this.bot.process.kill("SIGKILL");
    this.link?.close();
  }
}

const freshKey = () => randomBytes(32).toString("hex");

// `opens`: whether what is sent to the browser, and to the bot, is what the other one can open.
const calls = [
  { name: "the same keys", sealing: true, sameKeys: true, opens: { browser: true, bot: true } },
  { name: "5 % of the packets lost, 10 ms each way", sealing: true, sameKeys: true, opens: { browser: true, bot: true }, loss: 0.05 },
  { name: "a wrong key", sealing: true, sameKeys: false, opens: { browser: false, bot: false } },
  { name: "a browser that sends in clear", sealing: false, sameKeys: true, opens: { browser: true, bot: false } },
];

// True once there is enough of everything; throws at the first frame that went the wrong way.
function judge(counts, opens, reasons) {
  return Object.entries(counts).every(([name, { opened, refused, decoded }]) => {
    const [medium, , , side] = name.split(" ");
    if (opens[side]) {
      assert.equal(refused, 0, `${name}: refused; the page's reasons: ${JSON.stringify(reasons)}`);
      return opened >= enough[medium] && decoded >= enough[medium];
    }
    assert.deepEqual({ opened, decoded }, { opened: 0, decoded: 0 }, name);
    return refused >= enough[medium] / 3;
  });
}

// What opens is decoded, but for what is on its way to the decoder.
const decodesAll = (counts) => Object.values(counts).every(({ opened, decoded }) => decoded >= 0.9 * opened);

async function play(call, { sealing, sameKeys, opens }) {
  const keys = [freshKey(), freshKey()];
  await call.begin(keys, [keys[0], sameKeys ? keys[1] : freshKey(), sealing]);
  const { reasons } = await call.watch((counts, reasons) =>
    judge(counts, opens, reasons) && (!call.link || (call.link.lost >= enoughLost && decodesAll(counts))));
  assert.deepEqual(Object.keys(reasons), opens.browser ? [] : ["tag"]);
  await call.end();
}

async function main(program, chromium) {
  await checkSframe();
  const folder = mkdtempSync(join(tmpdir(), "bedside-interop-"));
  const clips = writeClips(folder);
  const { server, address } = await serve();
  const browser = new Chromium(chromium, folder);
  let call;
  try {
    console.log(await within(startSeconds, "starting Chromium", browser.version()));
    const end = performance.now() + 1000 * callsSeconds;
    for (const one of calls) {
      call = new Call(browser, address, program, clips, one.loss);
      console.log(`with ${one.name}:`);
      await within((end - performance.now()) / 1000, "the rest of the calls", play(call, one));
      console.table(call.counts);
      if (call.link) console.log(`${call.link.lost} packets lost, ${call.link.passed} passed on`);
    }
  } catch (error) {
    console.table(call?.counts);
    console.log(browser.log().split("\n").slice(-30).join("\n"));
    throw error;
  } finally {
    call?.kill();
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

const [program, chromium] = process.argv.slice(2);
await main(program, chromium);
