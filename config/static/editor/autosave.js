// Keeps what is written without being asked: in this browser at once, on the server after each pause. A version is made by the buttons alone.

import * as offline from "./offline.js";
import { place, show } from "./presence.js";

const form = document.querySelector("[data-draft]");
const head = form.querySelector("[data-keep]");
const said = form.querySelector("[data-saved]");
const signedOut = form.querySelector("[data-signed-out]");
const refusal = form.querySelector("[data-refusal]");
const where = { person: head.dataset.person, reply: head.dataset.reply, window: form.elements.window.value };
const BESIDE = new Set(["csrfmiddlewaretoken", "step", "take", "window", "taken", "person"]);
const [LOCAL, PAUSE, BEAT, AGAIN] = [250, 2000, 15000, 5000]; // ms
const LIGHT = 60000; // characters; what is sent while a page is left must be small

const fields = () => [...new FormData(form)].filter(([name, value]) => !BESIDE.has(name) && typeof value === "string");
const written = () => JSON.stringify(fields());

let kept = "dirty" in form.dataset ? "" : written(); // what the server has
let local = true; // whether this browser has what the server has not
let leaving = false;
let running = null;
const timers = { local: 0 };
const later = (name, wait, work) => {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(work, wait);
};

function say(word, fill = "") {
  const text = head.querySelector("[data-words]").content.querySelector(`[data-word="${word}"]`).cloneNode(true);
  for (const part of text.querySelectorAll("[data-fill]")) part.textContent = part.textContent.replace("{}", fill);
  said.className = `saved ${{ kept: "", keeping: "saved-wait" }[word] ?? "saved-off"}`;
  said.hidden = false;
  said.replaceChildren(...text.childNodes);
}

// In how many places the form reads otherwise than the server has it: lines of the text, and other fields.
function changes() {
  const parts = (text) => text.split("\n").map((line) => line.trim());
  const before = new Map(kept ? JSON.parse(kept) : []);
  return fields().reduce((sum, [name, value]) => {
    if (before.get(name) === value) return sum;
    if (name !== "body") return sum + 1;
    const old = new Set(parts(before.get(name) ?? ""));
    return sum + Math.max(parts(value).filter((line) => !old.has(line)).length, 1);
  }, 0);
}

function keepHere() {
  clearTimeout(timers.local);
  timers.local = 0;
  const now = fields();
  local = offline.keep(where, now);
  // What the server has by now is nothing that the next window should bring it.
  if (written() === kept) offline.sent(where, now);
  if (!local && !navigator.onLine) say("full");
}

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;

// What the server answers to these fields; null where it refused them.
async function post(more, light = false) {
  const data = new FormData();
  for (const [name, value] of more) data.append(name, value);
  if (!data.has("base")) data.append("base", form.elements.base.value);
  data.append("person", where.person);
  const answer = await fetch(head.dataset.keep, { method: "POST", body: data, redirect: "manual", keepalive: light, headers: { "X-CSRFToken": token() } });
  const news = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  // Signed out: the answer leads to the page of the login, or refuses the token of the session that ended.
  const out = answer.type === "opaqueredirect" || (answer.status === 403 && !news.refusal);
  if (!signedOut.hidden && answer.ok) form.elements.csrfmiddlewaretoken.value = token();
  signedOut.hidden = !out;
  if (news.refusal !== undefined) {
    refusal.hidden = !news.refusal;
    refusal.querySelector("[data-refusal-words]").textContent = news.refusal;
  }
  if (answer.ok) show(news);
  return answer.ok ? news : null;
}

function away() {
  keepHere(); // what is said to be here is here, also what was typed a moment ago
  if (local) say(navigator.onLine ? "unanswered" : "offline", changes());
  else say("full");
  later("again", AGAIN, flush);
}

// Sends what the server has not yet; whether it then has all of it.
export async function flush({ light = false } = {}) {
  while (running) await running;
  clearTimeout(timers.pause);
  const now = written();
  if (now === kept) return true;
  const sending = fields();
  const small = light && now.length < LIGHT;
  running = (async () => {
    try {
      const answer = await post([...sending, ["window", where.window], ["taken", form.elements.taken.value], ["place", place()]], small);
      if (!answer) {
        say("refused");
        later("again", AGAIN, flush);
        return false;
      }
      kept = now;
      offline.sent(where, sending);
      say("kept", answer.at);
      return true;
    } catch {
      away();
      return false;
    }
  })();
  const well = await running;
  running = null;
  return well;
}

const ping = () => [["beat", "1"], ["window", where.window], ["taken", form.elements.taken.value], ["place", place()]];

async function beat() {
  if (written() !== kept) {
    await flush();
  } else {
    try {
      await post(ping());
    } catch {
      // The next one says so; nothing is waiting to be kept.
    }
  }
  later("beat", BEAT, beat);
}

form.addEventListener("input", () => {
  if (written() === kept) return;
  if (said.hidden || !said.classList.contains("saved-off")) say("keeping");
  timers.local ||= setTimeout(keepHere, LOCAL); // not put off by the next key: who types on and on is kept, too
  later("pause", PAUSE, flush);
});
form.addEventListener("change", () => later("pause", PAUSE, flush));
document.addEventListener("visibilitychange", () => {
  if (written() === kept) return;
  keepHere();
  flush({ light: document.hidden });
});
window.addEventListener("blur", () => written() !== kept && flush());
window.addEventListener("focus", () => !signedOut.hidden && beat());
window.addEventListener("online", () => flush());
window.addEventListener("pagehide", () => {
  if (written() !== kept && !leaving) keepHere();
});
// Only what is kept nowhere is worth a question.
window.addEventListener("beforeunload", (event) => {
  if (leaving || written() === kept) return;
  keepHere();
  if (!local) event.preventDefault();
});

// The form goes out only where the server is there and knows the person: a page of the browser's own, or of the login, would take its place.
form.addEventListener(
  "submit",
  async (event) => {
    const button = event.submitter;
    if (leaving || button?.formTarget === "_blank") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    keepHere();
    if (!(await flush()) || !(await reachable())) return;
    leaving = true;
    form.requestSubmit(button);
  },
  true,
);
window.addEventListener("pageshow", () => (leaving = false));

// Also where nothing was changed since it was kept, the session may have ended.
async function reachable() {
  try {
    return Boolean(await post(ping()));
  } catch {
    away();
    return false;
  }
}

// What a window that died has left in this browser goes to the server first, and is offered as everything else that was kept.
async function deliver() {
  const left = offline.left(where, head.dataset.windows.split(" "));
  const offers = form.querySelector("[data-offers]");
  offers.hidden = left.length > 0;
  try {
    for (const [name, old] of left) if (await post([...old, ["window", name]])) offline.sent({ ...where, window: name }, old);
    if (left.length) await offer();
  } catch {
    // Without a network it stays here; the next opening tries again.
  }
  offers.hidden = false;
}

// The offers as they are now, without the one that is gone on with here.
async function offer() {
  const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
  page.querySelector(`[data-offer="${CSS.escape(form.elements.taken.value)}"]`)?.remove();
  for (const name of ["[data-offers]", "[data-drops]"]) document.querySelector(name).replaceChildren(...(page.querySelector(name)?.childNodes ?? []));
}

await deliver();
if ("dirty" in form.dataset) {
  keepHere();
  flush();
}
beat();
