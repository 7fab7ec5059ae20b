// Nostr events: their shape, their id, their signature.

import { bytesToHex, hexToBytes, randomBytes, schnorr, sha256, utf8ToBytes } from "./vendor/noble.js";

const HEX64 = /^[0-9a-f]{64}$/;
const HEX128 = /^[0-9a-f]{128}$/;

/** Now, in Unix seconds. */
export const now = () => Math.floor(Date.now() / 1000);

/** The id that an event must have (NIP-01). */
export function idOf(event) {
  const { pubkey, created_at, kind, tags, content } = event;
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([0, pubkey, created_at, kind, tags, content]))));
}

const isTag = (tag) => Array.isArray(tag) && tag.every((value) => typeof value === "string");

/** Whether something has the shape of an event without its signature. */
export function isRumor(event) {
  return (
    typeof event === "object" &&
    event !== null &&
    HEX64.test(event.pubkey) &&
    Number.isSafeInteger(event.created_at) &&
    Number.isSafeInteger(event.kind) &&
    typeof event.content === "string" &&
    Array.isArray(event.tags) &&
    event.tags.length <= 2500 &&
    event.tags.every(isTag)
  );
}

/** Whether something has the shape of an event. */
export function isEvent(event) {
  return isRumor(event) && HEX64.test(event.id) && HEX128.test(event.sig);
}

/** Whether id and signature are true. */
export function isGenuine(event) {
  try {
    return (
      idOf(event) === event.id && schnorr.verify(hexToBytes(event.sig), hexToBytes(event.id), hexToBytes(event.pubkey))
    );
  } catch {
    return false;
  }
}

/** A key that nobody had before, as hex. */
export const newKey = () => bytesToHex(schnorr.keygen().secretKey);

/** The public half of a key, as hex. */
export const publicKey = (secret) => bytesToHex(schnorr.getPublicKey(hexToBytes(secret)));

/** An event with its id and signature. */
export function signed(draft, secret) {
  const event = { ...draft, pubkey: publicKey(secret) };
  event.id = idOf(event);
  event.sig = bytesToHex(schnorr.sign(hexToBytes(event.id), hexToBytes(secret), randomBytes(32)));
  return event;
}

/** The first value of a tag, or "". */
export const tagged = (event, name) => event.tags.find((tag) => tag[0] === name)?.[1] ?? "";

/** The first values of all tags of that name. */
export const allTagged = (event, name) =>
  event.tags.filter((tag) => tag[0] === name && tag.length > 1).map((tag) => tag[1]);

/** The value of a `spec` tag, or "". */
export const spec = (event, name) => event.tags.find((tag) => tag[0] === "spec" && tag[1] === name)?.[2] ?? "";
