// The printed page beside the text. Asked for after a short pause, one question at a time; the page of before stays until the new one is there.

import { onScreen, refresh, toLine, unknown } from "./findings.js";
import { caretLine } from "./presence.js";

const form = document.querySelector("[data-draft]");
const panel = form.querySelector("[data-preview]");
const view = panel.querySelector("[data-pageview]");
const canvas = panel.querySelector("[data-canvas]");
const refusal = panel.querySelector("[data-page-refusal]");
const units = panel.querySelector("[data-ages]").content;
const [PAUSE, AGAIN, MOST_KEPT] = [400, 5000, 12];
const ABOVE = 0.3; // of the window of the page, above what one writes

const drawn = new Map(); // digest → picture
let shown = null; // the last answer with a page
let chosen = 0; // a page that was turned to; 0: where one writes
let asked = "";
let busy = false;
let again = false;
let since = 0;
let timer = 0;

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;

async function ask() {
  clearTimeout(timer);
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  again = false;
  asked = onScreen();
  age("making");
  const data = new FormData();
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && name !== "csrfmiddlewaretoken") data.append(name, value);
  data.append("line", caretLine() + 1);
  if (chosen) data.append("page", chosen);
  for (const digest of drawn.keys()) data.append("have", digest);
  let answered = false;
  try {
    const answer = await fetch(panel.dataset.preview, { method: "POST", body: data, redirect: "manual", headers: { "X-CSRFToken": token() } });
    if (answer.status === 200) await show(await answer.json());
    else if (answer.status !== 204) away();
    answered = answer.ok;
  } catch {
    away();
    timer = setTimeout(ask, AGAIN);
  }
  busy = false;
  if (again) ask();
  else if (answered) tick();
}

async function show(answer) {
  refusal.hidden = !answer.refusal;
  refusal.textContent = answer.refusal ?? "";
  refresh(answer, asked);
  if (!answer.digest) return;
  if (answer.picture) {
    const bytes = Uint8Array.from(atob(answer.picture), (one) => one.charCodeAt(0));
    drawn.set(answer.digest, await createImageBitmap(new Blob([bytes], { type: "image/png" })));
    if (drawn.size > MOST_KEPT) drawn.delete(drawn.keys().next().value);
  }
  const picture = drawn.get(answer.digest);
  if (shown?.digest !== answer.digest) {
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d").drawImage(picture, 0, 0);
  }
  const turned = shown?.page !== answer.page;
  shown = answer;
  since = performance.now();
  view.hidden = false;
  for (const name of ["[data-page-of]", "[data-page-acts]"]) panel.querySelector(name).hidden = false;
  const place = panel.querySelector("[data-place]");
  place.textContent = place.dataset.place.replace("{page}", answer.page).replace("{pages}", answer.pages);
  for (const button of panel.querySelectorAll("[data-turn]")) {
    const to = answer.page + Number(button.dataset.turn);
    button.setAttribute("aria-disabled", to < 1 || to > answer.pages);
  }
  canvas.dataset.page = answer.page;
  canvas.dataset.digest = answer.digest;
  if (answer.top !== null) view.scrollTo({ top: Math.max(0, answer.top * canvas.clientHeight - view.clientHeight * ABOVE) });
  else if (turned) view.scrollTo({ top: 0 });
}

function age(unit, n = 0) {
  panel.querySelector("[data-age]").textContent = units.querySelector(`[data-unit="${unit}"]`).textContent.replace("{n}", n);
}

function away() {
  age("away");
  unknown();
}

// How old the page is; not said aloud.
function tick() {
  const seconds = Math.round((performance.now() - since) / 1000);
  if (!shown || busy) return;
  if (asked !== onScreen()) age("making");
  else if (seconds < 2) age("now");
  else if (seconds < 60) age("seconds", seconds);
  else age("minutes", Math.floor(seconds / 60));
}
setInterval(() => !document.hidden && tick(), 5000);

function soon() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

form.addEventListener("input", () => {
  chosen = 0;
  soon();
});
form.addEventListener("change", soon);
// What hinders the draft may have been mended elsewhere meanwhile: in another window, or by somebody else.
window.addEventListener("focus", soon);
form.addEventListener("click", (event) => event.target.closest('[value="submit"][aria-disabled="true"]') && soon());
// The caret went to what stands on another page, or out of what is seen of this one.
function follow() {
  if (!shown || busy || asked !== onScreen()) return;
  const line = caretLine() + 1;
  const here = shown.lines.filter(([first]) => first <= line).at(-1);
  const last = shown.lines.at(-1);
  if (here && (here !== last || here[0] === line)) {
    const top = here[1] * canvas.clientHeight;
    if (top < view.scrollTop || top > view.scrollTop + view.clientHeight * 0.8) view.scrollTo({ top: Math.max(0, top - view.clientHeight * ABOVE) });
  } else {
    chosen = 0;
    soon();
  }
}
form.addEventListener("caret", follow);

for (const button of panel.querySelectorAll("[data-turn]"))
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    chosen = shown.page + Number(button.dataset.turn);
    ask();
  });
const larger = panel.querySelector("[data-larger]");
larger.addEventListener("click", () => {
  larger.setAttribute("aria-pressed", view.classList.toggle("is-larger"));
});
canvas.addEventListener("click", (event) => {
  const at = event.offsetY / canvas.clientHeight;
  const hit = shown?.lines.find(([, top, bottom]) => top <= at && at <= bottom);
  if (hit) toLine(hit[0]);
});

ask();
