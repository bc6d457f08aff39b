"""Takes out of a text what was decided to go, or puts the mask in its place."""

from collections.abc import Iterable, Mapping

from replies.disclosure.findings import NUMBERS, Choice, Decision, Finding, find


def apply(parts: Mapping[str, str], findings: Iterable[Finding], decisions: Iterable[Decision]) -> dict[str, str]:
    """The parts with every finding masked or removed as decided; a line of which nothing is left goes with it."""
    chosen = {(one.kind, one.text): one.choice for one in decisions}
    lines = {place: text.split("\n") for place, text in parts.items()}
    emptied: dict[str, set[int]] = {place: set() for place in parts}
    for found in sorted(findings, key=lambda found: (found.place, found.line, found.start), reverse=True):
        choice = chosen.get((found.kind, found.text))
        if choice in (Choice.MASK, Choice.REMOVE):
            line = lines[found.place][found.line]
            changed = line[: found.start] + (found.mask if choice == Choice.MASK else "") + line[found.end :]
            lines[found.place][found.line] = changed
            if not changed.strip(" \t\u3000，。；、：（）()"):
                emptied[found.place].add(found.line)
    return {place: "\n".join(line for n, line in enumerate(text) if n not in emptied[place]) for place, text in lines.items()}


def without_numbers(text: str) -> str:
    """The text with every number of a person masked; for what nobody decides about, such as the title of the case."""
    found = [one for one in find({"text": text}) if one.kind in NUMBERS]
    return apply({"text": text}, found, [Decision(one.kind, one.text, Choice.MASK) for one in found])["text"]
