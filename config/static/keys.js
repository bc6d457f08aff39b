// Keys. The markup says what a key does: data-key="e", "g w", "1", "F8" or "Ctrl+Alt+m" on a link, a button, a label or a field. Whatever a
// key does has that link or button, so nothing needs them; single characters work outside fields only, and not where a person has
// switched them off.

const PATIENCE = 1200; // ms between the two keys of a pair
const TYPED = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable=true]";
export const singleKeys = () => document.documentElement.dataset.singleKeys !== "off";
export const typing = (element) => Boolean(element.closest?.(TYPED));

const usable = (element) => element.checkVisibility() && !element.disabled && element.getAttribute("aria-disabled") !== "true";
const scope = () => document.querySelector("dialog[open]") ?? document;

// As it stands in data-key: modifiers first; Shift only beside a name of more than one letter, since it already shows in the letter.
export function nameOf(event) {
  const held = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.metaKey && "Meta", event.shiftKey && event.key.length > 1 && "Shift"];
  return [...held.filter(Boolean), event.key].join("+");
}

// The element that a key stands for: that of the row one is at, else the first that can be used; what the page itself has comes
// before what all pages have.
function meant(key) {
  const all = [...scope().querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(usable);
  return all.find((element) => element.closest(".is-at")) ?? all.find((element) => element.closest("main")) ?? all[0];
}

function act(element) {
  if (element.matches(TYPED)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

let first = "";
let since = 0;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) document.activeElement.blur();
  const key = nameOf(event);
  const single = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (single && (typing(event.target) || !singleKeys())) return;
  const pair = performance.now() - since < PATIENCE ? `${first} ${key}` : "";
  const element = (pair && meant(pair)) || meant(key);
  [first, since] = [key, performance.now()];
  if (!element) return;
  event.preventDefault();
  first = "";
  act(element);
});

// The list of all keys of this page, made when it is asked for.
const list = document.getElementById("keys");
if (list) {
  const open = document.querySelector("[data-open-keys]");
  open.hidden = false;
  open.addEventListener("click", () => {
    const rows = new Map();
    for (const element of [...document.querySelectorAll("main [data-key]"), ...document.querySelectorAll("[data-key]")]) {
      if (list.contains(element) || rows.has(element.dataset.key)) continue;
      const copy = element.cloneNode(true);
      for (const part of copy.querySelectorAll("kbd, .count, svg")) part.remove();
      const label = element.labels?.[0]?.textContent ?? "";
      rows.set(element.dataset.key, element.dataset.keyLabel ?? element.getAttribute("aria-label") ?? (copy.textContent.trim() || label));
    }
    const own = list.querySelector("[data-keys-here]");
    own.replaceChildren(
      ...[...rows].flatMap(([key, label]) => {
        const [name, said] = [document.createElement("dt"), document.createElement("dd")];
        for (const part of key.split(" ")) {
          const box = document.createElement("kbd");
          box.textContent = part.replaceAll("+", " ");
          name.append(box, " ");
        }
        said.textContent = label.replace(/\s+/g, " ");
        return [name, said];
      }),
    );
    list.showModal();
  });
}
for (const element of document.querySelectorAll("[data-key]")) element.setAttribute("aria-keyshortcuts", element.dataset.key.replace(" ", ", "));
