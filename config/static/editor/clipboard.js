// Copying, cutting, pasting and dropping. What comes in is cleaned into structure, and a note says what was left behind.

import { gridOf, replace, write } from "./edits.js";
import { fromHtml, fromPlain } from "./pasting.js";
import { cellsOf, isRow, levelOf } from "./structure.js";
import { change, draft, form, root, select, selected, view } from "./surface.js";

// Marks what was copied here, which needs no cleaning.
const OWN = "application/x-reply-text";
const note = form.querySelector("[data-pasted]");

function copied() {
  const { from, to } = selected();
  if (from.block && from.block === to.block && from.row === to.row && from.cell === to.cell)
    return from.block.rows[from.row].cells[from.cell]?.text.slice(from.k, to.k) ?? "";
  const start = from.block ? { line: from.line, col: 0 } : from;
  const end = to.block ? { line: to.line, col: draft.lines[to.line].text.length } : to;
  return draft.slice(start, end);
}

function copy(event) {
  const text = copied();
  if (!text) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", text);
  event.clipboardData.setData(OWN, text);
  if (event.type !== "cut") return;
  const { from, to } = selected();
  change("", () => replace(draft, from, to, ""));
}

function given(data) {
  const own = data.getData(OWN);
  if (own) return { text: own, left: {} };
  const html = data.getData("text/html");
  const found = html ? fromHtml(html) : { text: "", left: {} };
  if (found.text || found.left.pictures) return found;
  const plain = fromPlain(data.getData("text/plain"));
  return plain.text ? plain : { text: "", left: { pictures: [...data.files].filter((one) => one.type.startsWith("image/")).length } };
}

// Cells over those of a table from the caret on; it grows where they are more.
function fill({ block, row, cell }, lines) {
  change("", () => {
    const grid = gridOf(block);
    const given = lines.map((line) => cellsOf(line).map((one) => one.text));
    const columns = Math.max(block.columns, cell + Math.max(...given.map((cells) => cells.length)));
    while (grid.length < row + given.length) grid.push([]);
    for (const cells of grid) while (cells.length < columns) cells.push("");
    given.forEach((cells, r) => grid[row + r].splice(cell, cells.length, ...cells));
    return write(draft, block, grid, { row, cell, k: 0 });
  });
}

// Tables, and headings before other paragraphs, begin a line of their own.
function put(text) {
  const { from, to } = selected();
  if (from.block && from.block === to.block && text.split("\n").every(isRow)) return fill(from, text.split("\n"));
  const lines = text.split("\n");
  const head = draft.lines[from.line].text.slice(0, from.col);
  const tail = draft.lines[to.line].text.slice(to.col);
  const before = head ? isRow(lines[0]) || (lines.length > 1 && levelOf(lines[0]) > 0) : isRow(lines[0]) && isRow(draft.lines[from.line - 1]?.text ?? "");
  const after = tail && isRow(lines.at(-1));
  const whole = from.block ? text : `${before ? "\n" : ""}${text}${after ? "\n" : ""}`;
  change("", () => replace(draft, from, to, whole), { counting: lines.length > 1 });
}

function take(data) {
  const { text, left } = given(data);
  if (text) put(text);
  for (const part of note.querySelectorAll("[data-left]")) {
    const n = left[part.dataset.left] ?? 0;
    part.hidden = !n;
    part.querySelector("b").textContent = n;
  }
  note.hidden = ![...note.querySelectorAll("[data-left]")].some((part) => !part.hidden);
}

root.addEventListener("copy", copy);
root.addEventListener("cut", copy);
root.addEventListener("paste", (event) => {
  event.preventDefault();
  take(event.clipboardData);
});
root.addEventListener("dragstart", (event) => event.preventDefault());
root.addEventListener("dragover", (event) => event.preventDefault());
root.addEventListener("drop", (event) => {
  event.preventDefault();
  const at = document.caretRangeFromPoint?.(event.clientX, event.clientY);
  root.focus({ preventScroll: true });
  if (at && root.contains(at.startContainer)) select(view.position(at.startContainer, at.startOffset));
  take(event.dataTransfer);
});
note.querySelector("button").addEventListener("click", () => {
  note.hidden = true;
  root.focus();
});
