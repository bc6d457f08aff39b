// Commands of the toolbar and of the keys: levels, tables, moving a paragraph, taking back. Each is a button whose data-do names it.

import { after, gridOf, write } from "./edits.js";
import { change, draft, form, root, select, selected, undo, view, watch } from "./surface.js";
import { levelOf, numberOf } from "./structure.js";

const toolbar = form.querySelector("[data-levels]");

function setLevel(level) {
  const { from, to } = selected();
  const lines = draft.lines.slice(from.line, to.line + 1).filter((line) => !view.blockOf(line).rows && (line.text || from.line === to.line));
  if (!lines.length) return;
  change("", () => {
    const past = Math.max(0, to.col - numberOf(draft.lines[to.line].text).end);
    for (const line of lines) draft.level(draft.lines.indexOf(line), level);
    const text = draft.lines[to.line].text;
    return { line: to.line, col: Math.min(text.length, numberOf(text).end + past) };
  });
}

// One level down or up; false where there is none.
function shift(by) {
  const { from, to } = selected();
  const level = levelOf(draft.lines[from.line].text);
  if (from.block || from.line !== to.line || !level || level + by < 1 || level + by > 4) return false;
  setLevel(level + by);
  return true;
}

function move(by) {
  const { to } = selected();
  const order = view.blocks.map((block) => block.lines);
  const at = order.findIndex((lines) => lines.includes(draft.lines[to.line]));
  if (!order[at + by]) return;
  const line = draft.lines[to.line];
  change("", () => {
    [order[at], order[at + by]] = [order[at + by], order[at]];
    draft.lines = order.flat();
    return { line: draft.lines.indexOf(line), col: to.col };
  });
}

function newTable() {
  const { to } = selected();
  const text = toolbar.dataset.table.replaceAll("/", "\n");
  const block = view.blockOf(draft.lines[to.line]);
  const line = draft.lines.indexOf(block.lines.at(-1));
  const at = { line, col: draft.lines[line].text.length };
  const before = draft.lines[line].text ? (block.rows ? "\n\n" : "\n") : "";
  change("", () => {
    draft.replace(at, at, before + text);
    return { line: line + before.length, col: 1 };
  });
  const made = selected().to.block;
  if (made) select(view.cell(made, 0, 0, 0), view.cell(made, 0, 0, Infinity));
}

// A change of the table of the caret: `work` gets its grid, its lines and the caret, and returns where the caret then is.
function inTable(work) {
  const { to } = selected();
  if (!to.block) return;
  change("", () => {
    const grid = gridOf(to.block);
    const rows = to.block.rows.map((row) => row.line);
    const at = work(grid, rows, to);
    if (grid.length && grid[0].length) return write(draft, to.block, grid, at, rows);
    const line = draft.lines.indexOf(to.block.lines[0]);
    draft.lines.splice(line, to.block.lines.length, { text: "" });
    return { line, col: 0 };
  });
}

const TABLES = {
  "row-add": () =>
    inTable((grid, rows, { row, cell }) => {
      grid.splice(row + 1, 0, grid[0].map(() => ""));
      rows.splice(row + 1, 0, { text: "" });
      return { row: row + 1, cell, k: 0 };
    }),
  "row-cut": () =>
    inTable((grid, rows, { row, cell }) => {
      grid.splice(row, 1);
      rows.splice(row, 1);
      // What is left of a table must be one: a head and a row.
      if (grid.length < 2) grid.length = 0;
      return { row: Math.min(row, grid.length - 1), cell, k: 0 };
    }),
  "column-add": () =>
    inTable((grid, _rows, { row, cell }) => {
      for (const cells of grid) cells.splice(cell + 1, 0, "");
      return { row, cell: cell + 1, k: 0 };
    }),
  "column-cut": () =>
    inTable((grid, _rows, { row, cell }) => {
      for (const cells of grid) cells.splice(cell, 1);
      if (grid[0].length < 2) grid.length = 0;
      return { row, cell: Math.max(0, cell - 1), k: 0 };
    }),
};

// The next cell or the one before, with a new row after the last; false where there is none before.
function nextCell(by) {
  const { block, row, cell } = selected().to;
  const at = row * block.columns + cell + by;
  if (at < 0) return false;
  if (at === block.rows.length * block.columns) {
    TABLES["row-add"]();
    const { to } = selected();
    select(view.cell(to.block, to.row, 0, 0));
  } else {
    const [r, c] = [Math.floor(at / block.columns), at % block.columns];
    select(view.cell(block, r, c, 0), view.cell(block, r, c, Infinity));
  }
  return true;
}

const COMMANDS = { ...TABLES, table: newTable, up: () => move(-1), down: () => move(1), undo: () => undo(), redo: () => undo(false) };
for (const n of [0, 1, 2, 3, 4]) COMMANDS[`level-${n}`] = () => setLevel(n);

const buttons = [...toolbar.querySelectorAll("button")];
toolbar.hidden = false;
for (const button of buttons) {
  // The caret stays in the text.
  button.addEventListener("mousedown", (event) => event.preventDefault());
  const command = COMMANDS[button.dataset.command];
  if (!command) continue;
  button.addEventListener("click", (event) => {
    // By keyboard the focus stays on the toolbar, as one may press again.
    const byKey = document.activeElement === button && event.detail === 0;
    command();
    if (byKey) button.focus();
    else root.focus({ preventScroll: true });
  });
}

// One stop of the tab key for the whole toolbar, the arrows go along it.
const usable = () => buttons.filter((button) => button.checkVisibility());
const stop = (button) => buttons.forEach((one) => (one.tabIndex = one === button ? 0 : -1));
stop(buttons[0]);
toolbar.addEventListener("focusin", (event) => stop(event.target));
toolbar.addEventListener("keydown", (event) => {
  const all = usable();
  const at = all.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined || event.altKey || event.ctrlKey) return;
  event.preventDefault();
  all.at(to % all.length).focus();
});

watch(({ line }) => {
  const there = view.blockOf(draft.lines[line]);
  const level = there.rows ? -1 : levelOf(draft.lines[line].text);
  for (const button of toolbar.querySelectorAll("[data-command^=level-]")) button.setAttribute("aria-pressed", button.dataset.command === `level-${level}`);
  for (const part of toolbar.querySelectorAll("[data-in-table]")) part.hidden = !there.rows;
  if (!usable().some((button) => button.tabIndex === 0)) stop(buttons[0]);
});

root.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const held = event.ctrlKey || event.metaKey;
  const done = (() => {
    if (held && !event.altKey && event.key.toLowerCase() === "z") return undo(!event.shiftKey) ?? true;
    if (held && !event.altKey && event.key.toLowerCase() === "y") return undo(false) ?? true;
    // In a browser's own window Ctrl and a digit may belong to its tabs.
    if (held && event.altKey && /^Digit[0-4]$/.test(event.code)) return setLevel(Number(event.code.at(-1))) ?? true;
    if (event.key === "Tab" && !held && !event.altKey) return selected().to.block ? nextCell(event.shiftKey ? -1 : 1) : shift(event.shiftKey ? -1 : 1);
    if (held && event.key === "Enter") {
      const send = form.querySelector("[data-ctrl-enter]");
      send?.click();
      return Boolean(send);
    }
    if (held && event.key === "End" && !event.shiftKey && selected().to.block?.lines.includes(draft.lines.at(-1))) {
      const { block } = selected().to;
      return change("", () => after(draft, block)) ?? true;
    }
    return false;
  })();
  if (done) event.preventDefault();
});
