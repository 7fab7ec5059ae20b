// NIP-59: a message sealed by its sender, and wrapped so that a relay sees neither who wrote nor when.

import { idOf, isEvent, isGenuine, isRumor, newKey, now, publicKey, signed } from "./event.js";
import { conversationKey, decrypt, encrypt } from "./nip44.js";

const TWO_DAYS = 2 * 24 * 3600;

function sometimeBefore() {
  return now() - Math.floor((crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32) * TWO_DAYS);
}

/** The message that is to be sealed: an event without a signature. */
export function rumor(kind, tags, content, secret) {
  const message = { pubkey: publicKey(secret), created_at: now(), kind, tags, content };
  return { id: idOf(message), ...message };
}

/** A message for one receiver, as it goes to a relay. */
export function wrap(message, secret, receiver) {
  const inner = encrypt(JSON.stringify(message), conversationKey(secret, receiver));
  const seal = signed({ kind: 13, created_at: sometimeBefore(), tags: [], content: inner }, secret);
  const once = newKey();
  const outer = encrypt(JSON.stringify(seal), conversationKey(once, receiver));
  return signed({ kind: 1059, created_at: sometimeBefore(), tags: [["p", receiver]], content: outer }, once);
}

/** The message in a wrap, or null where anything about it is not true: signatures, sender, receiver. */
export function unwrap(event, secret) {
  try {
    if (!isEvent(event) || event.kind !== 1059 || event.content.length > 65536 || !isGenuine(event)) return null;
    const seal = JSON.parse(decrypt(event.content, conversationKey(secret, event.pubkey)));
    if (!isEvent(seal) || seal.kind !== 13 || !isGenuine(seal)) return null;
    const message = JSON.parse(decrypt(seal.content, conversationKey(secret, seal.pubkey)));
    if (!isRumor(message) || message.pubkey !== seal.pubkey) return null;
    return { ...message, id: idOf(message) };
  } catch {
    return null;
  }
}
