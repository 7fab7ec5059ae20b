// The page: what is typed, what is asked for, what is shown.

import { Checker } from "./checker.js";
import { ReserveDialog, scanDialog } from "./dialogs.js";
import { arrange, by, make, translate } from "./dom.js";
import { now, tagged } from "./event.js";
import { Speech, firstLanguage } from "./formats.js";
import { cellsAround, readPlace } from "./geo.js";
import { Shelf } from "./listings.js";
import { orderCard, stateOf } from "./ordercards.js";
import { Orders } from "./orders.js";
import { Reservations, mailboxes } from "./reserve.js";
import { card, find, opening } from "./results.js";
import { canScan } from "./scan.js";
import { haystack, matches, readQuery } from "./search.js";
import { Sources } from "./sources.js";

const PORTION = 40;
const FRESH_MS = 10 * 60_000;
const RADII = [1, 2, 5, 10, 20];

/** What the browser keeps, where it keeps anything at all. */
const storage = (() => {
  try {
    localStorage.getItem("kasse.near.language");
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => { throw new Error("no storage"); } };
  }
})();

const config = { relays: [], language: "en", title: "", place: null, postcodes: false, patience: 8000, ...JSON.parse(by("config").textContent) };
const kept = (key, value) => {
  try {
    storage.setItem(key, value);
  } catch {
    // then it is forgotten
  }
};

let speech = new Speech(firstLanguage(storage.getItem("kasse.near.language"), navigator.languages, config.language));
let looking = null; // {query, place, radius} once something was searched for
let located = null; // where the browser said we are, while the field says so
let asked = null; // {cells, gtin, at}: what the sources were asked last
let shown = PORTION;

const shelf = new Shelf();
const hays = new WeakMap();
const checker = new Checker((event) => {
  if (event.kind !== 30402 || !looking) return true;
  if (!hays.has(event)) hays.set(event, haystack(tagged(event, "title"), tagged(event, "t")));
  return matches(looking.query, hays.get(event), tagged(event, "i").slice(5));
});
const sources = new Sources(config.relays, config.patience, { shelf, checker, changed: () => soon() });
const orders = new Orders(storage, now());
const reservations = new Reservations(orders, config.patience, (order) => showOrders(order));
const dialog = new ReserveDialog();

// --- what is typed -----------------------------------------------------------------------------------------------

let centres = null;

async function loadCentres() {
  centres ??= fetch("postcodes.json").then((answer) => {
    if (!answer.ok) throw new Error("postcodes");
    return answer.json();
  });
  try {
    return (await centres).centres;
  } catch {
    centres = null;
    throw new Error("postcodes_gone");
  }
}

async function typedPlace() {
  const typed = by("where").value.trim();
  if (located) return located;
  if (typed) return readPlace(typed, config.postcodes ? loadCentres : null);
  if (config.place) return config.place;
  throw new Error("place_missing");
}

function complain(field, key) {
  const text = key ? (speech.texts[key] ?? speech.texts.place_unread) : "";
  by(`${field}-error`).textContent = text;
  by(`${field}-error`).dataset.key = key;
  if (key) by(field).setAttribute("aria-invalid", "true");
  else by(field).removeAttribute("aria-invalid");
}

async function read() {
  for (const field of ["what", "where"]) complain(field, "");
  let query;
  try {
    query = readQuery(by("what").value);
  } catch (error) {
    complain("what", error.message);
    by("what").focus();
    return null;
  }
  try {
    return { query, place: await typedPlace(), radius: Number(by("radius").value) };
  } catch (error) {
    complain("where", error.message);
    by("where").focus();
    return null;
  }
}

async function search() {
  const wanted = await read();
  if (!wanted) return;
  looking = wanted;
  shown = PORTION;
  ask(cellsAround(looking.place, looking.radius), looking.query.gtin);
  show();
  document.documentElement.classList.add("searched");
  if (by("results").getBoundingClientRect().top > innerHeight / 2) by("results").scrollIntoView();
}

/** Ask the sources, unless what they were asked last holds it all. */
function ask(cells, gtin) {
  const fresh = asked && Date.now() - asked.at < FRESH_MS && sources.report.answered;
  if (fresh && (!asked.gtin || asked.gtin === gtin) && cells.every((cell) => asked.cells.has(cell))) return;
  asked = { cells: new Set(cells), gtin, at: Date.now() };
  sources.ask(cells, gtin);
}

