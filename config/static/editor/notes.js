// The comments of reviewers and one's own notes, each under the paragraph that it is on. They stand outside the text; the text makes room
// for them. A note goes out with the form by the words of its paragraph, so that it finds it again wherever that then stands.

import { clearMarks, draft, form, goTo, markLine, root, selected, view, watch } from "./surface.js";

const list = form.querySelector("[data-notes]");
const own = list.querySelector("[data-own-notes]");
const blank = list.querySelector("[data-blank-note]").content.firstElementChild;
// By the line itself, so that a comment stays with its paragraph while others come and go.
const lineOf = new Map();

const all = () => [...list.querySelectorAll("li[data-paragraph], li[data-note]")];
const wordsOf = (block) => block.lines.map((line) => line.text).join("\n");
const blockOf = (note) => (draft.lines.includes(lineOf.get(note)) ? view.blockOf(lineOf.get(note)) : null);

const watched = new WeakSet();
const seen = new ResizeObserver(() => arrange());
const observe = (element) => {
  if (watched.has(element)) return;
  watched.add(element);
  seen.observe(element);
};

function arrange() {
  const there = new Map();
  for (const note of all()) {
    observe(note);
    const block = blockOf(note);
    note.classList.toggle("is-loose", !block);
    if (!block) continue;
    there.set(block.element, [...(there.get(block.element) ?? []), note]);
    if ("note" in note.dataset) note.querySelector("[name=note-on]").value = wordsOf(block);
  }
  for (const { element } of view.blocks) {
    observe(element);
    const height = (there.get(element) ?? []).reduce((sum, note) => sum + note.offsetHeight + 8, 0);
    const room = height ? `${height + 4}px` : "";
    if (element.style.marginBottom !== room) element.style.marginBottom = room;
  }
  for (const [element, mine] of there) {
    let top = element.offsetTop + element.offsetHeight;
    for (const note of mine) {
      note.style.top = `${top}px`;
      top += note.offsetHeight + 8;
    }
  }
}

function mark() {
  clearMarks("note");
  for (const line of new Set(lineOf.values())) markLine(draft.lines.indexOf(line), "note");
}

function drop(note) {
  const line = draft.lines.indexOf(lineOf.get(note));
  lineOf.delete(note);
  note.remove();
  form.dispatchEvent(new Event("input", { bubbles: true }));
  mark();
  arrange();
  if (line >= 0) goTo(line);
  else root.focus();
}

// To the open comment on the paragraph of the caret, or to a new note on it.
form.querySelector("[data-to-note]").addEventListener("click", () => {
  const line = draft.lines[selected().to.line];
  const block = view.blockOf(line);
  const open = (note) => note.querySelector("input[type=radio], textarea");
  let note = all().find((one) => blockOf(one) === block && open(one));
  if (!note && block.number) {
    note = own.appendChild(blank.cloneNode(true));
    lineOf.set(note, block.lines[0]);
    mark();
    arrange();
  }
  open(note ?? list)?.focus();
  note?.scrollIntoView({ block: "nearest" });
});
own.addEventListener("click", (event) => event.target.closest("[data-drop-note]") && drop(event.target.closest("li")));
own.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  event.stopPropagation();
  const note = event.target.closest("li");
  const line = draft.lines.indexOf(lineOf.get(note));
  if (!note.querySelector("textarea").value.trim()) drop(note);
  else if (line >= 0) goTo(line);
});

list.querySelector("[data-plain-note]").remove();
for (const note of all()) {
  const words = note.querySelector("[name=note-on]")?.value.replaceAll("\r\n", "\n");
  const block = view.blocks.find((one) => (words === undefined ? one.number === Number(note.dataset.paragraph) : wordsOf(one) === words));
  if (block) lineOf.set(note, block.lines[0]);
}
list.classList.add("is-beside");
mark();
watch(arrange);
arrange();
