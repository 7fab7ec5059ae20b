// Which events are genuine. Each is checked once, what somebody waits for first.

import { isGenuine } from "./event.js";

const BATCH = 24;
const MOST_WAITING = 20000;

/** Checks signatures in a worker, or in small portions on the page where there is none. */
export class Checker {
  #waiting = [];
  #busy = null;
  #worker = null;

  /** `urgent` tells which events are wanted first. */
  constructor(urgent = () => true) {
    this.urgent = urgent;
    try {
      this.#worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
      this.#worker.onmessage = ({ data }) => this.#checked(data.genuine);
      this.#worker.onerror = () => this.#withoutWorker();
    } catch {
      this.#worker = null;
    }
  }

  /** Whether an event is genuine, as a promise. */
  check(event) {
    if (this.#waiting.length >= MOST_WAITING) return Promise.resolve(false);
    return new Promise((done) => {
      this.#waiting.push({ event, done });
      if (!this.#busy) this.#next();
    });
  }

  /** How many are still to be checked. */
  get waiting() {
    return this.#waiting.length + (this.#busy?.length ?? 0);
  }

  #take() {
    const urgent = [];
    const rest = [];
    for (const one of this.#waiting) (urgent.length < BATCH && this.urgent(one.event) ? urgent : rest).push(one);
    this.#waiting = rest;
    return urgent.length ? urgent : this.#waiting.splice(0, BATCH);
  }

  #next() {
    this.#busy = this.#take();
    if (!this.#busy.length) {
      this.#busy = null;
      return;
    }
    const events = this.#busy.map((one) => one.event);
    if (this.#worker) this.#worker.postMessage({ events });
    else setTimeout(() => this.#checked(events.map(isGenuine)), 0);
  }

  #checked(genuine) {
    const batch = this.#busy ?? [];
    batch.forEach((one, place) => one.done(genuine[place]));
    this.#next();
  }

  #withoutWorker() {
    this.#worker?.terminate();
    this.#worker = null;
    if (this.#busy) this.#checked(this.#busy.map((one) => isGenuine(one.event)));
  }
}
