// Rows under [data-rows]: j and k go through them, Enter does the next thing, o opens, x chooses, X chooses all since the last one chosen.

import { singleKeys, typing } from "./keys.js";

const rows = () => [...document.querySelectorAll("[data-rows] > *")];
const boxOf = (row) => row?.querySelector("input[type=checkbox]");
let last = -1;

function walk(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("is-at"));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  for (const row of all) row.classList.toggle("is-at", row === next);
  // What has the focus is what Enter does.
  (next.querySelector("[data-do], .acts a, .acts button:not([aria-disabled])") ?? next.querySelector("a, button"))?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function choose(range) {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("is-at"));
  const box = boxOf(all[at]);
  if (!box) return;
  const on = range || !box.checked;
  const from = range && last >= 0 ? Math.min(last, at) : at;
  for (const row of all.slice(from, Math.max(range ? last : at, at) + 1)) {
    const one = boxOf(row);
    if (!one || one.disabled || one.checked === on) continue;
    one.checked = on;
    one.dispatchEvent(new Event("change", { bubbles: true }));
  }
  last = at;
}

document.addEventListener("keydown", (event) => {
  const held = event.ctrlKey || event.altKey || event.metaKey;
  if (event.defaultPrevented || held || typing(event.target) || !singleKeys() || document.querySelector("dialog[open]")) return;
  if (event.key === "j") walk(1);
  if (event.key === "k") walk(-1);
  if (event.key === "x") choose(false);
  if (event.key === "X") choose(true);
  if (event.key === "o") document.querySelector("[data-rows] > .is-at")?.querySelector("[data-open], a")?.click();
});
