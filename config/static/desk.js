// Keys and small aids. Everything here has a link or a button that does the same without it.

const KEYS = "desk-single-keys";
const keysOn = () => localStorage.getItem(KEYS) !== "off";

for (const box of document.querySelectorAll("[data-single-keys]")) {
  box.checked = keysOn();
  box.addEventListener("change", () => localStorage.setItem(KEYS, box.checked ? "on" : "off"));
}

const rows = () => [...document.querySelectorAll("[data-rows] > *")];

function walk(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("is-at"));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  for (const row of all) row.classList.toggle("is-at", row === next);
  const link = next.querySelector("a, button");
  if (link) link.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.activeElement?.blur();
  if (event.ctrlKey && event.key === "Enter") {
    const button = document.activeElement?.form?.querySelector("[data-ctrl-enter]");
    if (button) button.click();
  }
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || !keysOn()) return;
  if (event.key === "/") {
    const find = document.getElementById("find");
    if (find) {
      event.preventDefault();
      find.focus();
      find.select();
    }
  }
  // A number chooses what it stands beside on the page.
  if (/^[1-9]$/.test(event.key)) document.querySelector(`[data-key="${event.key}"]`)?.click();
  if (event.key === "j") walk(1);
  if (event.key === "k") walk(-1);
});

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
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
