"""The structured reply that travels inside a printed one (PDF/A-3, `reply.json`), so that the page can be read back without loss."""

import dataclasses
import datetime
import hashlib
import io
import json
import types
import typing
import zlib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from replies.parsing import ParsedReply
from replies.parsing.reply import sections
from replies.rendering import Letter
from replies.rendering.engine import FIGURE
from replies.structure import Block

if TYPE_CHECKING:
    import pikepdf

    from replies.models import Reply

NAME = "reply.json"
SCHEMA = "jianyi-reply/letter"
VERSION = 1
# Far above any reply: a letter of 30 pages is 50 kB.
LARGEST_PDF = 64 * 1024 * 1024
LARGEST = 16 * 1024 * 1024


class NoReplyInside(Exception):
    """A PDF that may be whole, but carries no structured reply."""


class UnreadablePdf(Exception):
    """No PDF, or one that is damaged, locked or far too large. The message says what is wrong."""


@dataclass(frozen=True)
class Facts:
    """What a letter answers, as far as it is known; the words of `ParsedReply`."""

    kind: str = ""
    doc_type: str = ""
    session: str = ""
    number: str = ""
    category: str = ""
    addressees: tuple[str, ...] = ()
    title: str = ""
    co_handlers: tuple[str, ...] = ()
    document_number: str = ""  # of a published reply whose page has no head to print it under


@dataclass(frozen=True)
class StructuredReply:
    """A letter with its facts. Figures have their pictures where the PDF carries them; seals and stamps are on the pages alone."""

    letter: Letter
    facts: Facts = field(default_factory=Facts)

    def parsed(self) -> ParsedReply:
        """The fields that the parser reads in the text of such a letter, taken from where they are written down."""
        letter, facts = self.letter, self.facts
        return ParsedReply(
            kind=facts.kind or None,
            doc_type=facts.doc_type or None,
            session=facts.session or None,
            number=facts.number or None,
            category=facts.category or None,
            addressees=list(facts.addressees),
            title=facts.title or None,
            co_handlers=list(facts.co_handlers),
            document_number=letter.document_number or facts.document_number or None,
            handling_class=letter.class_mark or None,
            date=letter.issued_on.isoformat() if letter.issued_on else None,
            contact=letter.contact or None,
            issuer=letter.signature.split("\n")[0] or None,
            headings=sections([element for element in letter.body if isinstance(element, Block)]),
            body=[(element.level, element.text) for element in letter.body],
        )


def facts_of(reply: "Reply") -> Facts:
    """The facts of a reply as they stood when it was signed, or as they stand while it is not."""
    known = reply.frame().get("facts") or reply.facts()
    facts: Facts = _typed(Facts, {**known, "doc_type": "答复"})
    return facts


def facts_in(parsed: ParsedReply) -> Facts:
    """The facts that the parser read in a published text."""
    return Facts(
        kind=parsed.kind or "",
        doc_type=parsed.doc_type or "",
        session=parsed.session or "",
        number=parsed.number or "",
        category=parsed.category or "",
        addressees=tuple(parsed.addressees),
        title=parsed.title or "",
        co_handlers=tuple(parsed.co_handlers),
        document_number=parsed.document_number or "",
    )


def dump(letter: Letter, facts: Facts | None = None) -> bytes:
    """Canonical JSON in UTF-8: sorted keys, no blanks. The same letter gives the same bytes; pictures are told by their digest.

    Half a surrogate pair, which UTF-8 cannot hold, is escaped.
    """
    content = {"schema": SCHEMA, "version": VERSION, "letter": _plain(letter), "facts": _plain(facts or Facts())}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "backslashreplace")


