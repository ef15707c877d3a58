// SPDX-License-Identifier: Apache-2.0
// Random histories of groups whose members are held by core/mls or by ts-mls, drawn for each. After every epoch all
// members have to agree. All choices come from the seed; the keys are fresh each time.
//   node histories.mjs PEER [SEED] [COUNT]     COUNT histories with the seeds SEED, SEED + 1, ...
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto; // Node 18 has it behind an option only
const { CoreMember, Peer } = await import("./core_side.mjs");
const { TsMember, hasUnequalUnmergedLeaves } = await import("./ts_side.mjs");

const largest = 12;
const totals = new Map();
const count = (what, by = 1) => totals.set(what, (totals.get(what) ?? 0) + by);

// mulberry32: small, and the same on every machine. Gives integers from 0 to bound - 1.
function drawsFrom(seed) {
  return (bound) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

// A rule that ts-mls has too strict (see README).
const strictUnmergedLeaves = "non-blank intermediate node must list leaf node in its unmerged_leaves";

class History {
  constructor(seed, peer) {
    this.random = drawsFrom(seed);
    this.seed = seed;
    this.peer = peer;
    this.created = 0;
    this.newcomers = [];
    this.left = [];
    this.absent = []; // identities in the tree whose owner ts-mls kept from joining
  }

  async run() {
    const target = 2 + this.random(largest - 1);
    const founder = await this.newMember();
    this.parameter = this.bytes(4);
    await founder.found(new TextEncoder().encode(`group ${this.seed}`), this.parameter);
    this.members = [founder];
    const epochs = 3 + this.random(3);
    await this.compare();
    for (let epoch = 1; epoch <= epochs; ++epoch) await this.step(target);
    await Promise.all(this.members.map((one) => one.forget()));
    count("histories");
  }

  pick(list) {
    return list[this.random(list.length)];
  }

  bytes(length) {
    return Uint8Array.from({ length }, () => this.random(256));
  }

  shuffled(list) {
    const out = [...list];
    for (let i = out.length - 1; i > 0; --i) {
      const j = this.random(i + 1);
      [out[i], out[j]] = [out[j], out[i]];
    }
    return out;
  }

  newMember() {
    const identity = `${this.seed}/${this.created++}`;
    return this.random(2) ? CoreMember.create(this.peer, identity) : TsMember.create(this.random, identity);
  }

  others(member) {
    return this.members.filter((one) => one !== member);
  }

  async step(target) {
    await this.chatter();
    const late = await this.lateMessage();
    const plan = await this.plan(target);
    await this.propose(plan);
    await this.commit(plan);
    await this.compare();
    await this.checkBoundaries(plan, late);
  }

  // Who commits what. A plan without adds and removes is an update: a commit with nothing but a path.
  async plan(target) {
    const committer = this.pick(this.members);
    const room = target - this.members.length;
    const alone = this.members.length === 1;
    const adding = alone ? 1 + this.random(room) : this.random(2) ? this.random(Math.min(room, 3) + 1) : 0;
    const adds = [];
    while (adds.length < adding) adds.push(await this.newMember());
    const removes = this.random(2) ? this.others(committer).filter(() => this.random(4) === 0) : [];
    while (this.members.length - removes.length + adds.length < 2 || this.blanksHalfTheTree(adds, removes))
      if (removes.length > 0) removes.pop();
      else adds.push(await this.newMember());
    const plan = { committer, adds, removes, proposedAdds: [], proposedRemoves: [], isPublic: false };
    if (committer instanceof CoreMember) {
      if (this.random(6) === 0) plan.parameter = this.bytes(4);
    } else {
      plan.isPublic = this.random(4) === 0;
      plan.ratchetTreeExtension = this.random(2) === 0;
    }
    return plan;
  }

  // Whether nobody would be left in the left half of the tree. Then the root stays blank, and ts-mls derives another
  // commit secret than RFC 9420 asks for (see README): only groups without ts-mls do this.
  blanksHalfTheTree(adds, removes) {
    if (adds.length > 0 || this.members.every((one) => one instanceof CoreMember)) return false;
    const leaves = this.members.filter((one) => !removes.includes(one)).map((one) => one.leaf);
    return Math.clz32(Math.min(...leaves)) === Math.clz32(Math.max(...leaves));
  }

  // Members of ts-mls first propose some of what the plan holds, in messages of their own: a committer of ts-mls then
  // commits it by reference. core/mls commits by value only, so with it as the committer such proposals come to nothing.
  async propose(plan) {
    const proposers = this.members.filter((one) => one instanceof TsMember);
    if (proposers.length === 0 || this.random(3) !== 0) return;
    const proposals = [];
    if (plan.committer instanceof TsMember) {
      for (const [from, to, make] of [
        [plan.adds, plan.proposedAdds, (one) => TsMember.add(one.keyPackage)],
        [plan.removes, plan.proposedRemoves, (one) => TsMember.remove(one.leaf)],
      ])
        for (const one of from.splice(0, this.random(from.length + 1))) {
          to.push(one);
          proposals.push(make(one));
        }
      count("proposals committed by reference", proposals.length);
    } else if (this.members.length > 2) {
      proposals.push(TsMember.remove(this.pick(this.others(plan.committer)).leaf));
      count("proposals that the committer leaves out");
    }
    for (const proposal of proposals) {
      const proposer = this.pick(proposers);
      const message = await proposer.propose(proposal, this.random(2) === 0);
      for (const answer of await this.deliver(message, this.others(proposer))) assert.equal(answer.kind, "proposal");
    }
  }

  deliver(message, receivers) {
    return Promise.all(receivers.map((one) => one.receive(message)));
  }

  async refuse(message, receivers, why) {
    const answers = await Promise.allSettled(receivers.map((one) => one.receive(message)));
    for (const [i, answer] of answers.entries()) {
      assert.equal(answer.status, "rejected", `${receivers[i].constructor.side} takes ${why}`);
      assert.doesNotMatch(String(answer.reason), /the peer program/);
      count("messages refused, as they should be");
    }
  }

  damaged(message) {
    const out = message.slice();
    out[out.length - 1 - this.random(16)] ^= 1 << this.random(8);
    return out;
  }

  async commit(plan) {
    const { committer } = plan;
    const adds = [...plan.proposedAdds, ...plan.adds];
    const removes = [...plan.proposedRemoves, ...plan.removes];
    const out = await committer.commit({
      ...plan,
      adds: plan.adds.map((one) => one.keyPackage),
      removes: [...plan.removes.map((one) => one.leaf), ...this.absent.map((one) => this.leaves.get(one))],
    });
    const staying = this.others(committer).filter((one) => !removes.includes(one));
    if (this.random(4) === 0) await this.refuse(this.damaged(out.message), staying, "a damaged commit");
    const expected = { kind: "commit", added: adds.length, removed: removes.length + this.absent.length, removesUs: false };
    for (const [i, answer] of (await this.deliver(out.message, staying)).entries())
      assert.deepEqual({ ...answer, removesUs: Boolean(answer.removesUs) }, expected, staying[i].constructor.side);
    await Promise.all(removes.map((one) => this.leave(one, out.message, adds.length > 0)));
    await out.confirm();
    this.note(plan, adds, removes);
    this.members = [...staying, committer];
    this.left = removes;
    this.absent = [];
    if (plan.parameter) this.parameter = plan.parameter;
    await this.joinAll(plan, adds, out);
  }

  // ts-mls does not see that it has been removed where the same commit gives its leaf to a newcomer; it must not get
  // into the new epoch then either.
  async leave(member, commit, leafIsTaken) {
    const answer = await member.receive(commit).catch((error) => error);
    if (answer instanceof Error && !(member instanceof TsMember && leafIsTaken)) throw answer;
    if (!(answer instanceof Error)) assert.equal(answer.removesUs, true, `${member.constructor.side} stays`);
  }

  async joinAll(plan, adds, out) {
    const inside = plan.ratchetTreeExtension === true;
    const join = (one, i) => one.join(out.welcomes[i % out.welcomes.length], inside ? undefined : out.ratchetTree);
    const answers = await Promise.allSettled(adds.map(join));
    const joined = adds.filter((_, i) => answers[i].status === "fulfilled");
    for (const [i, { status, reason }] of answers.entries()) {
      if (status === "fulfilled") continue;
      if (!(adds[i] instanceof TsMember) || reason.message !== strictUnmergedLeaves) throw reason;
      assert.ok(hasUnequalUnmergedLeaves(out.ratchetTree), "ts-mls refuses a tree for a reason that is not there");
      this.absent.push(adds[i].identity);
      count("joins that ts-mls refuses in error (see README)");
    }
    for (const one of joined)
      count(`joins: ${one.constructor.side} by ${plan.committer.constructor.side}, tree ${inside ? "inside" : "beside"}`);
    this.members.push(...joined);
    this.newcomers = joined;
    this.adder = plan.committer;
  }

  note(plan, adds, removes) {
    const { committer } = plan;
    count(`commits by ${committer.constructor.side}`);
    count("adds", adds.length);
    count("removes", removes.length);
    if (adds.length + removes.length + this.absent.length === 0) count(`updates by ${committer.constructor.side}`);
    if (plan.parameter) count("changes of the GroupContext");
    if (plan.isPublic) count("commits as PublicMessage");
    if (this.newcomers.includes(committer)) count(`commits by who has just joined: ${committer.constructor.side}`);
    else if (this.newcomers.length > 0 && committer !== this.adder)
      count(`commits after a joiner by another than the adder: ${committer.constructor.side}`);
  }

  // Each member opens all messages of the others, in an order of its own.
  async chatter() {
    const sent = [];
    for (let i = this.random(3); i > 0; --i) {
      const from = this.pick(this.members);
      const text = this.bytes(this.random(3) * this.random(200));
      sent.push({ from, text, message: await from.protect(text) });
    }
    const open = async (one) => {
      for (const { text, message } of this.shuffled(sent.filter(({ from }) => from !== one)))
        await this.opens(one, message, text);
    };
    if (sent.length > 0 && this.random(3) === 0)
      await this.refuse(this.damaged(sent[0].message), this.others(sent[0].from), "a damaged message");
    await Promise.all(this.members.map(open));
    if (sent.length > 0 && this.random(3) === 0)
      await this.refuse(sent[0].message, this.others(sent[0].from), "a message twice");
  }

  async opens(member, message, text) {
    const answer = await member.receive(message);
    assert.equal(answer.kind, "application");
    assert.deepEqual(Buffer.from(answer.text), Buffer.from(text), `${member.constructor.side} reads another text`);
    count(`messages opened by ${member.constructor.side}`);
  }

  // Sent in this epoch, opened in the next.
  async lateMessage() {
    const from = this.pick(this.members);
    const text = this.bytes(40);
    return { from, text, message: await from.protect(text) };
  }

  // Whoever left reads nothing of the new epoch, whoever came nothing of the old one; the others read both.
  async checkBoundaries(plan, late) {
    const stayed = this.members.filter((one) => !this.newcomers.includes(one) && one !== late.from);
    await Promise.all(stayed.map((one) => this.opens(one, late.message, late.text)));
    await this.refuse(late.message, this.newcomers, "a message from before it came");
    if (this.left.length > 0) await this.refuse(await this.pick(this.members).protect(this.bytes(9)), this.left,
      "a message from after it left");
    await Promise.all(this.left.map((one) => one.forget()));
  }

  async compare() {
    const label = `label ${this.random(100)}`;
    const context = this.bytes(this.random(20));
    const length = 1 + this.random(64);
    const states = await Promise.all(this.members.map((one) => one.state(label, context, length)));
    for (const [i, state] of states.entries())
      assert.deepEqual(state, states[0], `${this.members[i].constructor.side} and ${this.members[0].constructor.side}`);
    assert.equal(states[0].parameter, Buffer.from(this.parameter).toString("base64"));
    const expected = [...this.members.map((one) => one.identity), ...this.absent].sort();
    assert.deepEqual(states[0].members.map(([, identity]) => identity).sort(), expected);
    this.leaves = new Map(states[0].members.map(([leaf, identity]) => [identity, leaf]));
    for (const one of this.members) assert.equal(one.leaf, this.leaves.get(one.identity));
    count("epochs compared");
    count(`groups of ${this.members.length}`);
  }
}

// What a complete run has to have seen at least once: a draw that never falls would test nothing.
const wanted = [
  ...["core/mls", "ts-mls"].flatMap((side) => [
    `commits by ${side}`,
    `updates by ${side}`,
    `messages opened by ${side}`,
    `commits by who has just joined: ${side}`,
    `commits after a joiner by another than the adder: ${side}`,
    `joins: ${side} by core/mls, tree beside`,
    `joins: ${side} by ts-mls, tree beside`,
    `joins: ${side} by ts-mls, tree inside`,
  ]),
  "removes",
  "changes of the GroupContext",
  "commits as PublicMessage",
  "proposals committed by reference",
  "proposals that the committer leaves out",
  ...Array.from({ length: largest - 1 }, (_, i) => `groups of ${i + 2}`),
];

// Several histories at a time, so that neither side waits for the other.
async function main(program, first = 1, histories = 200) {
  const peer = new Peer(program);
  let seed = first;
  let failed = false;
  const work = async () => {
    while (!failed && seed < first + histories) {
      const mine = seed++;
      try {
        await new History(mine, peer).run();
      } catch (error) {
        failed = true;
        console.log(`interop: the history with seed ${mine} failed; BEDSIDE_INTEROP_SEED=${mine} runs it alone`);
        console.log(error);
      }
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  peer.end();
  for (const [what, times] of [...totals].sort()) console.log(`interop: ${what}: ${times}`);
  const missing = failed || histories < 200 ? [] : wanted.filter((what) => !totals.get(what));
  for (const what of missing) console.log(`interop: never seen: ${what}`);
  return failed || missing.length > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv[2], ...process.argv.slice(3).map(Number));