/** While somebody types, what is there already is sifted; the sources are asked when the search is sent off. */
function sift() {
  if (!looking || asked.gtin) return;
  try {
    looking.query = readQuery(by("what").value);
  } catch {
    return; // a number half typed
  }
  shown = PORTION;
  soon();
}

function locate() {
  by("where-hint").textContent = speech.texts.locating;
  const told = ({ coords }) => {
    located = { lat: coords.latitude, lon: coords.longitude };
    by("where").value = speech.texts.locate;
    complain("where", "");
    by("where-hint").textContent = speech.texts.located;
    search();
  };
  const denied = () => {
    hints();
    complain("where", "locate_denied");
    by("where").focus();
  };
  navigator.geolocation.getCurrentPosition(told, denied, { timeout: 15_000, maximumAge: 60_000 });
}

async function scanCode() {
  try {
    const digits = await scanDialog();
    if (!digits) return by("scan").focus();
    by("what").value = digits;
    await search();
  } catch {
    complain("what", "scan_failed");
    by("what").focus();
  }
}

// --- what is shown -----------------------------------------------------------------------------------------------

let timer = 0;
let took = 0;

/** Show what has come, at most a quarter of the time. */
function soon() {
  timer ||= setTimeout(show, Math.max(120, 3 * took));
}

function show() {
  const start = performance.now();
  clearTimeout(timer);
  timer = 0;
  if (!looking) return;
  const hits = find(shelf, looking);
  const doing = { withPictures: by("pictures").checked, reserve: (key) => reserve(key) };
  arrange(by("list"), hits.slice(0, shown).map((hit) => card(hit, shelf.shop(hit.listing.shop), speech, doing)));
  by("more").hidden = hits.length <= shown;
  by("more").textContent = speech.texts.more(Math.min(PORTION, hits.length - shown));
  showState(hits);
  showSources();
  took = performance.now() - start;
}

let saying = 0;
let said = "";

/** Say how it stands, to screen readers too: not with each article that arrives, but every now and then. */
function say(text, busy = false) {
  said = text;
  saying ||= setTimeout(() => {
    saying = 0;
    if (by("status").textContent !== said) by("status").textContent = said;
  }, busy ? 800 : 150);
}

function showState(hits) {
  const report = sources.report;
  const busy = report.waiting || checker.waiting > 0;
  const shops = new Set(hits.map((hit) => hit.listing.shop)).size;
  by("results").setAttribute("aria-busy", String(busy));
  by("empty").hidden = hits.length > 0 || busy;
  if (hits.length) say(speech.texts.found_at(hits.length, shops), busy);
  else if (!report.all) say(speech.texts.no_sources);
  else if (busy) say(speech.texts.searching);
  else say(report.answered ? speech.texts.nothing : speech.texts.unreachable);
  if (!by("empty").hidden) showEmpty(report);
}

function showEmpty(report) {
  const wider = RADII.find((km) => km > looking.radius);
  const widen = () => {
    by("radius").value = String(wider);
    search().then(() => by("results").focus());
  };
  const offer = report.answered && wider;
  by("empty").replaceChildren(
    ...(looking.query.words.length > 1 ? [make("p", {}, speech.texts.nothing_fewer)] : []),
    ...(offer ? [make("button", { type: "button", "data-role": "wider", on: { click: widen } }, speech.texts.nothing_more(wider))] : []),
  );
}

function showSources() {
  const { answered, all } = sources.report;
  by("sources").hidden = !all;
  by("sources-summary").textContent = speech.texts.sources(answered, all);
  const entry = (source) => ({
    key: source.url,
    mark: `${source.state} ${speech.language}`,
    build: () => make("li", {}, make("bdi", {}, new URL(source.url).host), ` ${speech.texts.source_states[source.state] ?? source.state}`),
  });
  arrange(by("source-list"), sources.all.map(entry));
}

const doing = {
  again: (order) => reservations.send(order),
  remove: (order) => {
    reservations.remove(order);
    (by("order-list").querySelector("h3") ?? by("what")).focus();
  },
  withdraw: async (order) => {
    delete order.failed;
    if (!(await reservations.withdraw(order))) order.failed = "withdraw_failed";
    showOrders(order);
  },
};

