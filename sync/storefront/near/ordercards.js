// The list of what was reserved, with the shop's answers.

import { picture } from "./barcode128.js";
import { link, make } from "./dom.js";
import { now } from "./event.js";
import { ways } from "./geo.js";

/** How an order stands for the reader: as its state, or lapsed. */
export function stateOf(order) {
  return order.state === "processing" && order.until && order.until < now() ? "lapsed" : order.state;
}

const SHAPES = {
  sending: "…", unsent: "!", sent: "→", pending: "♪", processing: "✓", lapsed: "!", cancelled: "×", completed: "✓", withdrawn: "×",
};

function pass(order, speech) {
  const say = speech.texts;
  return make("div", { class: "pass" },
    order.until ? make("p", { class: "until" }, say.until(speech.time(new Date(order.until * 1000)))) : null,
    make("p", { class: "small" }, order.code ? say.code : say.code_none),
    order.code ? make("p", { class: "code", "data-role": "code" }, order.code) : null,
    order.code ? picture(`KR${order.code}`, say.code_spoken(order.code)) : null);
}

function acts(order, state, speech, { again, withdraw, remove }) {
  const say = speech.texts;
  const button = (name, label, act, options = {}) =>
    make("button", { type: "button", "data-role": name, "aria-label": label, on: { click: () => act(order) }, ...options }, say[name]);
  return make("div", { class: "acts" },
    state === "unsent" ? button("again", "", again, { class: "primary" }) : null,
    ["sent", "pending", "processing"].includes(state) ? button("withdraw", say.withdraw_for(order.title), withdraw) : null,
    ["unsent", "lapsed", "cancelled", "completed", "withdrawn"].includes(state)
      ? button("remove", say.remove_for(order.title), remove) : null,
    state === "processing" && order.place
      ? link(ways(order.place).map, say.way, { class: "button", "data-role": "way", "aria-label": say.way_for(order.shopName) }) : null);
}

/** One entry of the list, for `arrange`. */
export function orderCard(order, speech, doing) {
  const say = speech.texts;
  const state = stateOf(order);
  const shop = order.shopName || say.shop_unnamed;
  const said = order.heard && order.text && state !== "withdrawn" ? order.text : "";
  const build = () =>
    make("li", {}, make("article", { class: `panel order ${state}` },
      make("h3", { tabindex: -1, "data-role": "heading" }, say.order_line(order.quantity, order.title, order.unit)),
      make("p", { class: "small" }, [shop, order.address].filter(Boolean).join(" · ")),
      make("p", { class: "progress" }, make("span", { class: "mark", "aria-hidden": "true" }, SHAPES[state]), say[state]),
      order.failed ? make("p", { class: "error" }, say[order.failed]) : null,
      said ? make("p", { class: "said" }, make("span", { class: "small" }, say.says(shop)), " ", make("q", {}, said)) : null,
      state === "processing" ? pass(order, speech) : null,
      ["sent", "pending", "processing"].includes(state) ? make("p", { class: "small" }, speech.sum(order, order.quantity)) : null,
      acts(order, state, speech, doing)));
  const mark = JSON.stringify([state, order.text, order.code, order.until, order.failed, speech.language]);
  return { key: order.id, mark, build };
}
