// The comments of reviewers, each under the paragraph that it is on. They stand outside the text; the text makes room for them.

import { clearMarks, draft, form, goTo, markLine, selected, view, watch } from "./surface.js";

const list = form.querySelector("[data-notes]");

if (list) {
  const notes = [...list.querySelectorAll("[data-paragraph]")];
  // By the line itself, so that a comment stays with its paragraph while others come and go.
  const lineOf = new Map();
  for (const note of notes) {
    const block = view.blocks.find((one) => one.number === Number(note.dataset.paragraph));
    if (block) lineOf.set(note, block.lines[0]);
  }
  list.classList.add("is-beside");

  const watched = new WeakSet();
  const seen = new ResizeObserver(() => arrange());
  const observe = (element) => {
    if (watched.has(element)) return;
    watched.add(element);
    seen.observe(element);
  };

  const arrange = () => {
    const there = new Map();
    for (const note of notes) {
      const block = lineOf.has(note) && draft.lines.includes(lineOf.get(note)) ? view.blockOf(lineOf.get(note)) : null;
      note.classList.toggle("is-loose", !block);
      if (block) there.set(block.element, [...(there.get(block.element) ?? []), note]);
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
  };

  clearMarks("note");
  for (const line of lineOf.values()) markLine(draft.lines.indexOf(line), "note");
  watch(arrange);
  notes.forEach(observe);
  arrange();

  // To the comment on this paragraph, or the next one.
  const button = form.querySelector("[data-to-note]");
  button.addEventListener("click", () => {
    const at = selected().to.line;
    const open = [...lineOf].map(([note, line]) => [note, draft.lines.indexOf(line)]).filter(([note, n]) => n >= 0 && note.querySelector("input"));
    open.sort((one, other) => one[1] - other[1]);
    const [note, line] = open.find(([, n]) => n >= at) ?? open[0] ?? [notes[0], -1];
    if (line >= 0) goTo(line);
    note.querySelector("input, textarea, summary")?.focus();
    note.scrollIntoView({ block: "nearest" });
  });
}
