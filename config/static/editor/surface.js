// The surface on which a body is written: a block for each paragraph, heading and table. The field `body` of the form is the truth that is
// sent; the surface keeps it in step and tells the form so by its `input` event, and by `caret` when the caret comes to another line.

import { Draft } from "./draft.js";
import { eraseBackward, eraseForward, paragraph, replace } from "./edits.js";
import { View } from "./rendering.js";
import { numberOf } from "./structure.js";

export const form = document.querySelector("[data-draft]");
export const root = form.querySelector("[data-surface]");
const body = form.elements.body;
export const draft = new Draft(body.value);
export const view = new View(root);

const watchers = [];
let caret = draft.end; // where one wrote last, also while something else has the focus
let told = -1;
let composing = null;
let own = false;
let marks = [];

// Calls back whenever the caret or the text has changed.
export const watch = (see) => watchers.push(see);

// {from, to} of what is selected, or of the caret's last place.
export function selected() {
  const { anchorNode, anchorOffset, focusNode, focusOffset } = document.getSelection();
  if (!root.contains(anchorNode) || !root.contains(focusNode)) {
    const line = Math.min(caret.line, draft.lines.length - 1);
    const last = view.at({ line, col: Math.min(caret.col, draft.lines[line].text.length) });
    return { from: last, to: last };
  }
  const [one, other] = [view.position(anchorNode, anchorOffset), view.position(focusNode, focusOffset)];
  return one.line < other.line || (one.line === other.line && one.col <= other.col) ? { from: one, to: other } : { from: other, to: one };
}

export function select(from, to = from) {
  document.getSelection().setBaseAndExtent(...view.place(from), ...view.place(to));
  noticed(to);
}

function noticed({ line, col }) {
  caret = { line, col };
  const at = view.blockOf(draft.lines[line])?.element;
  for (const block of root.querySelectorAll(".is-at")) if (block !== at) block.classList.remove("is-at");
  at?.classList.add("is-at");
  if (line !== told) form.dispatchEvent(new CustomEvent("caret", { detail: { line } }));
  told = line;
  for (const see of watchers) see(caret);
}

function drawn() {
  view.draw(draft.lines);
  drawMarks();
}

function tell() {
  if (body.value === draft.text) return;
  body.value = draft.text;
  own = true;
  body.dispatchEvent(new Event("input", { bubbles: true }));
  own = false;
}

// One change of the text: `work` makes it and returns where the caret then is.
export function change(kind, work, options) {
  const after = draft.step(kind, selected().to, work, options);
  drawn();
  tell();
  select(after);
  const [node] = view.place(after);
  (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).scrollIntoView({ block: "nearest" });
}

export function undo(back = true) {
  const { line, col } = selected().to;
  const there = back ? draft.undo({ line, col }) : draft.redo({ line, col });
  if (!there) return;
  drawn();
  tell();
  select(there);
}

// The field was set from outside: by another window's text, by the browser, or by a form that came back.
export function load() {
  if (body.value === draft.text) return;
  draft.past.push({ text: draft.text, caret });
  draft.set(body.value);
  draft.typing = null;
  drawn();
  noticed(draft.end);
}

// The browser has changed the page itself.
function readBack(before) {
  const { focusNode, focusOffset } = document.getSelection();
  const there = root.contains(focusNode) ? view.position(focusNode, focusOffset) : draft.end;
  const text = view.read();
  const after = draft.step("", before, () => {
    draft.set(text);
    const line = Math.min(there.line, draft.lines.length - 1);
    return { line, col: Math.min(there.col, draft.lines[line].text.length) };
  });
  drawn();
  tell();
  const block = there.block && view.blockOf(draft.lines[after.line]);
  select(block?.rows ? view.cell(block, there.row, there.cell, there.k) : after);
}

// A text put in as paragraphs of its own after the one of the caret, or in its place where that is empty.
export function insert(text) {
  const { to } = selected();
  root.focus({ preventScroll: true });
  const lines = to.block ? to.block.lines : [draft.lines[to.line]];
  const line = draft.lines.indexOf(lines.at(-1));
  const end = { line, col: draft.lines[line].text.length };
  change("", () => draft.replace(end, end, draft.lines[line].text ? `\n${text}` : text), { counting: true });
}

