// Opening hours as OpenStreetMap writes them: "Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off".

const DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const DAY = 24 * 60;

function daysOf(text) {
  const days = [];
  for (const part of text.split(",")) {
    const [first, last = first] = part.split("-").map((name) => DAYS.indexOf(name));
    if (first < 0 || last < 0) return null;
    for (let day = first; ; day = (day + 1) % 7) {
      days.push(day);
      if (day === last) break;
    }
  }
  return days;
}

function spansOf(text) {
  if (text === "off" || text === "closed") return [];
  const spans = [];
  for (const part of text.split(",")) {
    const match = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(part);
    if (!match) return null;
    const [from, fromMinute, to, toMinute] = match.slice(1).map(Number);
    const start = from * 60 + fromMinute;
    const end = to * 60 + toMinute;
    if (start >= DAY || end > 2 * DAY) return null;
    spans.push([start, end <= start ? end + DAY : end]);
  }
  return spans;
}

function rule(week, text) {
  const match = /^(?:([A-Z][A-Za-z,-]*)\s+)?(\S.*)$/.exec(text.replace(/\s*([,-])\s*/g, "$1"));
  if (!match) return false;
  if (match[1]?.startsWith("PH") || match[1]?.startsWith("SH")) return true; // holidays are not known here
  const days = match[1] ? daysOf(match[1].replace(/,(PH|SH)\b/g, "")) : DAYS.map((_, day) => day);
  const spans = spansOf(match[2]);
  if (!days || !spans) return false;
  for (const day of days) week[day] = spans;
  return true;
}

/** For each day from Monday the spans in minutes from midnight, or null where the text is not understood. */
export function parse(text) {
  const week = DAYS.map(() => []);
  const rules = text.trim().split(/\s*;\s*/).filter(Boolean);
  if (!rules.length || text.length > 500) return null;
  for (const one of rules) {
    if (one === "24/7") week.fill([[0, DAY]]);
    else if (!rule(week, one)) return null;
  }
  return week;
}

/** Whether it is open at a moment and when that changes, in minutes from now; `change` is null where it never does. */
export function stateAt(week, moment) {
  const day = (moment.getDay() + 6) % 7;
  const now = moment.getHours() * 60 + moment.getMinutes();
  const spans = [];
  for (let ahead = -1; ahead <= 7; ahead++) {
    for (const [start, end] of week[(day + ahead + 7) % 7]) spans.push([start + ahead * DAY, end + ahead * DAY]);
  }
  spans.sort((one, other) => one[0] - other[0]);
  let end = null;
  for (const span of spans) {
    if (end === null ? span[0] <= now && now < span[1] : span[0] <= end) end = Math.max(end ?? 0, span[1]);
  }
  if (end !== null) return { open: true, change: end >= 7 * DAY ? null : end - now };
  const next = spans.find((span) => span[0] > now);
  return { open: false, change: next ? next[0] - now : null };
}

/** The same text with the days named as `names` has them, Monday first. */
export function named(text, names) {
  return text.replace(/\b(Mo|Tu|We|Th|Fr|Sa|Su)\b/g, (day) => names[DAYS.indexOf(day)]).replace(/(\w)-(\w)/g, "$1–$2");
}
