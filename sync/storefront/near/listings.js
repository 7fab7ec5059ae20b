// What shops say about their goods and themselves, read out of genuine events: the newest of each counts.

import { allTagged, now, spec, tagged } from "./event.js";
import { decode } from "./geo.js";
import { haystack } from "./search.js";

const A_DAY = 24 * 3600;

/** A text of a stranger in one line, without what would turn its direction, and with it what stands beside it. */
export const cut = (text, length) =>
  text.replace(/[\s\p{Cc}]+/gu, " ").replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "").trim().slice(0, length);

/** An amount like "1.29" with its currency, or null. */
function money(amount, currency) {
  if (!/^\d{1,7}(\.\d{1,4})?$/.test(amount ?? "") || !/^[A-Z]{3}$/.test(currency ?? "")) return null;
  return { amount: Number(amount), currency };
}

const moneyText = (text) => money(...text.split("/")[0].split(" "));

/** The point of the longest geohash. */
export function placeOf(event) {
  const hashes = allTagged(event, "g").filter((hash) => hash.length <= 12 && decode(hash));
  const longest = hashes.reduce((best, hash) => (hash.length > best.length ? hash : best), "");
  return longest.length >= 5 ? decode(longest) : null;
}

/** An address that may be opened, or "". */
export function webAddress(text) {
  try {
    const address = new URL(text);
    return ["http:", "https:"].includes(address.protocol) && text.length < 500 ? address.href : "";
  } catch {
    return "";
  }
}

function stockOf(event) {
  const stock = tagged(event, "stock");
  if (!stock) return { cap: 1, low: false };
  const cap = /^\d{1,9}$/.test(stock) ? Math.min(Number(stock), 99) : 0;
  return { cap, low: spec(event, "availability") === "limited" || cap === 1 };
}

/** A listing (kind 30402) as the page shows it; `dead` where it is not for sale any more. */
export function readListing(event) {
  const [, amount, currency] = event.tags.find((tag) => tag[0] === "price") ?? [];
  const [, , form] = event.tags.find((tag) => tag[0] === "type") ?? [];
  const price = money(amount, currency);
  const title = cut(tagged(event, "title"), 160);
  const { cap, low } = stockOf(event);
  const gtin = (allTagged(event, "i").find((id) => /^gtin:\d{14}$/.test(id)) ?? "").slice(5);
  const departments = allTagged(event, "t").slice(0, 8).map((name) => cut(name, 40));
  const brand = cut(spec(event, "brand"), 60);
  const unit = ["kg", "l", "m"].find((name) => name === spec(event, "unit")) ?? ""; // "" is a piece
  const gone = tagged(event, "status") === "sold" || tagged(event, "visibility") === "hidden" || cap === 0;
  return {
    key: `${event.pubkey}:${tagged(event, "d")}`,
    id: event.id,
    shop: event.pubkey,
    d: tagged(event, "d"),
    at: event.created_at,
    expires: Number(tagged(event, "expiration")) || Infinity,
    dead: gone || !price || !title || form === "digital",
    title, brand, price, unit, gtin, cap, low, departments,
    deposit: moneyText(spec(event, "deposit")),
    unitPrice: moneyText(spec(event, "unit-price")),
    per: cut(spec(event, "unit-price").split("/")[1] ?? "", 12),
    place: placeOf(event),
    address: cut(tagged(event, "pickup_location") || tagged(event, "location"), 120),
    picture: webAddress(tagged(event, "image")),
    link: webAddress(tagged(event, "r")),
    hay: haystack(title, brand, ...departments),
  };
}

function profileOf(event) {
  let profile = {};
  try {
    profile = JSON.parse(event.content) ?? {};
  } catch {
    // a profile that cannot be read is as good as none
  }
  const text = (value, length) => (typeof value === "string" ? cut(value, length) : "");
  return {
    name: text(profile.display_name, 80) || text(profile.name, 80),
    about: text(profile.about, 300),
    website: webAddress(text(profile.website, 300)),
  };
}

function pickupOf(event) {
  const holds = spec(event, "holds");
  return {
    hours: tagged(event, "service") === "pickup" ? cut(tagged(event, "opening_hours"), 300) : "",
    holds: /^\d{1,4}$/.test(holds) ? Number(holds) : 0,
    address: cut(tagged(event, "location"), 120),
  };
}

/** Newer wins; at the same second the lower id (NIP-01). */
const newer = (one, other) => !other || one.at > other.at || (one.at === other.at && one.id < other.id);

/** Everything that was heard and found genuine. */
export class Shelf {
  #listings = new Map();
  #deleted = new Map();
  #facts = new Map();
  #sources = new Map();

  /** Take an event in; gives whether that changed anything. */
  put(event) {
    if (event.created_at > now() + A_DAY) return false;
    if (event.kind === 30402) return this.#listing(event);
    if (event.kind === 5) return this.#deletion(event);
    if ([0, 10050, 30406].includes(event.kind)) return this.#fact(event);
    return false;
  }

  /** Remember that a source knows of a listing. */
  seen(key, source) {
    if (!this.#sources.has(key)) this.#sources.set(key, new Set());
    this.#sources.get(key).add(source);
  }

  /** All listings that are for sale now. */
  *offered() {
    const time = now();
    for (const listing of this.#listings.values()) {
      if (!listing.dead && listing.place && listing.expires > time && !this.#isDeleted(listing)) yield listing;
    }
  }

  /** The listing that is for sale now, or null. */
  get(key) {
    for (const listing of this.offered()) if (listing.key === key) return listing;
    return null;
  }

  /** What is known of a shop. */
  shop(pubkey) {
    const profile = this.#facts.get(`0:${pubkey}:`);
    const pickup = this.#facts.get(`30406:${pubkey}:abholung`);
    const inbox = this.#facts.get(`10050:${pubkey}:`);
    return {
      pubkey, name: "", about: "", website: "", hours: "", holds: 0, address: "",
      ...(profile && profileOf(profile.event)),
      ...(pickup && pickupOf(pickup.event)),
      pickup: Boolean(pickup),
      inbox: inbox ? allTagged(inbox.event, "relay").slice(0, 3) : [],
    };
  }

  /** Which sources have a listing. */
  sources(key) {
    return [...(this.#sources.get(key) ?? [])];
  }

  #listing(event) {
    const listing = readListing(event);
    if (!newer(listing, this.#listings.get(listing.key))) return false;
    this.#listings.set(listing.key, listing);
    return true;
  }

  #isDeleted(listing) {
    const until = this.#deleted.get(`a:${listing.key}`);
    return (until !== undefined && listing.at <= until) || this.#deleted.has(`e:${listing.shop}:${listing.id}`);
  }

  #deletion(event) {
    for (const address of allTagged(event, "a")) {
      const [kind, pubkey, ...name] = address.split(":");
      const key = `a:${pubkey}:${name.join(":")}`;
      if (kind !== "30402" || pubkey !== event.pubkey) continue; // nobody deletes what is another's
      this.#deleted.set(key, Math.max(event.created_at, this.#deleted.get(key) ?? 0));
    }
    for (const id of allTagged(event, "e")) this.#deleted.set(`e:${event.pubkey}:${id}`, event.created_at);
    return true;
  }

  #fact(event) {
    const key = `${event.kind}:${event.pubkey}:${event.kind === 30406 ? tagged(event, "d") : ""}`;
    const fact = { at: event.created_at, id: event.id, event };
    if (!newer(fact, this.#facts.get(key))) return false;
    this.#facts.set(key, fact);
    return true;
  }
}
