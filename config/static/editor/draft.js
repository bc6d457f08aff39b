// The text being written, as lines that stay the same objects while their text changes, and its history. Knows nothing of the page.

import { inSequence, levelOf, numberOf, numbered, renumber } from "./structure.js";

const MOST_STEPS = 400;
// After these a new step of the history begins.
const STOPS = /[。！？；：，、\s]$/;

export class Draft {
  constructor(text) {
    this.lines = text.split("\n").map((one) => ({ text: one }));
    this.past = [];
    this.future = [];
    this.typing = null;
  }

  get text() {
    return this.lines.map((line) => line.text).join("\n");
  }

  get end() {
    return { line: this.lines.length - 1, col: this.lines.at(-1).text.length };
  }

  slice(from, to) {
    if (from.line === to.line) return this.lines[from.line].text.slice(from.col, to.col);
    const between = this.lines.slice(from.line + 1, to.line).map((line) => line.text);
    return [this.lines[from.line].text.slice(from.col), ...between, this.lines[to.line].text.slice(0, to.col)].join("\n");
  }

  // One step: `work` changes the lines and returns where the caret then is. Headings that counted on keep counting on, and so do the new
  // ones where `counting`, if they count from one. Steps of one kind that follow each other letter by letter are taken back together.
  step(kind, caret, work, { counting = false } = {}) {
    const before = { text: this.text, caret };
    const [levels, right] = [new Map(this.lines.map((line) => [line, levelOf(line.text)])), inSequence(this.lines)];
    const after = work();
    const line = this.lines[after.line];
    const col = after.col - numberOf(line.text).end;
    if (counting) for (const one of inSequence(this.lines.filter((one) => !levels.get(one)))) right.add(one);
    if (renumber(this.lines, right) && col >= 0) after.col = col + numberOf(line.text).end;
    if (this.text === before.text) return after;
    const joined = kind && this.typing?.kind === kind && this.typing.line === caret.line && this.typing.col === caret.col;
    if (!joined) this.past.push(before);
    if (this.past.length > MOST_STEPS) this.past.shift();
    this.future = [];
    const stops = STOPS.test(line.text.slice(0, after.col));
    this.typing = kind && !stops ? { kind, ...after } : null;
    return after;
  }

  replace(from, to, text) {
    const [head, tail] = [this.lines[from.line].text.slice(0, from.col), this.lines[to.line].text.slice(to.col)];
    const parts = text.split("\n");
    const col = parts.at(-1).length + (parts.length === 1 ? head.length : 0);
    parts[0] = head + parts[0];
    parts[parts.length - 1] += tail;
    const made = parts.map((one) => ({ text: one }));
    // A line is the same line after another was put before it or after it.
    const [first, last] = [this.lines[from.line], this.lines[to.line]];
    const keep = (line, n) => (made[n] = Object.assign(line, { text: made[n].text }));
    if (parts.length === 1) keep(head || !tail ? first : last, 0);
    else if (head || !tail) keep(first, 0);
    if (parts.length > 1 && tail && (first !== last || !head)) keep(last, parts.length - 1);
    this.lines.splice(from.line, to.line - from.line + 1, ...made);
    return { line: from.line + parts.length - 1, col };
  }

  // Another text in place of this one; lines that are in both stay the same.
  set(text) {
    const next = text.split("\n");
    const old = this.lines;
    let [head, tail] = [0, 0];
    while (head < Math.min(old.length, next.length) && old[head].text === next[head]) head += 1;
    while (tail < Math.min(old.length, next.length) - head && old.at(-1 - tail).text === next.at(-1 - tail)) tail += 1;
    const loose = old.slice(head, old.length - tail);
    const wanted = next.slice(head, next.length - tail);
    const [alone, taken] = [loose.length === wanted.length, new Set()];
    const made = wanted.map((one, n) => {
      const same = alone ? loose[n] : loose.find((line) => line.text === one && !taken.has(line));
      if (same) taken.add(same);
      return same ? Object.assign(same, { text: one }) : { text: one };
    });
    this.lines = [...old.slice(0, head), ...made, ...old.slice(old.length - tail)];
  }

  // What was before the last step, or after the last one taken back: where the caret then is, null where there is none.
  undo(caret) {
    return this.#go(this.past, this.future, caret);
  }

  redo(caret) {
    return this.#go(this.future, this.past, caret);
  }

  #go(from, to, caret) {
    const there = from.pop();
    if (!there) return null;
    to.push({ text: this.text, caret });
    this.set(there.text);
    this.typing = null;
    return there.caret;
  }

  // The text without a heading number, or with that of a level.
  level(n, level) {
    const line = this.lines[n];
    const bare = line.text.slice(numberOf(line.text).end);
    const above = this.lines.slice(0, n);
    let due = 1;
    for (const other of above.reverse()) {
      const number = numberOf(other.text);
      if (number.level && number.level < level) break;
      if (number.level === level) {
        due = number.value + 1;
        break;
      }
    }
    line.text = level ? numbered(level, due) + bare : bare;
  }
}
