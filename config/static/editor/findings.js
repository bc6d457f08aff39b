// What the server finds in the text, beside it: the count, the way to each, and the reason why it cannot be sent yet.

const form = document.querySelector("[data-draft]");
const list = form.querySelector("[data-findings]");
const next = form.querySelector("[data-next-finding]");
const reason = form.querySelector("[data-send-reason]");
const body = form.elements.body;
// The surface that stands before the field of the text, where it is there.
const surface = form.querySelector("[data-surface]") ? await import("./surface.js") : null;

let at = -1;
// What was on the screen when the server looked at it: of anything else nobody knows yet whether it can be sent.
let about = "";

export const onScreen = () => JSON.stringify([...new FormData(form)].filter(([, value]) => typeof value === "string"));

// To a line of the text, from 1.
export function toLine(line) {
  if (surface) {
    surface.goTo(line - 1);
    return;
  }
  const lines = body.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  body.focus();
  body.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
}

function go(finding) {
  const { line, field } = finding.dataset;
  if (Number(line)) return toLine(Number(line));
  const found = form.elements[field] ?? form.querySelector(`[name^="${CSS.escape(field)}-"]`);
  const element = found instanceof RadioNodeList ? found[0] : found;
  if (!element) return;
  element.closest("details")?.setAttribute("open", "");
  if (field === "body" && surface) surface.root.focus();
  else element.focus();
}

export function refresh({ findings, count, musts, reason: words }, screen) {
  about = screen;
  if (list.innerHTML !== findings) list.innerHTML = findings;
  form.querySelector("[data-count-findings]").textContent = count;
  reason.hidden = !musts;
  reason.querySelector("[data-reason]").textContent = words;
  dash(musts);
  mark();
}

// The server does not look: it says what is missing when the draft is sent.
export function unknown() {
  about = "";
  reason.hidden = true;
  dash(0);
}

// The button stays where it is and can be reached: the reason beside it says what to do, and the server says it again.
function dash(musts) {
  for (const button of form.querySelectorAll('[name="step"][value="submit"]')) {
    if (musts) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

function mark() {
  at = Math.min(at, list.children.length - 1);
  next.hidden = !list.querySelector(".finding");
  if (!surface) return;
  surface.clearMarks("finding");
  surface.clearMarks("hint");
  for (const { dataset } of list.querySelectorAll('[data-field="body"]'))
    if (Number(dataset.line)) surface.markLine(Number(dataset.line) - 1, dataset.weight === "note" ? "hint" : "finding");
}

list.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (!link) return;
  event.preventDefault();
  go(link.closest(".finding"));
});
next.addEventListener("click", () => {
  const all = [...list.querySelectorAll(".finding")];
  at = (at + 1) % all.length;
  for (const one of all) one.classList.toggle("is-at", one === all[at]);
  all[at].scrollIntoView({ block: "nearest" });
  go(all[at]);
});

for (const button of form.querySelectorAll('[name="step"][value="submit"]'))
  button.addEventListener("click", (event) => {
    if (button.getAttribute("aria-disabled") !== "true" || about !== onScreen()) return;
    event.preventDefault();
    const must = list.querySelector('[data-weight="must"]');
    must.scrollIntoView({ block: "nearest" });
    go(must);
  });

dash(Number(form.querySelector("[data-keep]").dataset.n));
mark();
