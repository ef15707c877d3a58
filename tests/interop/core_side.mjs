// SPDX-License-Identifier: Apache-2.0
// Members held by core/mls in the peer program. What is asked before the next turn of the event loop goes there as one line.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const bytesOf = (text) => new Uint8Array(Buffer.from(text, "base64"));

export class Peer {
  constructor(program) {
    this.process = spawn(program, [], { stdio: ["pipe", "pipe", "inherit"] });
    this.asked = [];
    this.waiting = [];
    this.members = 0;
    createInterface({ input: this.process.stdout }).on("line", (line) => {
      const answers = JSON.parse(line);
      this.waiting.splice(0, answers.length).forEach((one, i) => {
        const { error, why } = answers[i];
        if (error) one.reject(new Error(`core/mls: ${error} (${why})`));
        else one.resolve(answers[i]);
      });
    });
    const end = (why) => this.waiting.splice(0).forEach((one) => one.reject(new Error(`the peer program: ${why}`)));
    this.process.on("error", (error) => end(error.message));
    this.process.on("close", (code, signal) => end(`ended with ${code ?? signal}`));
    this.process.stdin.on("error", (error) => end(error.message));
  }

  ask(command) {
    if (this.asked.push(command) === 1)
      setImmediate(() => this.process.stdin.write(JSON.stringify(this.asked.splice(0)) + "\n"));
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  end() {
    this.process.stdin.end();
  }
}

export class CoreMember {
  static side = "core/mls";

  static async create(peer, identity) {
    const member = new CoreMember();
    Object.assign(member, { identity, peer, id: peer.members++ });
    member.keyPackage = bytesOf((await member.ask("newcomer", { identity })).keyPackage);
    return member;
  }

  ask(command, fields = {}) {
    return this.peer.ask({ do: command, member: this.id, ...fields });
  }

  found(groupId, parameter) {
    return this.ask("found", { groupId: base64(groupId), parameter: base64(parameter) });
  }

  join(welcome, ratchetTree) {
    return this.ask("join", { welcome: base64(welcome), ...(ratchetTree && { ratchetTree: base64(ratchetTree) }) });
  }

  // `parameter`: a new value of the GroupContext extension.
  async commit({ adds, removes, parameter }) {
    const answer = await this.ask("commit", {
      adds: adds.map(base64),
      removes,
      ...(parameter && { parameter: base64(parameter) }),
    });
    return {
      message: bytesOf(answer.commit),
      welcomes: answer.welcomes.map(bytesOf),
      ratchetTree: bytesOf(answer.ratchetTree),
      confirm: () => this.ask("confirm"),
      discard: () => this.ask("discard"),
    };
  }

  async receive(message) {
    const answer = await this.ask("receive", { message: base64(message) });
    return answer.kind === "application" ? { ...answer, text: bytesOf(answer.text) } : answer;
  }

  async protect(text) {
    return bytesOf((await this.ask("protect", { text: base64(text) })).message);
  }

  async state(label, context, length) {
    const { leaf, agreed } = await this.ask("state", { label, context: base64(context), length });
    this.leaf = leaf;
    return agreed;
  }

  forget() {
    return this.ask("forget");
  }
}
