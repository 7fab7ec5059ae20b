// Small helpers for building the page. Texts become text, never HTML.

/** The element with that id. */
export const by = (id) => document.getElementById(id);

/** A new element. Attributes that are false or empty are left out; children are elements or texts. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (value !== false && value !== "" && value !== undefined) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** A link to somewhere else, which learns nothing of this page. */
export const link = (href, text, attributes = {}) =>
  make("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", ...attributes }, text);

/** Put all texts of the page in one language. */
export function translate(root, texts) {
  for (const element of root.querySelectorAll("[data-t]")) element.textContent = texts[element.dataset.t];
  for (const element of root.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", texts[element.dataset.tLabel]);
}

/**
 * Bring a list in order with as little as possible: what stays is not touched, so that nobody loses the focus.
 *
 * `wanted` are {key, mark, build}: an entry is built anew where its mark has changed.
 */
export function arrange(list, wanted) {
  const there = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const keys = new Set(wanted.map((entry) => entry.key));
  for (const [key, child] of there) if (!keys.has(key)) child.remove();
  wanted.forEach((entry, place) => {
    let child = there.get(entry.key);
    if (child?.dataset.mark !== entry.mark) child = rebuilt(child, entry);
    if (list.children[place] !== child) list.insertBefore(child, list.children[place] ?? null);
  });
}

function rebuilt(old, { key, mark, build }) {
  const child = build();
  child.dataset.key = key;
  child.dataset.mark = mark;
  if (!old) return child;
  const role = old.contains(document.activeElement) ? document.activeElement.dataset.role : undefined;
  const open = old.querySelector("details")?.open;
  old.replaceWith(child);
  if (open && child.querySelector("details")) child.querySelector("details").open = true;
  if (role) child.querySelector(`[data-role="${role}"]`)?.focus({ preventScroll: true });
  return child;
}
