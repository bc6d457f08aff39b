// What stands beside the text to take from: opinions, the proposal, earlier answers, figures.

import { form, insert, watch } from "./surface.js";

// A paragraph of an opinion is put in by the server, which notes where it comes from: after the line of the caret.
const caret = form.querySelector("[data-caret]");
if (caret) {
  caret.hidden = caret.disabled = false;
  watch(({ line }) => {
    caret.value = `line-${line + 1}`;
    if (document.activeElement?.matches("[data-surface]")) caret.selected = true;
  });
}

// Also for what comes later: earlier answers are looked for when somebody wants to see them.
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const quotes = button.closest("[data-source], li").querySelectorAll("[data-quote]");
  insert([...quotes].map((quote) => quote.innerText.trim()).join("\n"));
});
const show = () => form.querySelectorAll("[data-insert]").forEach((button) => (button.hidden = false));
show();
form.addEventListener("htmx:afterSwap", show);

// One panel at a time; without scripts all of them stand below each other.
const tabs = [...form.querySelectorAll("[data-tabs] [data-tab]")];
const panels = tabs.map((tab) => document.getElementById(tab.dataset.tab));
function open(n) {
  tabs.forEach((tab, k) => {
    tab.setAttribute("aria-selected", k === n);
    tab.tabIndex = k === n ? 0 : -1;
    panels[k].hidden = k !== n;
  });
}
tabs.forEach((tab, n) => {
  panels[n].setAttribute("role", "tabpanel");
  panels[n].setAttribute("aria-labelledby", tab.id);
  tab.addEventListener("click", () => open(n));
  tab.addEventListener("keydown", (event) => {
    const to = { ArrowRight: n + 1, ArrowLeft: n - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const at = (to + tabs.length) % tabs.length;
    open(at);
    tabs[at].focus();
    tabs[at].click();
  });
});
if (tabs.length) {
  tabs[0].parentElement.hidden = false;
  open(0);
}
