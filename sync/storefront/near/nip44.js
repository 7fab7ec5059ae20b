// NIP-44, version 2: texts between two keys.

import {
  bytesToHex, chacha20, concatBytes, hexToBytes, hkdf_expand, hkdf_extract, hmac, randomBytes, secp256k1, sha256,
  utf8ToBytes,
} from "./vendor/noble.js";

const MOST = 1 << 20;

/** The key that both sides work out from the one's secret and the other's public key (hex). */
export function conversationKey(secret, pubkey) {
  const shared = secp256k1.getSharedSecret(hexToBytes(secret), hexToBytes(`02${pubkey}`)).subarray(1, 33);
  return hkdf_extract(sha256, shared, utf8ToBytes("nip44-v2"));
}

function messageKeys(key, nonce) {
  const keys = hkdf_expand(sha256, key, nonce, 76);
  return { cipher: keys.subarray(0, 32), nonce: keys.subarray(32, 44), mac: keys.subarray(44, 76) };
}

/** To how many bytes a text of that length is filled up. */
export function paddedLength(length) {
  if (length <= 32) return 32;
  const power = 2 ** (Math.floor(Math.log2(length - 1)) + 1);
  const chunk = power <= 256 ? 32 : power / 8;
  return chunk * (Math.floor((length - 1) / chunk) + 1);
}

function pad(text) {
  const plain = utf8ToBytes(text);
  if (!plain.length || plain.length > MOST) throw new Error("nip44: length");
  const long = plain.length > 0xffff;
  const start = long ? 6 : 2;
  const padded = new Uint8Array(start + paddedLength(plain.length));
  const view = new DataView(padded.buffer);
  if (long) view.setUint32(2, plain.length);
  else view.setUint16(0, plain.length);
  padded.set(plain, start);
  return padded;
}

function unpad(padded) {
  const view = new DataView(padded.buffer, padded.byteOffset, padded.byteLength);
  const short = view.getUint16(0);
  const start = short ? 2 : 6;
  const length = short || view.getUint32(2);
  if (!short && length <= 0xffff) throw new Error("nip44: padding");
  const plain = padded.subarray(start, start + length);
  if (plain.length !== length || padded.length !== start + paddedLength(length)) throw new Error("nip44: padding");
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain);
}

function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** A text, encrypted under a conversation key. */
export function encrypt(text, key, nonce = randomBytes(32)) {
  const keys = messageKeys(key, nonce);
  const cipher = chacha20(keys.cipher, keys.nonce, pad(text));
  const mac = hmac(sha256, keys.mac, concatBytes(nonce, cipher));
  return toBase64(concatBytes(Uint8Array.of(2), nonce, cipher, mac));
}

/** The text again; throws where anything is not as it must be. */
export function decrypt(payload, key) {
  if (payload.length < 132 || payload.length > 2 * MOST || payload[0] === "#") throw new Error("nip44: payload");
  const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
  if (bytes[0] !== 2 || bytes.length < 99) throw new Error("nip44: version");
  const nonce = bytes.subarray(1, 33);
  const cipher = bytes.subarray(33, -32);
  const keys = messageKeys(key, nonce);
  const mac = hmac(sha256, keys.mac, concatBytes(nonce, cipher));
  if (bytesToHex(mac) !== bytesToHex(bytes.subarray(-32))) throw new Error("nip44: mac");
  return unpad(chacha20(keys.cipher, keys.nonce, cipher));
}