export function goTo(line, quote = "") {
  const text = draft.lines[line]?.text;
  if (text === undefined) return;
  const at = quote ? text.indexOf(quote) : -1;
  const from = at < 0 ? { line, col: numberOf(text).end } : { line, col: at };
  root.focus({ preventScroll: true });
  select(from, { line, col: from.col + (at < 0 ? 0 : quote.length) });
  view.elements.get(draft.lines[line]).scrollIntoView({ block: "center" });
}

// A mark on a line, kept beside it while it is written on: a bar, and a wavy line under `quote` where its words are given.
export function markLine(line, kind, quote = "") {
  if (draft.lines[line]) marks.push({ line: draft.lines[line], kind, quote });
  drawMarks();
}

// Takes away the marks of a kind.
export function clearMarks(kind) {
  marks = marks.filter((mark) => mark.kind !== kind);
  drawMarks();
}

function drawMarks() {
  for (const block of root.querySelectorAll("[class*=has-]")) block.className = block.className.replace(/ ?has-\S+/g, "");
  const words = [];
  for (const { line, kind, quote } of marks) {
    const [n, element] = [draft.lines.indexOf(line), view.blockOf(line)?.element];
    element?.classList.add(`has-${kind}`);
    const col = n < 0 || !quote ? -1 : line.text.indexOf(quote);
    if (col < 0) continue;
    const range = document.createRange();
    range.setStart(...view.place({ line: n, col }));
    range.setEnd(...view.place({ line: n, col: col + quote.length }));
    words.push(range);
  }
  if (globalThis.Highlight) CSS.highlights.set("finding", new Highlight(...words));
}

const rangeOf = (event) => {
  const [range] = event.getTargetRanges();
  if (!range) return selected();
  return { from: view.position(range.startContainer, range.startOffset), to: view.position(range.endContainer, range.endOffset) };
};

const put = (kind, { from, to }, text) => change(kind, () => replace(draft, from, to, text));

root.addEventListener("beforeinput", (event) => {
  const type = event.inputType;
  if (event.isComposing || /Composition/.test(type)) return;
  event.preventDefault();
  const here = selected();
  const { text } = draft.lines[here.from.line];
  const alone = here.from.line === here.to.line && here.from.col === here.to.col;
  if (type === "insertText") put("type", here, event.data ?? "");
  else if (type === "insertReplacementText") put("", rangeOf(event), event.data ?? event.dataTransfer?.getData("text/plain") ?? "");
  else if (type === "insertParagraph" || type === "insertLineBreak") change("", () => paragraph(draft, here));
  else if (type === "historyUndo") undo();
  else if (type === "historyRedo") undo(false);
  else if (type.startsWith("delete") && !alone) put("", here, "");
  else if (/^delete.*Backward$/.test(type)) change(here.from.col > numberOf(text).end ? "erase" : "", () => eraseBackward(draft, view, here.from, rangeOf(event).from));
  else if (/^delete.*(Forward|Line)$/.test(type)) change(here.from.col < text.length ? "erase-on" : "", () => eraseForward(draft, view, here.from, rangeOf(event).to));
});

// Input methods write by themselves; the text is taken over when they are done, and never touched before.
root.addEventListener("compositionstart", () => {
  const { from, to } = selected();
  const over = from.line !== to.line || from.cell !== to.cell;
  const number = from.block ? null : numberOf(draft.lines[from.line].text);
  if (over) put("", { from, to }, "");
  else if (number?.level && to.col < number.end) select({ line: from.line, col: number.end });
  composing = { caret: selected().to, over };
});
root.addEventListener("compositionend", () => {
  const { caret: before, over } = composing;
  composing = null;
  readBack(before);
  // What was written over and what was written are one step.
  if (over && draft.past.length > 1) draft.past.pop();
});
root.addEventListener("input", (event) => {
  event.stopPropagation();
  if (!composing && !event.isComposing) readBack(selected().to);
});

body.addEventListener("input", () => !own && load());

document.addEventListener("selectionchange", () => {
  const { focusNode } = document.getSelection();
  if (composing || !root.contains(focusNode) || document.activeElement !== root) return;
  noticed(selected().to);
});

body.closest(".field").classList.add("is-surfaced");
body.tabIndex = -1;
body.setAttribute("aria-hidden", "true");
root.hidden = false;
for (const label of body.labels)
  label.addEventListener("click", (event) => {
    event.preventDefault();
    root.focus();
  });
drawn();
