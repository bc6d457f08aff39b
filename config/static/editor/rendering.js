// The lines of a draft as blocks on the page, and the places in them. The page is drawn from the draft; only where the browser has changed
// it by itself (input methods, spelling, extensions) is it read back.

import { blocksOf, cellOffset, headingOf, isFigure, numberOf, rawOffset, rowOf, strip } from "./structure.js";

const make = (tag, name, ...inside) => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...inside);
  return element;
};

export class View {
  constructor(root) {
    this.root = root;
    this.elements = new Map(); // line → its paragraph or table row
    this.lineOf = new WeakMap(); // and back
    this.shown = new WeakMap(); // block → the text that it shows
    this.blocks = [];
  }

  draw(lines) {
    this.lines = lines;
    this.blocks = blocksOf(lines);
    const before = new Map([...this.root.children].filter((one) => this.shown.has(one)).map((one) => [this.lineOf.get(one), one]));
    const [wanted, firsts] = [new Set(), new Set(this.blocks.map((block) => block.lines[0]))];
    const stays = (node) => wanted.has(node) || (this.shown.has(node) && firsts.has(this.lineOf.get(node)));
    this.elements.clear();
    let at = this.root.firstChild;
    let n = 0;
    let depth = 1; // of the page's own heading; one below another, whatever numbers a letter leaves out
    for (const block of this.blocks) {
      const text = block.lines.map((line) => line.text).join("\n");
      let element = before.get(block.lines[0]);
      if (!element || (element.tagName === "P") === Boolean(block.rows)) element = make(block.rows ? "div" : "p");
      wanted.add(element);
      block.element = element;
      block.number = strip(text) ? (n += 1) : 0;
      this.lineOf.set(element, block.lines[0]);
      if (this.shown.get(element) !== text) this.#fill(element, block, text);
      this.#name(element, block);
      depth = this.#level(element, text, depth);
      if (element.dataset.n !== String(block.number || "")) element.dataset.n = block.number || "";
      while (at && !stays(at)) at = this.#drop(at);
      if (at === element) at = at.nextSibling;
      else this.root.insertBefore(element, at);
    }
    while (at) at = wanted.has(at) ? at.nextSibling : this.#drop(at);
    this.root.classList.toggle("is-empty", lines.length === 1 && !lines[0].text);
  }

