// What opens over the page: the reservation, and the camera.

import { by } from "./dom.js";
import { scan } from "./scan.js";

/** Asks how many, and what else the shop should know. `ask` gives {quantity, note, name}, or null. */
export class ReserveDialog {
  #ended = () => {};

  constructor() {
    this.dialog = by("reserving");
    by("fewer").addEventListener("click", () => this.#step(-1));
    by("further").addEventListener("click", () => this.#step(1));
    by("quantity").addEventListener("input", () => this.#show());
    by("quantity").addEventListener("change", () => this.#set(this.quantity));
    by("quantity").addEventListener("keydown", (event) => this.#key(event));
    by("reserve-abort").addEventListener("click", () => this.dialog.close());
    by("reserve-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#finish();
    });
    this.dialog.addEventListener("close", () => this.#ended(null));
  }

  /** Open it for a listing of a shop. What `hindrance` gives when it is sent off (the key of a text) is said instead. */
  ask(listing, shop, speech, opening, hindrance) {
    const say = speech.texts;
    Object.assign(this, { listing, speech, hindrance });
    by("reserving-title").textContent = listing.title;
    by("reserving-shop").textContent = shop.name || say.shop_unnamed;
    this.dialog.querySelector("[for=quantity]").textContent = listing.unit ? say.quantity_in(listing.unit) : say.quantity;
    by("quantity-hint").textContent = say.most(listing.cap, listing.unit);
    by("reserve-hint").textContent = say.reserve_hint(shop.holds);
    by("reserve-closed").hidden = !opening || opening.open;
    by("reserve-error").textContent = "";
    by("note").value = "";
    this.#set(1);
    this.dialog.showModal();
    by("quantity").focus();
    by("quantity").select();
    return new Promise((done) => {
      this.#ended = done;
    });
  }

  /** How many are typed, within what may be ordered. */
  get quantity() {
    return Math.min(this.listing.cap, Math.max(1, Math.floor(Number(by("quantity").value)) || 1));
  }

  #step(further) {
    this.#set(this.quantity + further);
  }

  #key(event) {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    this.#step(event.key === "ArrowUp" ? 1 : -1);
  }

  #set(quantity) {
    by("quantity").value = Math.min(this.listing.cap, Math.max(1, quantity));
    this.#show();
  }

  #show() {
    by("reserve-sum").textContent = this.speech.sum(this.listing, this.quantity);
    by("fewer").disabled = this.quantity <= 1;
    by("further").disabled = this.quantity >= this.listing.cap;
  }

  #finish() {
    by("reserve-error").textContent = this.speech.texts[this.hindrance()] ?? "";
    if (by("reserve-error").textContent) return;
    const ended = this.#ended;
    this.#ended = () => {};
    const wish = { quantity: this.quantity, note: by("note").value.trim(), name: by("name").value.trim() };
    this.dialog.close();
    ended(wish);
  }
}

/** The digits that the camera reads, or "" where it was stopped. Fails where there is no camera to be had. */
export async function scanDialog() {
  const dialog = by("scanner");
  const ending = new AbortController();
  const stop = () => ending.abort();
  dialog.addEventListener("close", stop, { once: true });
  by("scan-stop").onclick = () => dialog.close();
  dialog.showModal();
  try {
    return await scan(by("camera"), ending.signal);
  } finally {
    dialog.removeEventListener("close", stop);
    dialog.close();
  }
}
