// What was typed into the search field: words, or the number below a barcode.

/** A text with accents, case and spellings of umlauts taken away, so that "Käse", "kaese" and "KASE" are the same. */
export function fold(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/([aou])e/g, "$1")
    .replace(/[-/()"'’.·]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function checked(digits) {
  const sum = [...digits.slice(0, -1)].reverse().reduce((all, digit, place) => all + digit * (place % 2 ? 1 : 3), 0);
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1));
}

/** What is looked for: {words, gtin}. A number with a wrong check digit throws an Error with the key of a text. */
export function readQuery(typed) {
  const text = typed.trim().slice(0, 200);
  const digits = text.replace(/[\s-]/g, "");
  if (/^\d{8}$|^\d{12,14}$/.test(digits)) {
    if (!checked(digits)) throw new Error("barcode_wrong");
    return { words: [], gtin: digits.padStart(14, "0") };
  }
  return { words: fold(text).split(" ").filter(Boolean), gtin: "" };
}

/** What words are looked for in: everything that an article is called by, once with and once without blanks. */
export function haystack(...texts) {
  const folded = fold(texts.join(" "));
  return `${folded} ${folded.replace(/ /g, "")}`;
}

/** Whether something with this haystack and GTIN is what is looked for. */
export function matches(query, hay, gtin) {
  if (query.gtin) return gtin === query.gtin;
  return query.words.every((word) => hay.includes(word));
}

/** How many of the words begin no word of this haystack, as "mate" in "tomates". The fewer, the nearer to what was meant. */
export function inside(query, hay) {
  return query.words.filter((word) => !` ${hay}`.includes(` ${word}`)).length;
}
