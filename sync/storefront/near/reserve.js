// Reservations: an encrypted order to the shop, and its answers.

import { newKey, now, publicKey } from "./event.js";
import { OPEN, answer } from "./orders.js";
import { Relay } from "./relays.js";
import { rumor, unwrap, wrap } from "./wrap.js";

const MOST_ANSWERS = 200;
const LATER = [2000, 5000, 15_000, 40_000];

/** A random UUID, also where the page came without encryption and the browser makes none. */
function uuid() {
  const hex = newKey().slice(0, 32);
  const variant = "89ab"[parseInt(hex[16], 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Whether a relay named by a shop may be called: encrypted, or one that this page was told anyway. */
export const callable = (url, told) => told.includes(url) || /^wss:\/\/[a-z0-9.-]+(:\d+)?(\/[^\s]*)?$/i.test(url);

/** Where a shop is written to: its inbox, or else the relays that showed the listing. */
export function mailboxes(shop, listedOn, told) {
  const inbox = shop.inbox.filter((url) => callable(url, told));
  const places = inbox.length ? inbox : listedOn;
  return [...new Set(places.map((url) => url.replace(/\/$/, "")))].slice(0, 4);
}

/** Sends orders and hears what becomes of them. */
export class Reservations {
  #relays = new Map();

  constructor(orders, patience, changed) {
    this.orders = orders;
    this.patience = patience;
    this.changed = changed;
  }

  /** Go on with what an earlier visit began. */
  resume() {
    for (const order of this.orders.all) if (OPEN.includes(order.state) && order.state !== "unsent") this.#listen(order);
  }

  /** Reserve so many of a listing; gives the order at once, its state changes as it goes. */
  place({ listing, shop, quantity, note, name, relays }) {
    const order = {
      id: uuid(), secret: newKey(), shop: listing.shop, shopName: shop.name, at: now(), state: "sending",
      address: listing.address || shop.address, place: listing.place, title: listing.title, d: listing.d, unit: listing.unit, quantity,
      price: listing.price, deposit: listing.deposit, holds: shop.holds, pickup: shop.pickup, relays,
      content: [note, name && `Name: ${name}`].filter(Boolean).join("\n"),
    };
    this.#settle(order, "sending");
    this.send(order);
    return order;
  }

  /** Send an order, the first time or again: the shop knows it by its number and takes it once. */
  async send(order) {
    const tags = [
      ["p", order.shop], ["subject", "order-info"], ["type", "1"], ["order", order.id], ["amount", "0"],
      ["item", `30402:${order.shop}:${order.d}`, String(order.quantity)],
      ...(order.pickup ? [["shipping", `30406:${order.shop}:abholung`]] : []),
    ];
    this.#settle(order, "sending");
    this.#listen(order);
    const sent = await this.#deliver(order, rumor(16, tags, order.content, order.secret));
    if (order.state === "sending") this.#settle(order, sent ? "sent" : "unsent");
  }

  /** Take an order back. Gives whether anybody took the message. */
  async withdraw(order) {
    const tags = [
      ["p", order.shop], ["subject", "order-info"], ["type", "3"], ["order", order.id], ["status", "cancelled"],
    ];
    const sent = await this.#deliver(order, rumor(16, tags, "", order.secret));
    if (sent) this.#settle(order, "withdrawn");
    return sent;
  }

  /** Forget an order. */
  remove(order) {
    this.#close(order);
    this.orders.remove(order.id);
    this.changed(null);
  }

  #settle(order, state) {
    order.state = state;
    this.orders.keep(order);
    this.changed(order);
  }

  /** To every mailbox; one that takes it is enough. */
  async #deliver(order, message) {
    const event = wrap(message, order.secret, order.shop);
    const results = await Promise.allSettled(order.relays.map((url) => this.#deliverTo(order, url, event)));
    return results.some((result) => result.status === "fulfilled");
  }

  async #deliverTo(order, url, event) {
    for (const pause of LATER) {
      try {
        return await this.#relay(order, url).send(event);
      } catch (error) {
        if (error.message !== "busy") throw error;
        await new Promise((done) => setTimeout(done, pause));
      }
    }
    throw new Error("busy");
  }

  #relay(order, url) {
    const key = `${order.id} ${url}`;
    if (!this.#relays.has(key)) {
      const relay = new Relay(url, { patience: this.patience, secret: order.secret, gone: () => this.#lost(order, relay) });
      relay.tries = 0;
      this.#relays.set(key, relay);
    }
    return this.#relays.get(key);
  }

  #listen(order) {
    for (const url of order.relays) this.#listenAt(order, this.#relay(order, url));
  }

  async #listenAt(order, relay) {
    const pubkey = publicKey(order.secret);
    const heard = (event) => {
      const message = unwrap(event, order.secret);
      if (message && answer(order, message, pubkey)) {
        this.orders.keep(order);
        this.changed(order);
      }
    };
    try {
      const filter = { kinds: [1059], "#p": [pubkey], limit: MOST_ANSWERS };
      await relay.ask(filter, heard, { keep: true, most: MOST_ANSWERS, name: "answers" });
      relay.tries = 0;
    } catch (error) {
      if (!["down", "replaced", "closed"].includes(error.message)) this.#lost(order, relay);
    }
  }

  #lost(order, relay) {
    clearTimeout(relay.timer);
    if (!this.orders.get(order.id) || !OPEN.includes(order.state)) return;
    const pause = LATER[Math.min(relay.tries++, LATER.length - 1)];
    relay.timer = setTimeout(() => this.#listenAt(order, relay), pause * (0.5 + Math.random()));
  }

  #close(order) {
    for (const url of order.relays) {
      const key = `${order.id} ${url}`;
      clearTimeout(this.#relays.get(key)?.timer);
      this.#relays.get(key)?.close();
      this.#relays.delete(key);
    }
  }
}
