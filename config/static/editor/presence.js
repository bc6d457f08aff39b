// Who else has the draft open, and what was saved since it was opened here.

const form = document.querySelector("[data-draft]");
const others = form.querySelector("[data-others]");
const arrived = form.querySelector("[data-arrived]");
const newer = form.querySelector("[data-newer]");
const body = form.elements.body;
const HEADING = /^\s*[一二三四五六七八九十百零〇]+、.*$/;
const LONGEST = 30;

let line = 0; // from 0
let here = new Set();
form.addEventListener("caret", (event) => (line = event.detail.line));
for (const event of ["keyup", "click"]) body.addEventListener(event, () => (line = body.value.slice(0, body.selectionStart).split("\n").length - 1));

export const caretLine = () => line;

// The heading under which one writes.
export function place() {
  const heading = body.value.split("\n").slice(0, line + 1).reverse().find((text) => HEADING.test(text)) ?? "";
  return heading.trim().slice(0, LONGEST);
}

// As the server tells it. Only who comes is said aloud, not every step that he makes.
export function show(answer) {
  const names = answer.others.map((one) => one.name);
  others.hidden = !names.length;
  others.replaceChildren(
    ...answer.others.flatMap((one) => {
      const [avatar, words] = [document.createElement("span"), document.createElement("span")];
      avatar.className = "avatar avatar-sm";
      avatar.setAttribute("aria-hidden", "true");
      avatar.textContent = one.name.slice(0, 1);
      words.textContent = one.words;
      return [avatar, words];
    }),
  );
  const news = answer.others.filter((one) => !here.has(one.name));
  if (news.length) arrived.textContent = news.map((one) => one.words).join(" ");
  here = new Set(names);
  newer.hidden = !answer.newer;
  if (answer.newer && newer.querySelector("[data-newer-words]").textContent !== answer.newer.words) newer.querySelector("[data-newer-words]").textContent = answer.newer.words;
}
