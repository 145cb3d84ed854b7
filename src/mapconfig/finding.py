"""Something the user should know about the org, as a value."""

from __future__ import annotations

from enum import StrEnum

from mapconfig.address import Address
from mapconfig.values import dataclass

#: Where inside an asset or a file a value is: keys of mappings and indexes of sequences, outermost first.
Path = tuple[str | int, ...]


class Severity(StrEnum):
    """How much a finding weighs; `weight` orders them."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"

    @property
    def weight(self) -> int:
        return {"error": 3, "warning": 2, "info": 1, "off": 0}[self.value]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position a person can open: lines and columns count from 1, columns in characters."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem.

    `summary` is short, fixed per code and free of user data, so that readers learn to recognise it; `detail` is
    whole sentences that name names. `fix` says what to write instead, where that is known. `place` is None only
    until `mapconfig.read` has looked the position up, or when the finding is about no file at all.
    """

    code: str
    severity: Severity
    summary: str
    detail: str
    address: Address | None = None
    path: Path = ()
    place: Place | None = None
    fix: str = ""
    waived: str = ""
    """The reason of the waiver that covers this finding; empty when none does."""
    offset: int = 0
    """How many characters into the text at `path` it points, such as to one word of a sentence. Taken into account
    where `place` is looked up."""


def worst(findings: tuple[Finding, ...] | list[Finding]) -> Severity:
    """The heaviest severity among findings that no waiver covers; `OFF` when there are none."""
    return max((f.severity for f in findings if not f.waived), key=lambda s: s.weight, default=Severity.OFF)
