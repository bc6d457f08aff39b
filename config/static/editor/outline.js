// The outline beside the text, and how long the text is. Both follow while one writes.

import { draft, form, goTo, view, watch } from "./surface.js";
import { headingOf, levelOf, strip } from "./structure.js";

const lists = [...form.querySelectorAll("[data-outline]")];
let shown = "";

function entry({ line, level, text }) {
  const [item, link] = [document.createElement("li"), document.createElement("a")];
  item.className = `l${level}`;
  link.href = "#text";
  link.textContent = text;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    goTo(draft.lines.indexOf(line));
  });
  item.append(link);
  return item;
}

function follow({ line: at }) {
  const headings = draft.lines.map((line) => ({ line, level: levelOf(line.text), text: headingOf(line.text) })).filter((one) => one.text);
  const blocks = view.blocks.filter((block) => block.number);
  const counts = {
    characters: blocks.reduce((sum, block) => sum + [...block.lines.map((line) => strip(line.text)).join("\n")].length, 0),
    paragraphs: blocks.length,
    headings: headings.length,
  };
  for (const [name, n] of Object.entries(counts)) for (const place of form.querySelectorAll(`[data-count="${name}"]`)) place.textContent = n;
  const now = headings.map((one) => `${one.level}${one.text}`).join("\n");
  for (const list of lists) {
    // The links hold the lines they lead to, which stay the same ones as long as the headings do.
    if (now !== shown) list.replaceChildren(...(headings.length ? headings.map(entry) : [list.none]));
    const last = headings.findLastIndex((one) => draft.lines.indexOf(one.line) <= at);
    [...list.children].forEach((item, n) => {
      if (n === last) item.firstChild.setAttribute("aria-current", "true");
      else item.firstChild?.removeAttribute?.("aria-current");
    });
  }
  shown = now;
}

for (const list of lists) {
  list.none = document.createElement("li");
  list.none.className = "px-3 muted";
  list.none.textContent = list.dataset.none;
}
watch(follow);
form.elements.body.addEventListener("input", () => follow({ line: 0 }));
follow({ line: -1 });
