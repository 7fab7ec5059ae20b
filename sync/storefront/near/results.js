// The list of what was found.

import { link, make } from "./dom.js";
import { distance, ways } from "./geo.js";
import { named, parse, stateAt } from "./hours.js";
import { inside, matches } from "./search.js";

const order = new Intl.Collator().compare;

/** What is offered within the radius and fits the query, the nearest first. */
export function find(shelf, { query, place, radius }) {
  const hits = [];
  for (const listing of shelf.offered()) {
    if (!matches(query, listing.hay, listing.gtin)) continue;
    const away = distance(place, listing.place);
    if (away <= radius) hits.push({ listing, away, inside: inside(query, listing.hay) });
  }
  return hits.sort(
    (one, other) =>
      one.away - other.away || one.inside - other.inside || order(one.listing.title, other.listing.title) || (one.listing.key < other.listing.key ? -1 : 1),
  );
}

/** Whether a shop is open, in words; null where its hours are not known. */
export function opening(shop, speech, moment = new Date()) {
  const week = shop.hours && parse(shop.hours);
  return week ? speech.opening(stateAt(week, moment), moment) : null;
}

const dot = (shape) => make("span", { class: "mark", "aria-hidden": "true" }, shape);

function picture(listing, withPictures) {
  const own = listing.picture.startsWith(`${location.origin}/`);
  if (!listing.picture || !(own || withPictures)) return null;
  const image = make("img", {
    src: listing.picture, alt: "", width: 72, height: 72, loading: "lazy", decoding: "async", referrerpolicy: "no-referrer",
  });
  image.addEventListener("error", () => image.remove());
  return image;
}

function head(listing, speech, withPictures) {
  const say = speech.texts;
  const unit = listing.unitPrice && listing.per && !listing.unit ? speech.unitPrice(listing) : "";
  const price = speech.money(listing.price);
  return make("div", { class: "head" },
    picture(listing, withPictures),
    make("div", { class: "what" },
      make("h3", {}, listing.title),
      make("p", { class: listing.low ? "stock few" : "stock" }, dot(listing.low ? "◐" : "●"), listing.low ? say.few : say.in_stock)),
    make("div", { class: "figures" },
      make("p", { class: "price" }, listing.unit ? `${price}/${listing.unit}` : price),
      listing.deposit ? make("p", { class: "small" }, say.deposit(speech.money(listing.deposit))) : null,
      unit ? make("p", { class: "small" }, unit) : null));
}

function where(hit, shop, speech) {
  const say = speech.texts;
  const state = opening(shop, speech);
  return make("div", { class: "where" },
    make("p", {}, make("strong", {}, shop.name || say.shop_unnamed), make("span", { class: "away" }, say.away(speech.distance(hit.away)))),
    make("p", { class: state ? (state.open ? "hours open" : "hours") : "hours" },
      dot(state ? (state.open ? "○" : "×") : "?"), state ? state.text : say.hours_unknown));
}

function facts(listing, shop, speech) {
  const say = speech.texts;
  const address = listing.address || shop.address;
  return make("details", { class: "facts" },
    make("summary", { "data-role": "details" }, say.details),
    address ? make("p", {}, address) : null,
    shop.hours ? make("p", {}, `${say.hours}: ${named(shop.hours, say.days)}`) : null,
    shop.about ? make("p", {}, shop.about) : null,
    listing.gtin ? make("p", {}, `${say.barcode}: ${listing.gtin.replace(/^0{1,6}/, "")}`) : null,
    make("p", {}, make("a", { href: ways(listing.place).phone }, say.way_phone)),
    listing.link ? make("p", {}, link(listing.link, say.product_page)) : null,
    shop.website ? make("p", {}, link(shop.website, say.website)) : null);
}

function acts(listing, shop, speech, reserve) {
  const say = speech.texts;
  const name = shop.name || say.shop_unnamed;
  const button = make("button", {
    type: "button", class: "primary", "data-role": "reserve", "aria-label": say.reserve_for(listing.title, name),
    on: { click: () => reserve(listing.key) },
  }, say.reserve);
  return make("div", { class: "acts" },
    shop.holds ? button : null,
    link(ways(listing.place).map, say.way, { class: "button", "data-role": "way", "aria-label": say.way_for(name) }),
    shop.holds ? null : make("p", { class: "small" }, say.reserve_not));
}

/** One entry of the list, for `arrange`. */
export function card(hit, shop, speech, { withPictures, reserve }) {
  const { listing } = hit;
  const mark = JSON.stringify([
    listing.id, hit.away.toFixed(3), speech.language, withPictures, shop.name, shop.holds, shop.hours, shop.website,
    opening(shop, speech)?.text,
  ]);
  const build = () =>
    make("li", {}, make("article", { class: "panel card" },
      head(listing, speech, withPictures), where(hit, shop, speech), acts(listing, shop, speech, reserve), facts(listing, shop, speech)));
  return { key: listing.key, mark, build };
}