def read(content: bytes) -> StructuredReply:
    """The inverse of `dump`. Raises NoReplyInside for anything else."""
    try:
        found = json.loads(content.decode("utf-8"))
        if not isinstance(found, dict) or found.get("schema") != SCHEMA:
            raise NoReplyInside(_("The file inside is not a structured reply."))
        if found.get("version") != VERSION:
            raise NoReplyInside(_("The structured reply is of version %s, which is not known here.") % found.get("version"))
        return StructuredReply(_typed(Letter, found["letter"]), _typed(Facts, found["facts"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NoReplyInside(_("The structured reply inside is damaged.")) from error


def load(pdf: bytes) -> StructuredReply:
    """The structured reply in a PDF. Raises NoReplyInside where it carries none, UnreadablePdf where the PDF cannot be opened."""
    import pikepdf

    if len(pdf) > LARGEST_PDF:
        raise UnreadablePdf(_("The file is larger than %d MB: it is not a printed reply.") % (LARGEST_PDF // 1024**2))
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            if document.is_encrypted:
                raise UnreadablePdf(_("The PDF is encrypted; please save it without encryption first."))
            attached = document.attachments.get(NAME)
            if attached is None:
                raise NoReplyInside(_("The PDF carries no structured reply."))
            content = _unpacked(attached.get_file().obj)
            figures = [_unpacked(file.get_file().obj) for name, file in document.attachments.items() if name.startswith(FIGURE)]
    except pikepdf.PasswordError as error:
        raise UnreadablePdf(_("The PDF is locked by a password; please save it without one first.")) from error
    # A damaged file has nothing, or something else, where another has its names and files.
    except (pikepdf.PikepdfError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadablePdf(_("The PDF is damaged, or this is no PDF.")) from error
    return _with_pictures(read(content), content, figures)


def _with_pictures(reply: StructuredReply, content: bytes, figures: list[bytes]) -> StructuredReply:
    """The reply with the pictures of its figures, found by their digests; what is not there stays empty."""
    digests = dict(json.loads(content)["letter"].get("figures", ()))
    found = {hashlib.sha256(picture).hexdigest(): picture for picture in figures}
    pictures = tuple((name, found.get(digests[name], b"")) for name, _none in reply.letter.figures)
    return dataclasses.replace(reply, letter=dataclasses.replace(reply.letter, figures=pictures))


def _unpacked(stream: "pikepdf.Object") -> bytes:
    """The content of an embedded file, of which no more than LARGEST is ever unpacked."""
    raw, packing = stream.read_raw_bytes(), str(stream.get("/Filter", ""))
    if packing == "/FlateDecode":
        try:
            raw = zlib.decompressobj().decompress(raw, LARGEST + 1)
        except zlib.error as error:
            raise NoReplyInside(_("The structured reply inside is damaged.")) from error
    elif packing:
        raise NoReplyInside(_("The structured reply inside is packed in a way that is not known here."))
    if len(raw) > LARGEST:
        raise NoReplyInside(_("The file inside is larger than %d MB: it is not a structured reply.") % (LARGEST // 1024**2))
    return raw


def _plain(value: Any) -> Any:
    """Data of JSON. An object names its type where the field could hold several."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {"type": type(value).__name__, **{entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest() if value else ""
    if isinstance(value, float) and value.is_integer():
        return int(value)  # 42 and 42.0 are one size, and must be the same bytes
    return value


def _typed(wanted: Any, value: Any) -> Any:
    """The value of a field of that type. Raises TypeError, ValueError or KeyError for what does not fit."""
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        if value is None and type(None) in arguments:
            return None
        candidates = [candidate for candidate in arguments if candidate is not type(None)]
        named = {candidate.__name__: candidate for candidate in candidates}
        return _typed(candidates[0] if len(candidates) == 1 else named[value["type"]], value)
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError
        parts = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else list(arguments)
        return tuple(_typed(part, entry) for part, entry in zip(parts, value, strict=True))
    if origin is typing.Literal:
        return arguments[arguments.index(value)]
    if dataclasses.is_dataclass(wanted):
        if not isinstance(value, dict):
            raise TypeError
        hints = typing.get_type_hints(wanted)
        return typing.cast("Any", wanted)(**{name: _typed(hints[name], entry) for name, entry in value.items() if name in hints})
    if wanted is datetime.date:
        return datetime.date.fromisoformat(value)
    if wanted is bytes:
        return b""
    if wanted is float and type(value) is int:
        return float(value)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise TypeError
    return value
