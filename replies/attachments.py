"""The attachments of a letter as one plain text, so that two sets of them can be compared and put together paragraph by paragraph."""

from collections.abc import Iterable, Mapping

# A line that begins so is the title of an attachment; the lines up to the next one are its text.
MARK = "【附件】"


def as_text(attachments: Iterable[Mapping[str, str]]) -> str:
    """A line with the title of each attachment of {"title", "body"}, then its text."""
    return "\n".join(f"{MARK}{attachment['title']}\n{attachment['body']}" for attachment in attachments)


def from_text(text: str) -> list[dict[str, str]]:
    """The inverse of `as_text`, up to blank lines. What stands before the first title goes to the first attachment."""
    found: list[tuple[str, list[str]]] = []
    loose: list[str] = []
    for line in text.splitlines():
        if line.startswith(MARK):
            found.append((line.removeprefix(MARK), loose))
            loose = []
        elif found:
            found[-1][1].append(line)
        else:
            loose.append(line)
    if loose:
        found.append(("", loose))
    return [{"title": title, "body": "\n".join(lines)} for title, lines in found]
