// The list of cases: choosing rows. The bar shows once something is chosen and says how much; without this it is simply there.

function begin() {
  const form = document.querySelector("[data-list]");
  if (!form || form.dataset.begun) return;
  form.dataset.begun = "yes";
  const boxes = [...form.querySelectorAll("[data-rows] input[type=checkbox]")];
  const bar = form.querySelector("[data-bulk]");
  const page = form.querySelector("[data-page]");
  const every = form.querySelector("[data-every]");
  const all = every?.querySelector("input");
  const none = form.querySelector("[data-none]");
  const brief = form.querySelector("[data-brief]");
  const said = [form.querySelector("[data-count]"), form.querySelector("[data-news]")];

  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    // Only a whole page leads on to all pages.
    const whole = chosen === boxes.length;
    if (every) every.hidden = !whole;
    if (all && !whole) all.checked = false;
    for (const box of boxes) box.closest("tr").classList.toggle("is-on", box.checked);
    page.checked = whole;
    page.indeterminate = chosen > 0 && !whole;
    bar.classList.toggle("is-idle", chosen === 0);
    const text = chosen ? form.dataset.said.replace("{n}", all?.checked ? all.dataset.total : chosen) : "";
    brief.textContent = "";
    if (chosen) brief.dispatchEvent(new Event("look"));
    for (const one of said) if (one.textContent !== text) one.textContent = text;
  };

  const set = (on) => {
    for (const box of boxes) box.checked = on;
    show();
  };

  page.hidden = false;
  none.hidden = false;
  page.addEventListener("change", () => set(page.checked));
  none.addEventListener("click", () => {
    set(false);
    page.focus();
  });
  form.addEventListener("change", (event) => {
    if (event.target !== page) show();
  });
  // A file comes without a new page: the next thing can be done at once.
  form.addEventListener("submit", () => {
    if (form.elements.deed.value.startsWith("export")) setTimeout(() => delete form.dataset.sent, 1000);
  });
  // The browser may bring ticks back with the page.
  window.addEventListener("pageshow", show);
  show();
}

begin();
// A facet puts another list in the place of this one.
document.addEventListener("htmx:afterSettle", begin);
