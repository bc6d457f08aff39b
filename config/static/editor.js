// The editor's aids: counts and outline while one types, heading numbers, opinions at the caret, a word before unsaved text is left.

const form = document.querySelector("[data-draft]");
const body = form.elements.body;
// As replies/structure.py reads them.
const LEVELS = [/^[一二三四五六七八九十百零〇]+、/, /^[（(][一二三四五六七八九十百零〇]+[）)]/, /^\d{1,3}[.．](?!\d)/, /^[（(]\d{1,3}[）)]/];
const DIGITS = "一二三四五六七八九十";
const NUMBERS = [(n) => `${chinese(n)}、`, (n) => `（${chinese(n)}）`, (n) => `${n}.`, (n) => `（${n}）`];

const chinese = (n) => {
  if (n <= 10) return DIGITS[n - 1];
  const tens = Math.floor(n / 10);
  return (tens > 1 ? DIGITS[tens - 1] : "") + "十" + (n % 10 ? DIGITS[(n % 10) - 1] : "");
};
const levelOf = (line) => LEVELS.findIndex((number) => number.test(line)) + 1;
const isRow = (line) => line.length > 1 && line.startsWith("|") && line.endsWith("|");
const headingOf = (line) => {
  const stop = line.indexOf("。");
  const first = stop < 0 ? line : line.slice(0, stop + 1);
  return first.length > 56 || first.includes("；") ? "" : first;
};

function measure() {
  const lines = body.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const headings = lines.map((line) => [levelOf(line), headingOf(line)]).filter(([level, text]) => level && text);
  const counts = { characters: lines.reduce((sum, line) => sum + [...line].length, 0), paragraphs: lines.filter((line, n) => !n || !isRow(line) || !isRow(lines[n - 1])).length, headings: headings.length };
  for (const [name, n] of Object.entries(counts)) form.querySelector(`[data-count="${name}"]`).textContent = n;
  const outline = form.querySelector("[data-outline]");
  outline.replaceChildren(
    ...headings.map(([level, text]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      item.className = `l${level}`;
      link.href = `#${body.id}`;
      link.textContent = text;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const at = body.value.indexOf(text);
        body.focus();
        body.setSelectionRange(at, at + text.length);
      });
      item.append(link);
      return item;
    }),
  );
}

function insert(text) {
  body.focus();
  body.setRangeText(text, body.selectionStart, body.selectionEnd, "end");
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

// Gives the line of the caret the next number of a level, or none.
function number(level) {
  const start = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
  const end = (body.value.indexOf("\n", start) + 1 || body.value.length + 1) - 1;
  const line = body.value.slice(start, end).trim();
  const bare = LEVELS.reduce((text, number) => text.replace(number, ""), line);
  let n = 1;
  for (const before of body.value.slice(0, start).split("\n").reverse()) {
    const other = levelOf(before.trim());
    if (other && other < level) break;
    if (other === level) n += 1;
  }
  body.setRangeText(level ? NUMBERS[level - 1](n) + bare : bare, start, end, "end");
  body.focus();
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

// A merged text, or one that was refused, stands nowhere else yet.
let unsaved = "dirty" in form.dataset;
form.querySelector("[data-unsaved]").hidden = !unsaved;
form.addEventListener("input", () => {
  unsaved = true;
  form.querySelector("[data-unsaved]").hidden = false;
  measure();
});
form.addEventListener("submit", () => (unsaved = false));
window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());

form.querySelector("[data-levels]").hidden = false;
for (const button of form.querySelectorAll("[data-level]")) button.addEventListener("click", () => number(Number(button.dataset.level)));
const caret = form.querySelector("[data-caret]");
if (caret) {
  caret.hidden = caret.disabled = false;
  // A paragraph is put after the line in which one wrote last.
  const follow = () => (caret.value = `line-${body.value.slice(0, body.selectionStart).split("\n").length}`);
  for (const event of ["keyup", "click", "input"]) body.addEventListener(event, follow);
  body.addEventListener("click", () => (caret.selected = true));
}
for (const button of form.querySelectorAll("[data-insert]")) {
  button.hidden = false;
  button.addEventListener("click", () => insert(button.parentElement.querySelector("[data-quote]").innerText));
}