  // How deep a heading stands under those before it; returns that of the last.
  #level(element, text, depth) {
    if (element.getAttribute("role") !== "heading") {
      element.removeAttribute("aria-level");
      return depth;
    }
    const level = Math.min(numberOf(text).level, depth) + 1;
    if (element.getAttribute("aria-level") !== String(level)) element.setAttribute("aria-level", level);
    return level;
  }

  #drop(node) {
    const next = node.nextSibling;
    node.remove();
    return next;
  }

  #fill(element, block, text) {
    this.shown.set(element, text);
    const kept = [...element.classList].filter((name) => /^(is-at|has-)/.test(name));
    if (block.rows) {
      element.className = "block block-table";
      const rows = block.rows.map((row, r) => {
        const cells = Array.from({ length: block.columns }, (_none, c) => make(r ? "td" : "th", "", row.cells[c]?.text || make("br")));
        // A head that says nothing heads nothing.
        for (const cell of r ? [] : cells) if (!cell.textContent) cell.setAttribute("role", "cell");
        return make("tr", "", ...cells);
      });
      element.replaceChildren(make("table", "", make("tbody", "", ...rows)));
    } else {
      const number = numberOf(text);
      const heading = headingOf(text);
      const alone = heading && heading === strip(text);
      element.className = `block${number.level ? ` l${number.level}` : ""}${alone ? " block-heading" : ""}${isFigure(text) ? " block-figure" : ""}`;
      if (alone) element.setAttribute("role", "heading");
      else element.removeAttribute("role");
      const end = number.start + heading.length;
      const parts = number.level ? [make("span", "no", text.slice(0, number.end))] : [];
      const rest = number.level ? text.slice(number.end) : text;
      if (heading && end > number.end) parts.push(make("b", "", text.slice(number.end, end)), text.slice(end));
      else parts.push(rest);
      element.replaceChildren(...parts.filter((part) => part !== ""));
      // A line that is empty, or ends where a line break would be swallowed, still has its height.
      if (!text) element.append(make("br"));
    }
    element.classList.add(...kept);
  }

  #name(element, block) {
    const rows = block.rows ? [...element.querySelectorAll("tr")] : [];
    block.rows?.forEach((row, r) => {
      this.elements.set(row.line, rows[r]);
      this.lineOf.set(rows[r], row.line);
    });
    for (const line of block.lines) if (!this.elements.has(line)) this.elements.set(line, rows[0] ?? element);
  }

  blockOf(line) {
    return this.blocks.find((block) => block.lines.includes(line));
  }

  // What stands on the page now, as text.
  read() {
    const found = [];
    const blocks = new Map(this.blocks.map((block) => [block.element, block]));
    for (const child of this.root.childNodes) {
      const block = blocks.get(child);
      if (block?.rows && this.#sameCells(block)) found.push(...block.lines.map((line) => line.text));
      else if (child.nodeType === Node.ELEMENT_NODE && child.querySelector("tr"))
        found.push(...[...child.querySelectorAll("tr")].map((row) => rowOf([...row.cells].map((cell) => written(cell).replaceAll("\n", "")))));
      else found.push(...written(child).split("\n"));
    }
    return found.join("\n");
  }

  #sameCells(block) {
    const rows = [...block.element.querySelectorAll("tr")];
    if (rows.length !== block.rows.length) return false;
    return block.rows.every((row, r) => [...rows[r].cells].every((cell, c) => written(cell) === (row.cells[c]?.text ?? "")));
  }

  // A place on the page → {line, col} of the draft; in a table also {row, cell, k}.
  position(node, offset) {
    if (node === this.root) {
      const child = this.root.childNodes[offset];
      if (!child) return this.end();
      [node, offset] = [child, 0];
    }
    let element = node;
    while (element.parentNode !== this.root) element = element.parentNode;
    const block = this.blocks.find((one) => one.element === element);
    if (!block) return this.#strange(element, node, offset);
    if (!block.rows) return { line: this.lines.indexOf(block.lines[0]), col: before(element, node, offset) };
    const cell = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("td, th") ?? this.#nearest(element, node, offset);
    const inside = cell.contains(node) ? before(cell, node, offset) : 0;
    return this.cell(block, cell.parentElement.rowIndex, cell.cellIndex, inside);
  }

  // In what the browser has made itself, which `read` is about to take in.
  #strange(element, node, offset) {
    let line = 0;
    for (let one = element.previousSibling; one; one = one.previousSibling)
      line += this.blocks.find((block) => block.element === one)?.lines.length ?? written(one).split("\n").length;
    return { line, col: before(element, node, offset) };
  }

  #nearest(element, node, offset) {
    const cells = [...element.querySelectorAll("td, th")];
    const child = node.childNodes[offset];
    return cells.find((cell) => child && (child === cell || child.contains(cell))) ?? (offset ? cells.at(-1) : cells[0]);
  }

  cell(block, row, cell, k) {
    const { line, cells } = block.rows[row];
    const shown = cells[cell];
    const col = shown ? rawOffset(shown, Math.min(k, shown.text.length)) : line.text.lastIndexOf("|");
    return { line: this.lines.indexOf(line), col, block, row, cell, k };
  }

  end() {
    const line = this.lines.length - 1;
    return this.at({ line, col: this.lines[line].text.length });
  }

  // The same with {block, row, cell, k} where it is in a table.
  at({ line, col }) {
    const block = this.blockOf(this.lines[line]);
    const row = block?.rows?.findIndex((one) => one.line === this.lines[line]) ?? -1;
    if (row < 0) return { line, col };
    const { cells } = block.rows[row];
    const found = cells.findLastIndex((cell) => cell.from <= col);
    const cell = Math.max(0, found);
    return { line, col, block, row, cell, k: cellOffset(cells[cell], col) };
  }

  // {line, col} → [node, offset] on the page.
  place(position) {
    const there = this.at(position);
    const element = this.elements.get(this.lines[there.line]);
    if (there.block) return inText(element.cells?.[there.cell] ?? element, there.k);
    return inText(element, there.col);
  }
}

// How many characters of an element stand before a place in it.
function before(element, node, offset) {
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

function inText(element, offset) {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node = texts.nextNode();
  if (!node) return [element, 0];
  while (offset > node.length) {
    offset -= node.length;
    const next = texts.nextNode();
    if (!next) return [node, node.length];
    node = next;
  }
  return [node, offset];
}

// The text in a node, with a line end for each line break but the one that only keeps an empty line open.
function written(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeName === "BR") return "\n";
  let text = "";
  for (const child of node.childNodes) {
    if (/^(DIV|P)$/.test(child.nodeName) && text && !text.endsWith("\n")) text += "\n";
    text += written(child);
  }
  return node.lastChild?.nodeName === "BR" ? text.slice(0, -1) : text;
}
