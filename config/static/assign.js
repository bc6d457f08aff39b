// The desk for assigning: departments found by typing, co-handlers added and taken away. Without it the form has plain rows and buttons.
// A field with its list follows the pattern of a combobox with a listbox (WAI-ARIA APG); the focus stays in the field.

const MOST = 8;
const form = document.querySelector("[data-assign]");
const known = [...form.querySelectorAll("#departments option")].map((one) => ({
  name: one.value,
  full: one.textContent,
  keys: one.dataset.keys.split("|"),
}));
const plain = (text) => text.toLowerCase().replace(/[\s|]/g, "");

// As proposals.finding ranks: the whole of a key, its beginning, or somewhere in it.
function rank(one, wanted) {
  const met = one.keys.filter((key) => key.includes(wanted));
  return met.length ? Math.min(...met.map((key) => (key === wanted ? 0 : key.startsWith(wanted) ? 1 : 2))) : 3;
}

function find(typed) {
  const wanted = plain(typed);
  const ranked = known.map((one) => ({ one, met: rank(one, wanted) })).filter(({ met }) => met < 3);
  return ranked.sort((a, b) => a.met - b.met).slice(0, MOST).map(({ one }) => one);
}

let pressed = false;
addEventListener("pointerdown", () => (pressed = true), true);
for (const over of ["pointerup", "pointercancel"]) addEventListener(over, () => (pressed = false), true);

