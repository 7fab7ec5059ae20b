// Narrows the list while one types. Without this script the list is whole, and the browser's own search finds in it.
"use strict";
(() => {
  const field = document.getElementById("q");
  const found = document.getElementById("found");
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/ß/g, "ss");
  const rows = [...document.querySelectorAll(".list li")].map((row) => ({
    row,
    text: plain(row.firstElementChild.textContent) + " " + row.firstElementChild.getAttribute("href"),
  }));
  const sections = [...document.querySelectorAll(".shelf")];
  const jumps = document.querySelector("nav .jumps");

  const narrow = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      count += row.hidden ? 0 : 1;
    }
    for (const section of sections) section.hidden = !section.querySelector("li:not([hidden])");
    if (jumps) jumps.hidden = words.length > 0;
    const say = found.dataset;
    found.textContent = !words.length ? "" : count ? (count === 1 ? say.one : say.many.replace("{count}", count)) : say.none;
  };

  field.value = new URLSearchParams(location.search).get("q") || "";
  field.addEventListener("input", narrow);
  field.form.addEventListener("submit", (event) => { event.preventDefault(); narrow(); });
  if (field.value) narrow();
})();
