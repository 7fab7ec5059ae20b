// One relay: a connection, the questions asked on it, and what is sent to it.

import { isEvent, newKey, now, signed } from "./event.js";

const LARGEST_FRAME = 256 * 1024;
const MOST_MISREAD = 300;

/**
 * A connection to one relay. Whatever it does, it harms nobody but itself: frames that are too large, subscriptions
 * nobody asked for and things that are no events are passed over and counted.
 */
export class Relay {
  #socket = null;
  #opening = null;
  #questions = new Map();
  #sending = new Map();
  #challenge = "";
  #known = false;
  #number = 0;

  constructor(url, { patience = 8000, secret = "", gone = () => {} } = {}) {
    this.url = url;
    this.patience = patience;
    this.misread = 0;
    this.secret = secret;
    this.gone = gone;
  }

  /** Open the connection; fails with "down" after the time of patience. */
  open() {
    this.#opening ??= new Promise((done, fail) => {
      const timer = setTimeout(() => this.#end("down"), this.patience);
      this.failOpening = (reason) => {
        clearTimeout(timer);
        fail(new Error(reason));
      };
      try {
        this.#socket = new WebSocket(this.url);
      } catch {
        return this.#end("down");
      }
      this.#socket.onopen = () => {
        clearTimeout(timer);
        done();
      };
      this.#socket.onmessage = ({ data }) => this.#heard(data);
      this.#socket.onclose = () => this.#end("down");
    });
    return this.#opening;
  }

  /** Whether it can still be asked. */
  get usable() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /**
   * Ask by one filter (some relays take no more); ends when everything stored has come, and gives how much that was. `heard` gets each event; with `keep` also
   * later ones. Fails with "silent", "down", "refused", or "flood" after more than `most`.
   */
  async ask(filter, heard, { keep = false, most = 1200, name = `q${++this.#number}` } = {}) {
    await this.open();
    this.#questions.get(name)?.fail("replaced");
    return await new Promise((done, reject) => {
      const question = { filter, heard, keep, most, count: 0, timer: 0, end: Date.now() + 4 * this.patience };
      const finish = (how) => (value) => {
        clearTimeout(question.timer);
        question.settled = true;
        if (!keep || how === reject) this.#drop(name);
        how(value);
      };
      question.done = finish(done);
      question.fail = (reason) => finish(reject)(new Error(reason));
      question.wait = () => {
        clearTimeout(question.timer);
        const left = Math.min(this.patience, question.end - Date.now()); // one that only ever drips is silent too
        if (!question.settled) question.timer = setTimeout(() => question.fail("silent"), Math.max(0, left));
      };
      this.#questions.set(name, question);
      question.wait();
      this.#say(["REQ", name, filter]);
    });
  }

  /** Hand an event over; ends when the relay has it, fails with the relay's reason. */
  async send(event) {
    await this.open();
    return await new Promise((done, fail) => {
      const timer = setTimeout(() => this.#sending.get(event.id)?.fail("silent"), this.patience);
      const finish = (how) => (value) => {
        clearTimeout(timer);
        this.#sending.delete(event.id);
        how(value);
      };
      this.#sending.set(event.id, { event, done: finish(done), fail: (reason) => finish(fail)(new Error(reason)) });
      this.#say(["EVENT", event]);
    });
  }

  /** Let go of it. */
  close(reason = "closed") {
    this.#end(reason);
  }

  #say(message) {
    if (this.usable) this.#socket.send(JSON.stringify(message));
  }

  #drop(name) {
    this.#questions.delete(name);
    this.#say(["CLOSE", name]);
  }

  #end(reason) {
    const socket = this.#socket;
    this.#socket = null;
    this.#opening = null;
    this.#challenge = "";
    this.#known = false;
    this.failOpening?.(reason);
    if (socket) {
      socket.onclose = socket.onmessage = socket.onopen = null;
      socket.close();
    }
    for (const question of [...this.#questions.values()]) question.fail(reason);
    for (const sending of [...this.#sending.values()]) sending.fail(reason);
    this.#questions.clear();
    if (socket && reason !== "closed") this.gone(reason);
  }

  #heard(data) {
    let message;
    try {
      if (typeof data !== "string" || data.length > LARGEST_FRAME) throw new Error("frame");
      message = JSON.parse(data);
      if (!Array.isArray(message)) throw new Error("message");
    } catch {
      return this.#nonsense();
    }
    const [kind, name, ...rest] = message;
    if (kind === "EVENT") this.#event(name, rest[0]);
    else if (kind === "EOSE") this.#stored(name);
    else if (kind === "CLOSED") this.#refused(name, String(rest[0] ?? ""));
    else if (kind === "OK") this.#taken(name, rest[0] === true, String(rest[1] ?? ""));
    else if (kind === "AUTH" && typeof name === "string") this.#challenge = name;
  }

  #event(name, event) {
    const question = this.#questions.get(name);
    if (!question) return this.#nonsense();
    if (++question.count > question.most) return question.fail("flood");
    question.wait();
    if (isEvent(event)) question.heard(event);
    else this.#nonsense();
  }

  /** What nobody asked for is passed over; whoever sends nothing else is left. */
  #nonsense() {
    if (++this.misread > MOST_MISREAD) this.#end("flood");
  }

  #stored(name) {
    const question = this.#questions.get(name);
    if (!question || question.settled) return;
    question.done(question.count);
    question.most += question.count; // what comes later is counted anew
  }

  #refused(name, reason) {
    const question = this.#questions.get(name);
    if (!question) return;
    if (reason.startsWith("auth-required:") && this.#introduce()) {
      this.#say(["REQ", name, question.filter]);
      return;
    }
    question.fail(reason.startsWith("rate-limited:") ? "busy" : "refused");
  }

  #taken(id, good, reason) {
    const sending = this.#sending.get(id);
    if (!sending) return;
    if (good || /^\s*duplicate/i.test(reason)) return sending.done();
    if (reason.startsWith("auth-required:") && this.#introduce()) return this.#say(["EVENT", sending.event]);
    sending.fail(reason.startsWith("rate-limited:") ? "busy" : "refused");
  }

  /** Say who asks (NIP-42): with the order's own key, or else with one that was made for this moment. Once. */
  #introduce() {
    if (!this.#challenge || this.#known) return this.#known && Boolean(this.#challenge);
    this.#known = true;
    const tags = [["relay", this.url], ["challenge", this.#challenge]];
    const secret = this.secret || newKey();
    this.#say(["AUTH", signed({ kind: 22242, created_at: now(), tags, content: "" }, secret)]);
    return true;
  }
}
