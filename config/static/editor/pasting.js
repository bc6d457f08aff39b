// What is pasted as structured plain text. Pure functions: what Word, WPS, Excel and browsers put on the clipboard, in; {text, left} out, `left`
// saying how many pictures, notes, comments and struck-out pieces were left behind.

import { chinese, isRow, levelOf, numbered, rowOf, strip } from "./structure.js";

const GONE = "head, style, script, xml, title, meta, link, template, noscript, hr.msocomoff, [data-css*='mso-element:header'], [data-css*='mso-element:footer'], [data-css*='display:none'], [data-css*='mso-hide:all']";
// The words that a comment is on stand in an element of their own, which stays.
const COMMENTS = "[data-css*='mso-element:comment-list'], .MsoCommentReference, .msocomanchor, [data-css*='mso-special-character:comment'], a[href^='#_msocom']";
const NOTE_MARKS = "a[href^='#_ftn'], a[href^='#_edn'], .MsoFootnoteReference, .MsoEndnoteReference, .sdfootnoteanc, .sdendnoteanc";
const NOTES = "[data-css*='mso-element:footnote-list'], [data-css*='mso-element:endnote-list'], div[id^='sdfootnote'], div[id^='sdendnote']";
const STRUCK = "del, s.msoDel, span.msoDel, [data-css*='mso-change-delete']";
const BLOCK = /^(P|DIV|LI|UL|OL|H[1-6]|BLOCKQUOTE|SECTION|ARTICLE|HEADER|FOOTER|BODY|PRE|DL|DT|DD|FIGURE|FIGCAPTION|ADDRESS|CENTER|FORM)$/;
const WIDE = "[\\u2e80-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef\\u3000-\\u303f]";
// Where a program broke the lines of its HTML beside a Chinese character, there was no blank.
const BESIDE_WIDE = new RegExp(`(?<=${WIDE})[ \\t]*[\\r\\n]+[ \\t]*|[ \\t]*[\\r\\n]+[ \\t]*(?=${WIDE})`, "g");
const SUPERSCRIPTS = { 2: "²", 3: "³" };
const BULLET = /^[·•●○■□◆◇▪➢✓ØoüvwnulqF§\-–—]$/;
const BREAK = "\u2028"; // a line break within a paragraph

// {text, left} of a fragment of HTML.
export function fromHtml(html) {
  const page = new DOMParser().parseFromString(unstyled(html), "text/html");
  const take = (which) => {
    const found = [...page.body.querySelectorAll(which)].filter((one) => !one.parentElement.closest(which));
    for (const one of found) one.remove();
    return found.length;
  };
  const named = (which, name) => new Set([...page.body.querySelectorAll(which)].map(name)).size;
  for (const one of page.querySelectorAll("[data-css]")) one.dataset.css = one.dataset.css.replace(/\s*([:;])\s*/g, "$1");
  take(GONE);
  const comments =
    named("[data-css*='mso-comment-reference']", (one) => /mso-comment-reference:([^;]*)/.exec(one.dataset.css)[1]) ||
    named("a[href^='#_msocom']", (one) => one.getAttribute("href"));
  take(COMMENTS);
  const notes = page.body.querySelectorAll("a[href^='#_ftn']:not([href*='ref']), a[href^='#_edn']:not([href*='ref']), .sdfootnoteanc, .sdendnoteanc").length;
  take(NOTES);
  take(NOTE_MARKS);
  const left = { pictures: take("img, svg, canvas, object, video"), notes, comments, struck: take(STRUCK) };
  const out = [];
  blocks(page.body, out);
  return { text: lines(titled(out)), left };
}

// The policy of this page holds for what it parses: styles are read, and never applied.
const unstyled = (html) => html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-css="));

// The blocks of a node, in order: {text, heading?, number?} or {table}.
function blocks(node, out) {
  let run = "";
  const flush = () => {
    for (const text of parted(run)) out.push({ text });
    run = "";
  };
  for (const child of node.childNodes) {
    if (child.nodeName === "TABLE") {
      flush();
      table(child, out);
    } else if (BLOCK.test(child.nodeName)) {
      flush();
      block(child, out);
    } else if (child.nodeType === Node.ELEMENT_NODE && holdsBlocks(child)) {
      flush();
      blocks(child, out);
    } else run += inline(child);
  }
  flush();
}

const holdsBlocks = (element) => [...element.querySelectorAll("*")].some((one) => one.nodeName === "TABLE" || BLOCK.test(one.nodeName));

function block(element, out) {
  const start = out.length;
  const outer = holdsBlocks(element);
  const number = outer && element.nodeName !== "LI" ? "" : listNumber(element, outer);
  const heading = /^H([1-4])$/.exec(element.nodeName)?.[1] ?? /mso-outline-level:([1-4])/.exec(element.dataset.css ?? "")?.[1];
  if (outer) blocks(element, out);
  else for (const text of parted([...element.childNodes].map(inline).join(""), element.nodeName === "PRE")) out.push({ text });
  const first = out[start];
  if (!first?.text) return;
  if (heading) first.heading = Number(heading);
  if (!levelOf(first.text)) first.text = number + first.text;
}

// The number that a list gives to a paragraph: Word and WPS write it out, others leave it to the reader of the page.
function listNumber(element, outer) {
  const written = outer ? null : element.querySelector("[data-css*='mso-list:Ignore']");
  if (written) {
    const number = strip(written.textContent.replace(/[\s\u00a0]+/g, ""));
    written.remove();
    return BULLET.test(number) || /[\ue000-\uf8ff]/.test(number) ? "" : tidyNumber(number);
  }
  const list = element.nodeName === "LI" ? element.parentElement : null;
  if (list?.nodeName !== "OL") return "";
  const n = [...list.children].filter((one) => one.nodeName === "LI").indexOf(element) + (list.start || 1);
  const style = `${list.dataset.css ?? ""}${element.dataset.css ?? ""}`;
  return /cjk|chinese|trad|japanese/.test(style) ? `${chinese(n)}、` : numbered(3, n);
}

