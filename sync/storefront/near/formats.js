// How figures are written for the reader of this page.

import { LANGUAGES } from "./texts.js";

/** Texts and figures in one language. */
export class Speech {
  constructor(language) {
    this.language = language;
    this.locale = navigator.languages.find((name) => name.split("-")[0] === language) ?? { de: "de-DE", en: "en-GB" }[language];
    this.texts = LANGUAGES[language];
  }

  money({ amount, currency }) {
    return new Intl.NumberFormat(this.locale, { style: "currency", currency }).format(amount);
  }

  unitPrice({ unitPrice, per }) {
    return `${this.money(unitPrice)}/${Object.hasOwn(this.texts.per, per) ? this.texts.per[per] : per}`;
  }

  /** What so many of something cost, its deposit apart; about, where a scale has the last word. */
  sum({ price, deposit, unit }, quantity) {
    const times = (money) => this.money({ ...money, amount: money.amount * quantity });
    if (unit) return this.texts.pay_about(times(price));
    return deposit ? this.texts.pay_deposit(times(price), times(deposit)) : this.texts.pay(times(price));
  }

  distance(km) {
    const metres = Math.max(10, Math.round(km * 100) * 10);
    const far = metres >= 1000;
    const form = { style: "unit", unit: far ? "kilometer" : "meter", maximumFractionDigits: far ? 1 : 0 };
    return new Intl.NumberFormat(this.locale, form).format(far ? km : metres);
  }

  time(moment) {
    return new Intl.DateTimeFormat(this.locale, { hour: "2-digit", minute: "2-digit" }).format(moment);
  }

  /** How a shop stands at a moment: {open, text}; `state` is what hours.js says. */
  opening(state, moment) {
    const say = this.texts;
    if (state.open && state.change === null) return { open: true, text: say.open_always };
    if (state.change === null) return { open: false, text: say.closed };
    const then = new Date(moment.getTime() + state.change * 60_000);
    const time = this.time(then);
    if (state.open) return { open: true, text: say.open_until(time) };
    const days = Math.round((new Date(then).setHours(12, 0) - new Date(moment).setHours(12, 0)) / 86_400_000);
    if (days === 0) return { open: false, text: say.opens_at(time) };
    if (days === 1) return { open: false, text: say.opens_tomorrow(time) };
    return { open: false, text: say.opens_on(say.days[(then.getDay() + 6) % 7], time) };
  }
}

/** The language to begin with: as chosen before, as the browser has it, or else the page's own. */
export function firstLanguage(chosen, wished, own) {
  const known = [chosen, ...wished.map((name) => name.split("-")[0]), own, "en"];
  return known.find((name) => Object.hasOwn(LANGUAGES, name ?? ""));
}
