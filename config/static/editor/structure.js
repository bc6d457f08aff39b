// The structure of a body as replies/structure.py reads it, for lines that are being typed. Pure: knows strings and objects with a `text`.

const LEVELS = [/^[一二三四五六七八九十百零〇]+、/u, /^[（(][一二三四五六七八九十百零〇]+[）)]/u, /^\p{Nd}{1,3}[.．](?!\p{Nd})/u, /^[（(]\p{Nd}{1,3}[）)]/u];
const NUMERAL = /[一二三四五六七八九十百零〇]+|\p{Nd}+/u;
const FORMS = [(n) => `${chinese(n)}、`, (n) => `（${chinese(n)}）`, (n) => `${n}.`, (n) => `（${n}）`];
const DIGITS = "零一二三四五六七八九";
const LONGEST_HEADING = 56;
const CELL_END = /(?<!\\)\|/g;
const SEPARATOR = /^(?::?-+:?|)$/;
const FIGURE = /^【图：([^】\u3000]+)(?:\u3000([^】]*))?】$/;
// The list of what is attached, under the text: its numbers are its own.
const ATTACHED = /^附件\s*[：:]\s*1[.．]/;

export const strip = (text) => text.replace(/^[ \t\u3000\xa0\r]+|[ \t\u3000\xa0\r]+$/g, "");

export function chinese(n) {
  if (n < 10) return DIGITS[n];
  const [hundreds, tens, ones] = [Math.floor(n / 100), Math.floor(n / 10) % 10, n % 10];
  const head = hundreds ? `${DIGITS[hundreds]}百${tens || !ones ? "" : "零"}` : "";
  return head + (tens ? `${tens > 1 || hundreds ? DIGITS[tens] : ""}十` : "") + (ones ? DIGITS[ones] : "");
}

function valueOf(numeral) {
  if (/\p{Nd}/u.test(numeral)) return Number(numeral.normalize("NFKC"));
  let [sum, digit] = [0, 0];
  for (const one of numeral.replaceAll("〇", "零")) {
    if (one === "百" || one === "十") {
      sum += (digit || 1) * (one === "百" ? 100 : 10);
      digit = 0;
    } else digit = DIGITS.indexOf(one);
  }
  return sum + digit;
}

// {level, start, end, value} of the number that a line opens with; level 0 where it opens with none. Offsets are those in the line.
export function numberOf(line) {
  const start = line.length - line.replace(/^[ \t\u3000\xa0\r]+/, "").length;
  const rest = line.slice(start);
  for (const [n, form] of LEVELS.entries()) {
    const match = rest.match(form);
    if (match) return { level: n + 1, start, end: start + match[0].length, value: valueOf(match[0].match(NUMERAL)[0]) };
  }
  return { level: 0, start, end: start, value: 0 };
}

export const levelOf = (line) => numberOf(line).level;
export const numbered = (level, n) => FORMS[level - 1](n);

// The part of a numbered line that is set as a heading: all of it, or its first sentence where text runs in after it.
export function headingOf(line) {
  const text = strip(line);
  if (!levelOf(text)) return "";
  const stop = text.indexOf("。");
  const first = stop < 0 ? text : text.slice(0, stop);
  return [...first].length > LONGEST_HEADING || first.includes("；") ? "" : text.slice(0, stop < 0 ? text.length : stop + 1);
}

export function isRow(line) {
  const text = strip(line);
  return text.length > 1 && text.startsWith("|") && text.endsWith("|") && text.at(-2) !== "\\";
}

export const isFigure = (line) => FIGURE.test(strip(line));

// The cells of a row as they are shown, each with where it stands in the line: {text, from}.
export function cellsOf(line) {
  const open = line.indexOf("|") + 1;
  const inside = line.slice(open, line.lastIndexOf("|"));
  const found = [];
  let at = open;
  for (const raw of inside.split(CELL_END)) {
    found.push({ text: raw.replaceAll("\\|", "|"), from: at });
    at += raw.length + 1;
  }
  return found;
}

export const rowOf = (cells) => `|${cells.map((cell) => cell.replaceAll("|", "\\|")).join("|")}|`;
// How far into the line the k-th place of a cell is.
export const rawOffset = (cell, k) => cell.from + cell.text.slice(0, k).replaceAll("|", "\\|").length;
export function cellOffset(cell, column) {
  let k = 0;
  while (k < cell.text.length && rawOffset(cell, k) < column) k += 1;
  return k;
}

const isDashes = (cells) => cells.every((cell) => SEPARATOR.test(strip(cell.text))) && cells.some((cell) => strip(cell.text));

// The lines in blocks: {lines} of one line each, or {lines, rows, columns} where a run of them is a table. `rows` leaves out rows of dashes.
export function blocksOf(lines) {
  const found = [];
  for (let n = 0; n < lines.length; ) {
    let end = n;
    while (end < lines.length && isRow(lines[end].text)) end += 1;
    const run = lines.slice(n, end);
    const rows = run.map((line) => ({ line, cells: cellsOf(line.text) })).filter((row) => !isDashes(row.cells));
    const columns = Math.max(0, ...rows.map((row) => row.cells.length));
    if (rows.length > 1 && columns > 1) found.push({ lines: run, rows, columns });
    else for (const line of run.length ? run : [lines[n]]) found.push({ lines: [line] });
    n = Math.max(end, n + 1);
  }
  return found;
}

// Each line with the number that it should have after those before it: calls back with (line, number as it is, value that is due).
function walk(lines, see) {
  const last = [0, 0, 0, 0];
  for (const line of lines) {
    const number = numberOf(line.text);
    if (ATTACHED.test(strip(line.text))) last.splice(0, 4, last[0], last[1], 1, 0);
    if (!number.level) continue;
    last[number.level - 1] = see(line, number, last[number.level - 1] + 1);
    last.fill(0, number.level);
  }
}

// The numbered lines that follow on from the one before them. Only those are ever renumbered: a list that counts its own way stays as it is.
export function inSequence(lines) {
  const found = new Set();
  walk(lines, (line, number, due) => {
    if (number.value === due) found.add(line);
    return number.value;
  });
  return found;
}

// Gives each of these lines the number that is due; whether any changed.
export function renumber(lines, which) {
  let changed = false;
  walk(lines, (line, number, due) => {
    if (!which.has(line) || number.value === due) return number.value;
    const numeral = number.level < 3 ? chinese(due) : String(due);
    line.text = line.text.slice(0, number.start) + line.text.slice(number.start, number.end).replace(NUMERAL, numeral) + line.text.slice(number.end);
    changed = true;
    return due;
  });
  return changed;
}
