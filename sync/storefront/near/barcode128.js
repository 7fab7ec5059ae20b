// Code 128, set B: the bars that the till's scanner reads off the phone.

const WIDTHS = (
  "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 " +
  "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 " +
  "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 " +
  "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 " +
  "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 " +
  "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 " +
  "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split(" ");
const START_B = 104;
const STOP = 106;
const QUIET = 10;
const PIXELS = 2; // a whole number, so that all bars are drawn as wide as they are

/** The widths of bars and gaps in turn, bars first, as one text of digits. */
export function pattern(text) {
  const values = [...text].map((letter) => letter.charCodeAt(0) - 32);
  if (!values.length || values.some((value) => value < 0 || value > 94)) throw new Error("code128");
  const check = values.reduce((sum, value, place) => sum + value * (place + 1), START_B) % 103;
  return [START_B, ...values, check, STOP].map((value) => WIDTHS[value]).join("");
}

/** The code as a picture: black on white in any colour scheme, with its quiet zones. */
export function picture(text, label) {
  const make = (name, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  let at = QUIET;
  const bars = [];
  [...pattern(text)].forEach((width, place) => {
    if (place % 2 === 0) bars.push(make("rect", { x: at, y: 0, width, height: 40 }));
    at += Number(width);
  });
  const width = at + QUIET;
  const svg = make("svg", {
    viewBox: `0 -4 ${width} 48`, width: width * PIXELS, role: "img", "aria-label": label, class: "bars",
    preserveAspectRatio: "none",
  });
  svg.append(make("rect", { x: 0, y: -4, width, height: 48, fill: "#fff" }), ...bars);
  return svg;
}
