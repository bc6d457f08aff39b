// What keys do to a draft. Every function changes its lines and returns where the caret then is: {line, col}. Places in tables come with
// {block, row, cell, k}, see rendering.js.

import { cellsOf, numberOf, rawOffset, rowOf } from "./structure.js";

const isEmpty = (line) => line.text === "";

export const gridOf = (block) => block.rows.map((row) => Array.from({ length: block.columns }, (_none, c) => row.cells[c]?.text ?? ""));

// Another grid in place of a table's; `at` is {row, cell, k} of the caret, `rows` the lines that stay the same ones.
export function write(draft, block, grid, at, rows = block.rows.map((row) => row.line)) {
  const first = draft.lines.indexOf(block.lines[0]);
  const lines = grid.map((cells, r) => Object.assign(rows[r] ?? {}, { text: rowOf(cells) }));
  draft.lines.splice(first, block.lines.length, ...lines);
  const cell = cellsOf(lines[at.row].text)[at.cell];
  return { line: first + at.row, col: rawOffset(cell, at.k) };
}

// The text between two places becomes another. Within a table it is the cells' text; a table that is selected in part loses whole rows.
export function replace(draft, from, to, text) {
  if (from.block && from.block === to.block) return inCells(draft, from, to, text.replaceAll("\n", " "));
  const start = from.block ? { line: from.line, col: 0 } : onText(draft, from, to);
  const end = to.block ? { line: to.line, col: draft.lines[to.line].text.length } : to.line === start.line && to.col < start.col ? start : to;
  return draft.replace(start, end, text);
}

// Whoever writes in front of a heading's number means its text.
function onText(draft, from, to) {
  const { level, end } = numberOf(draft.lines[from.line].text);
  const before = level && from.line === to.line && from.col === to.col && from.col < end;
  return { line: from.line, col: before ? end : from.col };
}

function inCells(draft, from, to, text) {
  const grid = gridOf(from.block);
  if (from.row === to.row && from.cell === to.cell) {
    const old = grid[from.row][from.cell];
    grid[from.row][from.cell] = old.slice(0, from.k) + text + old.slice(to.k);
    return write(draft, from.block, grid, { row: from.row, cell: from.cell, k: from.k + text.length });
  }
  const order = (place) => place.row * from.block.columns + place.cell;
  for (const [r, row] of grid.entries())
    for (const c of row.keys()) if (order({ row: r, cell: c }) >= order(from) && order({ row: r, cell: c }) <= order(to)) row[c] = "";
  grid[from.row][from.cell] = text;
  return write(draft, from.block, grid, { row: from.row, cell: from.cell, k: text.length });
}

// Enter: parts a paragraph; a heading goes on as text; a number alone goes away; in a table it leads to the row below.
export function paragraph(draft, { from, to }) {
  if (to.block) return below(draft, to);
  const text = draft.lines[from.line].text;
  const { level, start, end } = numberOf(text);
  if (level && from.line === to.line && from.col <= end && to.col <= end) {
    if (text.length > end) {
      draft.replace({ line: from.line, col: 0 }, { line: from.line, col: 0 }, "\n");
      return { line: from.line + 1, col: end };
    }
    return draft.replace({ line: from.line, col: start }, { line: from.line, col: end }, "");
  }
  return replace(draft, from, to, "\n");
}

function below(draft, { block, row, cell }) {
  if (row < block.rows.length - 1) {
    const next = block.rows[row + 1];
    return { line: draft.lines.indexOf(next.line), col: next.cells[cell]?.from ?? next.line.text.lastIndexOf("|") };
  }
  return after(draft, block);
}

// A new line behind a table, or the one that is there.
export function after(draft, block) {
  const line = draft.lines.indexOf(block.lines.at(-1)) + 1;
  if (!draft.lines[line] || !isEmpty(draft.lines[line])) draft.lines.splice(line, 0, { text: "" });
  return { line, col: 0 };
}

const endOf = (draft, line) => ({ line, col: draft.lines[line].text.length });

// Backspace: `until` is where the browser would stop. A number goes first, then the line joins the one before.
export function eraseBackward(draft, view, at, until) {
  if (at.block) return at.k ? replace(draft, until.cell === at.cell && until.row === at.row ? until : { ...at, k: 0 }, at, "") : at;
  const { level, start, end } = numberOf(draft.lines[at.line].text);
  if (level && at.col <= end) return draft.replace({ line: at.line, col: start }, { line: at.line, col: end }, "");
  if (at.col) return draft.replace(until.line === at.line ? until : { line: at.line, col: 0 }, at, "");
  if (!at.line) return at;
  const before = endOf(draft, at.line - 1);
  if (!view.at(before).block) return draft.replace(before, at, "");
  if (isEmpty(draft.lines[at.line])) draft.lines.splice(at.line, 1);
  return before;
}

// Delete: the line that follows joins this one, without its number.
export function eraseForward(draft, view, at, until) {
  const text = draft.lines[at.line].text;
  if (at.block) {
    const length = gridOf(at.block)[at.row][at.cell].length;
    return at.k < length ? replace(draft, at, until.cell === at.cell && until.row === at.row ? until : { ...at, k: length }, "") : at;
  }
  if (at.col < text.length) return draft.replace(at, until.line === at.line ? until : endOf(draft, at.line), "");
  if (at.line === draft.lines.length - 1) return at;
  const next = { line: at.line + 1, col: 0 };
  const barred = Boolean(view.at(next).block);
  if (isEmpty(draft.lines[at.line])) draft.lines.splice(at.line, 1);
  else if (!barred) draft.replace(at, { ...next, col: numberOf(draft.lines[next.line].text).end }, "");
  return { line: at.line, col: at.col };
}
