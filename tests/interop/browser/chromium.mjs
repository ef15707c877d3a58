// SPDX-License-Identifier: Apache-2.0
// A headless Chromium, driven through the pipe of its DevTools protocol: NUL-terminated JSON on descriptors 3 and 4.
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const options = [
  "--headless",
  "--remote-debugging-pipe",
  "--no-sandbox", // root has none, nor has a container; the only page is ours
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-breakpad",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-dev-shm-usage",
  "--disable-extensions",
  "--disable-sync",
  "--mute-audio",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
];
const endMilliseconds = 5000;
const textOf = ({ exception, text }) => exception?.description ?? text;

export class Chromium {
  // Its profile and its log are in `folder`.
  constructor(program, folder) {
    this.profile = join(folder, "profile");
    this.logFile = join(folder, "chromium.log");
    const log = openSync(this.logFile, "w");
    // A process group of its own, so that all of it can be ended.
    this.process = spawn(program, [...options, `--user-data-dir=${this.profile}`, "about:blank"], {
      stdio: ["ignore", log, log, "pipe", "pipe"],
      detached: true,
    });
    closeSync(log);
    this.asked = new Map();
    this.listeners = [];
    this.last = 0;
    this.ended = new Promise((resolve) => this.process.on("close", resolve));
    this.process.on("error", (error) => this.rejectAll(error.message));
    this.process.on("close", (code, signal) => this.rejectAll(`it ended with ${code ?? signal}`));
    const [, , , input, output] = this.process.stdio;
    this.input = input;
    input.on("error", (error) => this.rejectAll(error.message));
    let rest = "";
    output.setEncoding("utf8").on("data", (text) => {
      const messages = (rest + text).split("\0");
      rest = messages.pop();
      messages.forEach((message) => this.take(JSON.parse(message)));
    });
  }

  rejectAll(why) {
    this.gone = new Error(`Chromium: ${why}`);
    this.asked.forEach(({ reject }) => reject(this.gone));
    this.asked.clear();
  }

  take({ id, result, error, method, params, sessionId }) {
    if (id === undefined) return this.listeners.forEach((listener) => listener(method, params, sessionId));
    const { resolve, reject } = this.asked.get(id) ?? {};
    this.asked.delete(id);
    if (error) reject?.(new Error(`Chromium: ${error.message}`));
    else resolve?.(result);
  }

  ask(method, params = {}, sessionId = undefined) {
    if (this.gone) return Promise.reject(this.gone);
    const id = ++this.last;
    this.input.write(JSON.stringify({ id, method, params, sessionId }) + "\0");
    return new Promise((resolve, reject) => this.asked.set(id, { resolve, reject }));
  }

  async version() {
    return (await this.ask("Browser.getVersion")).product;
  }

  async open(address) {
    const { targetId } = await this.ask("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.ask("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, targetId, sessionId);
    await page.load(address);
    return page;
  }

  log() {
    return readFileSync(this.logFile, "utf8");
  }

  async close() {
    const late = new Promise((resolve) => setTimeout(resolve, endMilliseconds).unref());
    await Promise.race([this.ask("Browser.close").catch(() => {}).then(() => this.ended), late]);
    try {
      process.kill(-this.process.pid, "SIGKILL");
    } catch {
      // all of it has ended
    }
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 10 });
  }
}

class Page {
  constructor(browser, targetId, sessionId) {
    this.browser = browser;
    this.targetId = targetId;
    this.sessionId = sessionId;
    this.onCall = () => {}; // of a binding, with its text
    this.problem = null;    // the first exception that nobody caught
  }

  ask(method, params) {
    return this.browser.ask(method, params, this.sessionId);
  }

  async load(address) {
    const loaded = new Promise((resolve) => {
      this.browser.listeners.push((method, params, sessionId) => {
        if (sessionId !== this.sessionId) return;
        if (method === "Page.loadEventFired") resolve();
        if (method === "Runtime.bindingCalled") this.onCall(params.payload);
        if (method === "Runtime.exceptionThrown")
          this.problem ??= textOf(params.exceptionDetails);
      });
    });
    await this.ask("Page.enable");
    await this.ask("Runtime.enable");
    await this.ask("Runtime.addBinding", { name: "sendSignal" });
    const { errorText } = await this.ask("Page.navigate", { url: address });
    if (errorText) throw new Error(`${address}: ${errorText}`);
    await loaded;
  }

  // Calls a function of the page's `window` and waits for what it returns.
  async call(name, ...values) {
    const expression = `window.${name}(${values.map((value) => JSON.stringify(value)).join(", ")})`;
    const how = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.ask("Runtime.evaluate", how);
    if (exceptionDetails) throw new Error(`page: ${textOf(exceptionDetails)}`);
    return result.value;
  }

  close() {
    return this.browser.ask("Target.closeTarget", { targetId: this.targetId });
  }
}
