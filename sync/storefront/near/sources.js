// All relays together: the same question to each, and each on its own.

import { allTagged, now, tagged } from "./event.js";
import { Relay } from "./relays.js";

const PAGE = 500;
const MOST_PAGES = 40;
const SMALLEST_LIMIT = 50; // no relay gives fewer at once and still has more
const LIES = 10;
const AGAIN = [3000, 10_000, 30_000, 60_000];

/** One relay as a source of listings. `state` is what the page says of it. */
class Source {
  #relay;
  #lies = 0;
  #tries = 0;
  #timer = 0;
  #question = null;
  #heardSince = 0;

  constructor(url, patience, taken, changed) {
    this.url = url;
    this.state = "waiting";
    this.taken = taken;
    this.changed = changed;
    this.#relay = new Relay(url, { patience, gone: () => this.#lost() });
  }

  /** Ask for everything in these cells, page by page; the newest stay subscribed. */
  async ask(question, again = false) {
    if (this.state === "lying") return;
    clearTimeout(this.#timer);
    this.#question = question;
    if (!again) this.#turn("waiting");
    const time = now();
    try {
      const first = await this.#page(question, {}, { keep: true, name: "near" });
      if (question !== this.#question) return;
      this.#heardSince = time;
      this.#tries = 0;
      this.#turn("answered");
      await this.#further(question, first);
    } catch (error) {
      if (question === this.#question) this.#failed(error.message);
    }
  }

  #failed(reason) {
    if (this.state !== "answered") this.#turn(reason);
    if (reason === "down") return; // the connection itself tells that it is lost
    this.#relay.close();
    if (reason === "silent" || reason === "busy") this.#lost();
  }

  /** Ask for what shops say about themselves, and for whatever they change from now on. */
  follow(shops) {
    if (this.state !== "answered") return;
    this.shops = shops;
    const authors = shops.slice(0, 200);
    const filters = {
      facts: { kinds: [0, 10050, 30406], authors, limit: PAGE },
      deletions: { kinds: [5], authors, limit: PAGE },
      changes: { kinds: [30402], authors, since: now() - 600, limit: PAGE },
    };
    for (const [name, filter] of Object.entries(filters)) {
      const wanted = (event) => filter.kinds.includes(event.kind) && authors.includes(event.pubkey);
      const options = { keep: true, most: 2 * PAGE, name };
      this.#relay.ask(filter, (event) => this.#take(event, wanted), options).catch(() => {}); // the listings are there
    }
  }

  #turn(state) {
    if (this.state === "lying") return;
    this.state = state;
    this.changed();
  }

  /** One page: how many came, how many of them were new here, from when to when, and their departments. */
  async #page(question, bounds, options) {
    const page = { count: 0, fresh: 0, oldest: Infinity, newest: 0, departments: new Set() };
    const article = question.gtin ? { "#i": [`gtin:${question.gtin}`] } : {};
    const filter = { kinds: [30402], "#g": question.cells, ...article, limit: PAGE, ...bounds };
    const wanted = (event) =>
      event.kind === 30402 && allTagged(event, "g").some((cell) => question.inCells.has(cell)) &&
      (!bounds.until || event.created_at <= bounds.until);
    const heard = (event) => {
      if (!this.#take(event, wanted)) return;
      page.count++;
      page.oldest = Math.min(page.oldest, event.created_at);
      page.newest = Math.max(page.newest, event.created_at);
      for (const name of allTagged(event, "t")) page.departments.add(name);
      if (question.ids[this.url]?.has(event.id)) return;
      (question.ids[this.url] ??= new Set()).add(event.id);
      page.fresh++;
    };
    await this.#relay.ask(filter, heard, { most: 2 * PAGE, ...options });
    return page;
  }

  async #further(question, page) {
    let until = Infinity;
    for (let number = 0; number < MOST_PAGES && page.count >= SMALLEST_LIMIT; number++) {
      if (page.oldest === page.newest) {
        await this.#second(question, page);
        until = page.oldest - 1;
      } else {
        until = page.fresh && page.oldest < until ? page.oldest : Math.min(until, page.oldest) - 1;
      }
      page = await this.#page(question, { until });
      if (question !== this.#question) return;
    }
  }

  /** More than a page of one and the same second: asked for again by department. */
  async #second(question, page) {
    for (const name of [...page.departments].slice(0, 60)) {
      await this.#page(question, { since: page.oldest, until: page.oldest, "#t": [name] });
    }
  }

  #take(event, wanted) {
    if (!wanted(event)) {
      this.lied();
      return false;
    }
    this.taken(event, this);
    return true;
  }

  /** It sent something that is not genuine, or that nobody asked for. */
  lied() {
    if (++this.#lies < LIES) return;
    this.#turn("lying");
    this.#relay.close();
  }

  #lost() {
    if (this.state === "lying" || !this.#question) return;
    this.#timer = setTimeout(() => this.#again(), AGAIN[Math.min(this.#tries++, AGAIN.length - 1)] * (0.5 + Math.random()));
  }

  /** After a lost connection: everything anew where nothing was heard yet, else what came in between. */
  async #again() {
    const question = this.#question;
    if (!this.#heardSince) return this.ask(question, true);
    try {
      const since = this.#heardSince - 600;
      this.#heardSince = now();
      await this.#page(question, { since }, { keep: true, name: "near" });
      if (this.shops) this.follow(this.shops);
    } catch {
      // the connection that is lost again asks again
    }
  }
}

/** The relays that the page was told to ask. */
export class Sources {
  #asked = new Set();
  #following = 0;
  #known = new Map();

  constructor(urls, patience, { shelf, checker, changed }) {
    this.shelf = shelf;
    this.checker = checker;
    this.changed = changed;
    this.all = urls.map((url) => new Source(url, patience, (event, source) => this.#take(event, source), () => this.#turned()));
  }

  /** Ask all of them. `gtin` may be "". */
  ask(cells, gtin) {
    const question = { cells, gtin, inCells: new Set(cells), ids: {} };
    for (const source of this.all) source.ask(question);
  }

  /** How many answered, of how many, and whether somebody still may. */
  get report() {
    const answered = this.all.filter((source) => source.state === "answered").length;
    return { answered, all: this.all.length, waiting: this.all.some((source) => source.state === "waiting") };
  }

  #turned() {
    if (this.#asked.size) this.#followSoon();
    this.changed();
  }

  async #take(event, source) {
    // Under an id that was checked before, that version counts, whatever this one says.
    if (this.#known.has(event.id)) return this.shelf.seen(this.#known.get(event.id), source.url);
    if (!(await this.checker.check(event))) return source.lied();
    this.#known.set(event.id, `${event.pubkey}:${tagged(event, "d")}`);
    if (this.shelf.put(event)) this.changed();
    this.shelf.seen(this.#known.get(event.id), source.url);
    if (event.kind === 30402 && !this.#asked.has(event.pubkey)) {
      this.#asked.add(event.pubkey);
      this.#followSoon();
    }
  }

  #followSoon() {
    if (this.#following) return;
    this.#following = setTimeout(() => {
      this.#following = 0;
      for (const source of this.all) source.follow([...this.#asked]);
    }, 150);
  }
}
