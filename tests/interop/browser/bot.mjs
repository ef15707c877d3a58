// SPDX-License-Identifier: Apache-2.0
// bedside-bot --line-protocol as a process: JSON lines both ways.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export class Bot {
  constructor(program) {
    this.process = spawn(program, ["--line-protocol", "--loopback"], { stdio: ["pipe", "pipe", "inherit"] });
    this.events = [];
    this.onSignal = () => {};
    this.problem = null;
    this.ended = new Promise((resolve) => this.process.on("close", (code, signal) => resolve(code ?? signal)));
    this.ended.then((how) => (this.exit = how));
    this.process.on("error", (error) => (this.problem ??= error.message));
    this.process.stdin.on("error", (error) => (this.problem ??= error.message));
    createInterface({ input: this.process.stdout }).on("line", (line) => this.take(JSON.parse(line)));
  }

  take(event) {
    if (event.ev === "signal") return this.onSignal(event.data);
    if (event.ev === "error") this.problem ??= event.text;
    this.events.push(event);
  }

  say(line) {
    this.process.stdin.write(JSON.stringify(line) + "\n");
  }

  last(event) {
    return this.events.findLast((one) => one.ev === event);
  }
}
