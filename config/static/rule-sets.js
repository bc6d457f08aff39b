// A rule set is long work: leaving the page with something typed and not saved asks first. Row buttons and the sample keep the page.

const form = document.getElementById("rule-set");
let touched = false;
form.addEventListener("input", (event) => {
  if (!event.target.name.startsWith("sample_")) touched = true;
});
document.body.addEventListener("rows-changed", () => {
  touched = true;
});
form.addEventListener("submit", () => {
  touched = false;
});
window.addEventListener("beforeunload", (event) => {
  if (touched) event.preventDefault();
});
