"""What a person must know about a printed document beside the document: the faces it is set in and what went wrong."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from replies.rendering.fonts import Face, Library, Role


@dataclass(frozen=True)
class Substitution:
    """A role whose own design is not installed."""

    role: str
    wanted: str
    used: str


@dataclass(frozen=True)
class SealBox:
    """Where a seal or a stamp is drawn: pages from 1, mm from the upper left corner of the page."""

    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Report:
    """The report on one document. Everything is plain data."""

    pages: int
    fonts: dict[str, str]  # role → family and version, of the roles that the document uses
    substitutions: tuple[Substitution, ...] = ()
    fallbacks: dict[str, str] = field(default_factory=dict)  # character → the face it was taken from
    missing: tuple[str, ...] = ()  # characters that no face has; 〓 is printed for each
    warnings: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()  # what was set otherwise than was given, as the standard asks
    seals: tuple[SealBox, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing needs a person's eye: a character from another face of the same design does, a remark does not."""
        return not (self.substitutions or self.fallbacks or self.missing or self.warnings)

    def as_dict(self) -> dict[str, Any]:
        """For a JSON column."""
        return asdict(self)


class Ledger:
    """Collects what the report says while a letter is being set."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.roles: set[Role] = set()
        self.fallbacks: dict[str, Face] = {}
        self.missing: dict[str, None] = {}  # an ordered set
        self.warnings: dict[str, None] = {}
        self.remarks: dict[str, None] = {}
        self.seals: list[SealBox] = []

    def warn(self, *messages: str) -> None:
        self.warnings.update(dict.fromkeys(messages))

    def remark(self, message: str) -> None:
        self.remarks[message] = None

    def note(self, strange: Iterable[tuple[str, Face | None]]) -> None:
        """Characters from another face than their role's, or from none."""
        for char, face in strange:
            if face is None:
                self.missing[char] = None
            else:
                self.fallbacks[char] = face

    def report(self, pages: int) -> Report:
        faces = self.library.roles
        used: Iterable[Role] = [role for role in Role if role in self.roles]
        return Report(
            pages=pages,
            fonts={str(role): faces[role].label for role in used},
            substitutions=tuple(
                Substitution(str(role), PRINTED_NAMES.get(role, str(role)), faces[role].label)
                for role in used
                if role in self.library.substitutions
            ),
            fallbacks={char: face.label for char, face in self.fallbacks.items()},
            missing=tuple(self.missing),
            warnings=tuple(self.warnings),
            remarks=tuple(self.remarks),
            seals=tuple(self.seals),
        )


# The design that the standard's practice asks for, where the role's name alone does not say it.
PRINTED_NAMES = {Role.TITLE: "方正小标宋简体", Role.FANG: "仿宋_GB2312", Role.KAI: "楷体_GB2312"}