// 1、 and 1) are 1. here, (一) is （一）.
const tidyNumber = (number) => number.replace(/^(\d+)[、)）]$/, "$1.").replace(/^\((.+)\)$/, "（$1）").replace(/^([一二三四五六七八九十]+)[.．]$/, "$1、");

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(BESIDE_WIDE, "").replace(/[\t\r\n ]+/g, " ");
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.nodeName === "BR") return /page-break/.test(node.dataset.css ?? "") ? "\n" : BREAK;
  if (node.nodeName === "SUP" && SUPERSCRIPTS[node.textContent.trim()]) return SUPERSCRIPTS[node.textContent.trim()];
  return [...node.childNodes].map(inline).join("");
}

const clean = (text) => strip(text.replace(BESIDE_WIDE, "").replaceAll("\u00a0", " ").replace(/[ \t]{2,}/g, " ").replace(/[\u200b-\u200d\ufeff\u00ad]/g, ""));

// A line break within a paragraph ends it where a sentence ends there; elsewhere the lines are one.
function parted(run, kept = false) {
  return run.split(kept ? /[\n\u2028]/ : /\n/).flatMap((part) => {
    const found = [];
    for (const piece of part.split(BREAK).map(clean).filter(Boolean)) {
      const last = found.at(-1);
      if (last === undefined || /[。！？；：:…”]$/.test(last) || levelOf(piece) || (levelOf(last) && last.length < 30)) found.push(piece);
      else found[found.length - 1] += (/\w$/.test(last) && /^\w/.test(piece) ? " " : "") + piece;
    }
    return found;
  });
}

// A table of one row or column only lays out the page.
function table(element, out) {
  const rows = [...element.rows].filter((row) => row.closest("table") === element);
  const grid = [];
  rows.forEach((row, r) => {
    grid[r] ??= [];
    let c = 0;
    for (const cell of row.cells) {
      while (grid[r][c] !== undefined) c += 1;
      const inside = [];
      blocks(cell, inside);
      const text = inside.flatMap((one) => one.table?.flat() ?? [one.text]).reduce(joined, "").replaceAll("\n", "");
      for (let down = 0; down < Math.max(1, Math.min(cell.rowSpan, rows.length - r)); down += 1)
        for (let across = 0; across < Math.max(1, cell.colSpan); across += 1) (grid[r + down] ??= [])[c + across] = down || across ? "" : text;
      c += Math.max(1, cell.colSpan);
    }
  });
  out.push(...gridBlocks(grid));
}

// Paragraphs of one cell; figures that stood apart stay apart.
const joined = (text, next) => text + (text && next && (/\w$/.test(text) || /^\w/.test(next)) ? " " : "") + next;

function gridBlocks(grid) {
  const kept = grid.filter((row) => row.some(Boolean));
  const columns = Math.max(0, ...kept.map((row) => row.length));
  if (kept.length < 2 || columns < 2) return kept.flat().filter(Boolean).map((text) => ({ text }));
  return [{ table: kept.map((row) => Array.from({ length: columns }, (_none, c) => row[c] ?? "")) }];
}

// Headings that are so by their style alone get numbers; a single one at the very top is the title of the whole.
function titled(out) {
  const bare = out.filter((one) => one.heading && !levelOf(one.text));
  const top = Math.min(...bare.map((one) => one.heading));
  if (bare.filter((one) => one.heading === top).length === 1 && out[0] === bare[0]) bare.shift().heading = 0;
  const levels = [...new Set(bare.map((one) => one.heading))].sort();
  const counts = [0, 0, 0, 0];
  for (const one of out) {
    if (!one.text || !bare.includes(one)) continue;
    const level = Math.min(4, levels.indexOf(one.heading) + 1);
    counts[level - 1] += 1;
    counts.fill(0, level);
    one.text = numbered(level, counts[level - 1]) + one.text;
  }
  return out;
}

const lines = (out) => out.map((one) => (one.table ? one.table.map(rowOf).join("\n") : one.text)).reduce((text, part, n) => text + (n && isRow(part.split("\n")[0]) && isRow(text.split("\n").at(-1)) ? "\n\n" : n ? "\n" : "") + part, "");

// {text, left} of plain text: cells parted by tabs are a table, blank lines and blanks around lines go.
export function fromPlain(given) {
  const text = given.replace(/\r\n?/g, "\n");
  const rows = cells(text);
  const left = { pictures: 0, notes: 0, comments: 0, struck: 0 };
  if (rows.length > 1 && rows.every((row) => row.length > 1)) return { text: lines(gridBlocks(rows)), left };
  // Within a paragraph what is pasted stays as it is.
  if (!/\n./.test(text)) return { text: text.replace(/\n+$/, "").replaceAll("\t", " "), left };
  return { text: text.split("\n").map(clean).filter(Boolean).join("\n"), left };
}

// Rows and cells as a spreadsheet writes them: a cell with line ends or tabs stands in quotes.
function cells(text) {
  const rows = [[]];
  const next = /(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/y;
  while (next.lastIndex < text.length) {
    const at = next.lastIndex;
    const match = next.exec(text) ?? [];
    if (next.lastIndex === at) break;
    rows.at(-1).push(clean((match[1]?.replaceAll('""', '"') ?? match[2] ?? "").replaceAll("\n", "")));
    if (match[3] === "\n") rows.push([]);
    if (match[3] === "") break;
  }
  return rows.filter((row) => row.length > 1 || row[0]);
}
