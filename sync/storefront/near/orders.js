// What was reserved from this browser. Each order has a key of its own, kept here alone until the order is removed.

import { tagged } from "./event.js";
import { cut } from "./listings.js";

const SHELF = "kasse.near.orders";
const KEPT = 3 * 24 * 3600;
const RANK = { pending: 1, processing: 2, cancelled: 3, completed: 4 };

/** The states in which the shop may still say something. */
export const OPEN = ["sending", "unsent", "sent", "pending", "processing"];

/** The orders of this browser; without storage they last as long as the page. */
export class Orders {
  #orders = [];

  constructor(storage, time) {
    this.storage = storage;
    const kept = this.#read();
    this.#orders = kept.filter((order) => order.at > time - KEPT);
    if (this.#orders.length < kept.length) this.#write(); // with an order goes its key
    for (const order of this.#orders) if (order.state === "sending") order.state = "unsent";
  }

  /** All of them, the newest first. */
  get all() {
    return [...this.#orders].sort((one, other) => other.at - one.at);
  }

  get(id) {
    return this.#orders.find((order) => order.id === id);
  }

  /** Keep a new one, or what has changed in it. Gives False where the browser keeps nothing. */
  keep(order) {
    if (!this.get(order.id)) this.#orders.push(order);
    return this.#write();
  }

  /** Forget one, its key with it. */
  remove(id) {
    this.#orders = this.#orders.filter((order) => order.id !== id);
    this.#write();
  }

  #read() {
    try {
      const orders = JSON.parse(this.storage.getItem(SHELF) ?? "[]");
      return Array.isArray(orders) ? orders.filter((order) => order && order.id && order.secret && order.shop) : [];
    } catch {
      return [];
    }
  }

  #write() {
    try {
      this.storage.setItem(SHELF, JSON.stringify(this.#orders));
      return true;
    } catch {
      return false;
    }
  }
}

/**
 * Take a shop's message into its order; gives whether it says anything new.
 *
 * Only from the order's own shop, to the order's own key, about this order, and no older than what was heard before.
 */
export function answer(order, message, pubkey) {
  const status = tagged(message, "status");
  const about = message.kind === 16 && tagged(message, "type") === "3" && tagged(message, "order") === order.id;
  if (!about || message.pubkey !== order.shop || tagged(message, "p") !== pubkey || !Object.hasOwn(RANK, status)) return false;
  const before = order.heard ?? { at: 0, status: "" };
  const later = message.created_at > before.at;
  if (!later && !(message.created_at === before.at && RANK[status] > (RANK[before.status] ?? 0))) return false;
  order.heard = { at: message.created_at, status };
  if (order.state !== "withdrawn") order.state = status;
  order.text = cut(message.content, 500);
  order.code = /^[A-Za-z0-9-]{1,12}$/.test(tagged(message, "code")) ? tagged(message, "code") : (order.code ?? "");
  order.until = /^\d{1,10}$/.test(tagged(message, "until")) ? Number(tagged(message, "until")) : (order.until ?? 0);
  return true;
}