function showOrders(news) {
  by("orders").hidden = orders.all.length === 0;
  arrange(by("order-list"), orders.all.map((order) => orderCard(order, speech, doing)));
  if (!news) return;
  const code = news.state === "processing" && news.code ? ` ${speech.texts.code_spoken(news.code)}.` : "";
  by("order-news").textContent = `${speech.texts.order_line(news.quantity, news.title, news.unit)}: ${speech.texts[stateOf(news)]}${code}`;
}

async function reserve(key) {
  const listing = shelf.get(key);
  if (!listing) return soon();
  const shop = shelf.shop(listing.shop);
  const relays = mailboxes(shop, shelf.sources(key), config.relays);
  const hindrance = () => (!shelf.get(key) ? "gone_meanwhile" : relays.length ? "" : "no_mailbox");
  const wish = await dialog.ask(listing, shop, speech, opening(shop, speech), hindrance);
  if (!wish) return;
  const order = reservations.place({ listing, shop, relays, ...wish });
  by("storage-note").hidden = orders.keep(order);
  by("order-list").querySelector(`[data-key="${order.id}"] h3`)?.focus();
}

// --- the beginning -----------------------------------------------------------------------------------------------

function hints() {
  const say = speech.texts;
  const start = config.place && config.title ? ` ${say.where_start(config.title)}` : "";
  by("where-hint").textContent = (config.postcodes ? say.where_hint_postcodes : say.where_hint) + start;
}

function speak(language) {
  speech = new Speech(language);
  document.documentElement.lang = language;
  document.title = [speech.texts.heading, config.title].filter(Boolean).join(" · ");
  translate(document, speech.texts);
  for (const option of by("radius").options) option.textContent = speech.texts.kilometres(option.value);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
  for (const field of ["what", "where"]) complain(field, by(`${field}-error`).dataset.key ?? "");
  if (located) by("where").value = speech.texts.locate;
  hints();
  if (!looking) say(speech.texts.begin);
  showOrders();
  show();
}

/** What a link to this page may bring along, behind ? or #: q or gtin, place, radius, lang. */
function readLink() {
  const wish = new URLSearchParams([location.search.slice(1), location.hash.slice(1)].filter(Boolean).join("&"));
  const language = firstLanguage(wish.get("lang"), [], speech.language);
  if (language !== speech.language) speak(language);
  if (wish.has("radius") && RADII.includes(Number(wish.get("radius")))) by("radius").value = wish.get("radius");
  if (wish.has("place")) by("where").value = wish.get("place");
  const what = wish.get("q") ?? wish.get("gtin");
  if (what === null) return;
  by("what").value = what;
  if (by("where").value || config.place) search();
}

function begin() {
  by("brand").textContent = config.title;
  by("postcodes-source").hidden = !config.postcodes;
  by("scan").hidden = !canScan();
  by("locate").hidden = !window.isSecureContext || !navigator.geolocation;
  by("pictures").checked = storage.getItem("kasse.near.pictures") === "yes";
  by("search").addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  by("what").addEventListener("input", sift);
  by("where").addEventListener("input", () => {
    located = null;
    hints();
  });
  by("radius").addEventListener("change", () => looking && search());
  by("locate").addEventListener("click", locate);
  by("scan").addEventListener("click", scanCode);
  by("more").addEventListener("click", () => {
    const first = by("list").children.length;
    shown += PORTION;
    show();
    by("list").children[first]?.querySelector("button, a")?.focus();
  });
  by("pictures").addEventListener("change", () => {
    kept("kasse.near.pictures", by("pictures").checked ? "yes" : "no");
    show();
  });
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      kept("kasse.near.language", button.dataset.language);
      speak(button.dataset.language);
    });
  }
  window.addEventListener("hashchange", readLink);
  document.addEventListener("visibilitychange", () => document.hidden || reservations.resume()); // the phone slept
  setInterval(() => {
    show();
    showOrders();
  }, 20_000);
  speak(speech.language);
  readLink();
  reservations.resume();
  document.documentElement.dataset.ready = "yes";
}

begin();
