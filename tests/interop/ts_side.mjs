// SPDX-License-Identifier: Apache-2.0
// Members held by ts-mls, behind the same methods as those of core_side.mjs.
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import * as mls from "ts-mls";
import { defaultClientConfig } from "ts-mls/clientConfig.js";
import { decodeRatchetTree, encodeRatchetTree } from "ts-mls/ratchetTree.js";

const suite = "MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519";
const parameterType = 0xf0b1;
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

function decoded(bytes, decode, what) {
  const [value, length] = decode(bytes, 0) ?? [];
  if (length !== bytes.length) throw new Error(`ts-mls does not read the ${what}`);
  return value;
}

const message = (wireformat, fields) => mls.encodeMlsMessage({ version: "mls10", wireformat, ...fields });

// ts-mls's own primitives, but for HKDF and hashes: it waits for a thread of WebCrypto for each of them, thousands of
// times a history.
async function implementation() {
  const of = (provider) => mls.getCiphersuiteImpl(mls.getCiphersuiteFromName(suite), provider);
  const kdf = {
    size: 32,
    extract: async (salt, ikm) => extract(sha256, ikm, salt),
    expand: async (prk, info, length) => expand(sha256, prk, info, length),
  };
  return { ...(await of(mls.defaultCryptoProvider)), kdf, hash: (await of(mls.nobleCryptoProvider)).hash };
}

export class TsMember {
  static side = "ts-mls";
  static implementation = implementation();

  // `random` draws unknown values of capabilities (RFC 9420 section 13.5) and how messages are padded.
  static async create(random, identity) {
    const member = new TsMember();
    member.identity = identity;
    member.cs = await TsMember.implementation;
    const grease = () => (random(2) ? [0x0a0a + 0x1010 * random(15)] : []);
    const capabilities = {
      versions: ["mls10"],
      ciphersuites: [...grease().map(String), suite],
      extensions: [...grease(), parameterType],
      proposals: grease(),
      credentials: ["basic", ...grease().map(String)],
    };
    const seconds = BigInt(Math.floor(Date.now() / 1000));
    const lifetime = { notBefore: seconds - 3600n, notAfter: seconds + 23n * 3600n };
    const credential = { credentialType: "basic", identity: new TextEncoder().encode(identity) };
    member.own = await mls.generateKeyPackage(credential, capabilities, lifetime, [], member.cs);
    member.config = {
      ...defaultClientConfig,
      lifetimeConfig: { ...mls.defaultLifetimeConfig, validateLifetimeOnReceive: true },
      paddingConfig: random(2) ? mls.defaultPaddingConfig : { kind: "alwaysPad", paddingLength: random(300) },
    };
    member.keyPackage = message("mls_key_package", { keyPackage: member.own.publicPackage });
    return member;
  }

  static extensions(parameter) {
    const required = { extensionTypes: [parameterType], proposalTypes: [], credentialTypes: ["basic"] };
    return [
      { extensionType: "required_capabilities", extensionData: mls.encodeRequiredCapabilities(required) },
      { extensionType: parameterType, extensionData: parameter },
    ];
  }

  async found(groupId, parameter) {
    const { publicPackage, privatePackage } = this.own;
    const extensions = TsMember.extensions(parameter);
    this.group = await mls.createGroup(groupId, publicPackage, privatePackage, extensions, this.cs, this.config);
  }

  async join(welcome, ratchetTree) {
    const { publicPackage, privatePackage } = this.own;
    const tree = ratchetTree && decoded(ratchetTree, decodeRatchetTree, "ratchet tree");
    const inside = decoded(welcome, mls.decodeMlsMessage, "Welcome").welcome;
    this.group = await mls.joinGroup(inside, publicPackage, privatePackage, mls.emptyPskIndex, this.cs, tree, undefined,
      this.config);
  }

  static add(keyPackage) {
    return { proposalType: "add", add: { keyPackage: decoded(keyPackage, mls.decodeMlsMessage, "KeyPackage").keyPackage } };
  }

  static remove(removed) {
    return { proposalType: "remove", remove: { removed } };
  }

  // Commits what is given, and by reference every proposal that this member has received or sent in this epoch.
  async commit({ adds, removes, isPublic, ratchetTreeExtension }) {
    const out = await mls.createCommit({ state: this.group, cipherSuite: this.cs }, {
      extraProposals: [...removes.map(TsMember.remove), ...adds.map(TsMember.add)],
      ratchetTreeExtension,
      wireAsPublicMessage: isPublic,
    });
    return {
      message: mls.encodeMlsMessage(out.commit),
      welcomes: out.welcome && [message("mls_welcome", { welcome: out.welcome })],
      ratchetTree: encodeRatchetTree(out.newState.ratchetTree),
      confirm: async () => void (this.group = out.newState),
      discard: async () => {},
    };
  }

  async propose(proposal, isPublic) {
    const out = await mls.createProposal(this.group, isPublic, proposal, this.cs);
    this.group = out.newState;
    return mls.encodeMlsMessage(out.message);
  }

  async receive(bytes) {
    let kind = "proposal";
    let counts = {};
    const note = (incoming) => {
      if (incoming.kind === "commit") {
        kind = "commit";
        const count = (type) => incoming.proposals.filter((one) => one.proposal.proposalType === type).length;
        counts = { added: count("add"), removed: count("remove") };
      }
      return "accept";
    };
    const incoming = decoded(bytes, mls.decodeMlsMessage, "message");
    const out = await mls.processMessage(incoming, this.group, mls.emptyPskIndex, note, this.cs);
    this.group = out.newState;
    if (out.kind === "applicationMessage") return { kind: "application", text: out.message };
    return { kind, ...counts, removesUs: this.group.groupActiveState.kind === "removedFromGroup" };
  }

  async protect(text) {
    const out = await mls.createApplicationMessage(this.group, text, this.cs);
    this.group = out.newState;
    return message("mls_private_message", { privateMessage: out.privateMessage });
  }

  async state(label, context, length) {
    const { groupContext, keySchedule, ratchetTree, privatePath } = this.group;
    this.leaf = privatePath.leafIndex;
    const members = ratchetTree.flatMap((node, index) =>
      node?.nodeType === "leaf" ? [[index / 2, new TextDecoder().decode(node.leaf.credential.identity)]] : []);
    const exported = await mls.mlsExporter(keySchedule.exporterSecret, label, context, length, this.cs);
    const parameter = groupContext.extensions.find((one) => one.extensionType === parameterType);
    return {
      epoch: Number(groupContext.epoch),
      members,
      treeHash: base64(groupContext.treeHash),
      ratchetTree: base64(encodeRatchetTree(ratchetTree)),
      transcript: base64(groupContext.confirmedTranscriptHash),
      authenticator: base64(keySchedule.epochAuthenticator),
      exported: base64(exported),
      parameter: parameter ? base64(parameter.extensionData) : null,
    };
  }

  async forget() {}
}

// RFC 9420 section 7.9.2 lets an ancestor have more unmerged leaves than a populated node below it.
export function hasUnequalUnmergedLeaves(ratchetTree) {
  const tree = decoded(ratchetTree, decodeRatchetTree, "ratchet tree");
  const listed = tree.filter((node) => node?.nodeType === "parent").map((node) => node.parent.unmergedLeaves.join());
  return new Set(listed).size > 1;
}
