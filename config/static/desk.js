// What every page of the desk has. All of it has a link or a button that does the same without it.

import "./keys.js";
import "./rows.js";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") sender(document.activeElement)?.click();
});

// The button of the form that one is in; with nothing chosen yet the one in sight, whose key the page shows.
function sender(at) {
  if (at !== document.body) return at.form?.querySelector("[data-ctrl-enter]");
  return [...document.querySelectorAll("form [data-ctrl-enter]")].find((one) => one.checkVisibility());
}

// Another row of a formset: the empty form is in a <template>, its number is __prefix__.
for (const button of document.querySelectorAll("[data-add-row]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const total = document.getElementById(`id_${button.dataset.addRow}-TOTAL_FORMS`);
    const rows = document.getElementById(`${button.dataset.addRow}-rows`);
    const blank = document.getElementById(`${button.dataset.addRow}-blank`);
    rows.insertAdjacentHTML("beforeend", blank.innerHTML.replaceAll("__prefix__", total.value));
    total.value = Number(total.value) + 1;
    rows.lastElementChild.querySelector("input")?.focus();
  });
}

// A form is sent once: a second click while the first is on its way would only meet a refusal.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget === "_blank") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