class Picker {
  // `chosen(name)` says whether it is chosen, `choose(name)` chooses it or takes it away.
  constructor(input, list, { chosen, choose, several = false }) {
    Object.assign(this, { input, list, chosen, choose, several, active: -1 });
    this.advice = [...list.children];
    for (const item of this.advice) {
      for (const button of item.querySelectorAll("button")) button.remove();
      item.setAttribute("role", "option");
    }
    list.setAttribute("role", "listbox");
    if (several) list.setAttribute("aria-multiselectable", "true");
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": list.id,
      "aria-expanded": "false",
    }))
      input.setAttribute(name, value);
    input.removeAttribute("list");
    input.addEventListener("input", () => {
      input.classList.remove("is-wrong");
      this.settled = false;
      this.show(0);
    });
    input.addEventListener("focus", () => {
      this.settled = false;
      this.show(0);
    });
    input.addEventListener("blur", () => {
      // What the pointer presses must not move away from under it.
      if (pressed) addEventListener("pointerup", () => setTimeout(() => this.show(-1)), { once: true });
      else this.show(-1);
    });
    input.addEventListener("keydown", (event) => this.key(event));
    // A click must not take the focus out of the field.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
    this.show(-1);
  }

  items() {
    const typed = this.input.value;
    // What is settled takes one line, so that the dates below come into sight.
    if (this.settled) return this.advice.filter((item) => this.chosen(item.dataset.name));
    if (!plain(typed) || document.activeElement !== this.input) return this.advice;
    // Where one is chosen it comes first, so that Enter keeps it, and the advice stays in sight for another choice.
    const exact = this.several ? undefined : known.find((one) => one.name === typed);
    const found = (exact ? [exact] : find(typed)).map((one) => {
      const advised = this.advice.find((item) => item.dataset.name === one.name);
      if (advised) return advised;
      const item = document.getElementById("option-blank").content.firstElementChild.cloneNode(true);
      item.dataset.name = one.name;
      item.querySelector("b").textContent = one.name;
      item.querySelector(".score").textContent = one.full;
      return item;
    });
    return exact ? [...found, ...this.advice.filter((item) => !found.includes(item))] : found;
  }

  show(active) {
    const items = this.items();
    this.list.replaceChildren(...items);
    this.list.hidden = !items.length;
    this.active = Math.min(active, items.length - 1);
    this.input.setAttribute("aria-expanded", String(items.length > 0 && document.activeElement === this.input));
    items.forEach((item, n) => {
      item.id = `${this.list.id}-${n}`;
      const on = this.chosen(item.dataset.name);
      item.classList.toggle("is-on", on);
      item.classList.toggle("is-active", n === this.active);
      item.setAttribute("aria-selected", String(this.several ? on : n === this.active));
    });
    if (this.active >= 0) {
      this.input.setAttribute("aria-activedescendant", items[this.active].id);
      items[this.active].scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const count = this.list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (count) this.show((this.active + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
    } else if (event.key === "Enter" || (event.key === " " && this.several)) {
      // Enter never sends the form from here.
      event.preventDefault();
      this.take(this.list.children[this.active]);
    }
  }

  take(item) {
    if (!item) return;
    const at = [...this.list.children].indexOf(item);
    this.settled = !this.several;
    this.choose(item.dataset.name);
    this.show(document.activeElement !== this.input ? -1 : plain(this.input.value) ? 0 : at);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

const rows = document.getElementById("task-rows");
const total = form.querySelector("[name$=TOTAL_FORMS]");
const lead = form.querySelector("[data-lead]");
const part = form.querySelector(".assign-lead select");
const finder = document.getElementById("co-find");
const nameOf = (row) => row.querySelector("input");
const rowOf = (name) => [...rows.children].find((row) => nameOf(row).value === name);

function tidy() {
  for (const row of rows.children) {
    row.hidden = !nameOf(row).value && !row.dataset.open && !row.querySelector(".wrong");
    row.querySelector("[data-remove]").hidden = false;
  }
}

function addRow(name, mode) {
  let row = [...rows.children].find((one) => !nameOf(one).value && !one.dataset.open);
  if (!row) {
    rows.insertAdjacentHTML("beforeend", document.getElementById("task-blank").innerHTML.replaceAll("__prefix__", total.value));
    total.value = Number(total.value) + 1;
    row = rows.lastElementChild;
  }
  nameOf(row).value = name;
  row.querySelector("select").value = mode;
  if (!name) row.dataset.open = "yes";
  tidy();
  return row;
}

function remove(row) {
  nameOf(row).value = "";
  row.querySelector(".task-scope input").value = "";
  delete row.dataset.open;
  tidy();
}

const leads = new Picker(lead, document.getElementById("lead-list"), {
  chosen: (name) => lead.value === name,
  choose: (name) => {
    lead.value = name;
    // One department answers: what is left to choose are the co-handlers.
    if (part.value === "lead") finder.focus();
  },
});

finder.closest("[data-scripted]").hidden = false;
const helpers = new Picker(finder, document.getElementById("co-list"), {
  several: true,
  chosen: (name) => Boolean(rowOf(name)),
  choose: (name) => {
    const row = rowOf(name);
    if (row) remove(row);
    else addRow(name, "co");
    finder.value = "";
    left.hidden = true;
  },
});

// A name that stands in the field and was not taken over would be lost with the page.
const left = document.getElementById("co-left");
form.addEventListener("submit", (event) => {
  if (!plain(finder.value)) return;
  event.preventDefault();
  left.textContent = finder.dataset.added;
  left.hidden = false;
  finder.classList.add("is-wrong");
  finder.focus();
});
finder.addEventListener("input", () => (left.hidden = true));

rows.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (!button) return;
  remove(button.closest("li"));
  helpers.show(-1);
  finder.focus();
  form.dispatchEvent(new Event("change", { bubbles: true }));
});

// Several that answer have the same part, and each is to be named.
part.addEventListener("change", () => {
  if ((part.value === "joint_lead" || part.value === "split") && ![...rows.children].some((row) => row.querySelector("select").value === part.value && nameOf(row).value))
    nameOf(addRow("", part.value)).focus();
});

form.classList.add("is-scripted");
tidy();
if (matchMedia("(pointer: fine)").matches && !form.querySelector(".wrong:not([hidden])")) lead.focus({ preventScroll: true });
// Who was quicker than this script has the list of what was typed.
leads.show(document.activeElement === lead ? 0 : -1);
