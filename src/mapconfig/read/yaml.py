"""YAML text to plain values.

The language is YAML 1.2 with its core scalars, less what makes a line mean something that is written elsewhere:
anchors, aliases, merge keys and tags. libyaml parses, `mapconfig.read.strict` builds values from its events, so that
depth and size are bounded before anything is built, duplicate keys are seen, and every fault has a line and a column.
"""

from __future__ import annotations

from typing import Any, Final

from mapconfig.finding import Finding, Path, Place
from mapconfig.language import say
from mapconfig.read import codes
from mapconfig.read.characters import checked_text
from mapconfig.read.scalars import in_quotes, meaning
from mapconfig.values import dataclass, field

MAX_DEPTH: Final = 64
"""How deep mappings and sequences may be nested."""
MAX_NODES: Final = 200_000
"""How many values, keys included, one file may hold."""
MAX_SCALAR: Final = 1_000_000
"""The longest single value, in characters."""
MAX_KEY: Final = 4096
"""The longest key, in characters."""
SHORT: Final = 64
"""Up to this length equal words are one object. An org says `state: active` and the like thousands of times; one object
for each saves 7 of 100 MB at 10,000 assets, and no time is lost. Longer texts are mostly said once."""
MAX_FINDINGS: Final = 50
"""After so many faults in one file reading of it stops; the rest would only repeat them."""


@dataclass(frozen=True, slots=True)
class Note:
    """A plain scalar as it is written, and where; `path` is within its document."""

    document: int
    path: Path
    text: str
    place: Place

    @property
    def finding(self) -> Finding:
        """The warning about one that YAML 1.1 and 1.2 read differently."""
        return codes.AMBIGUOUS.finding(
            say(
                "{text} is read as text here, but other YAML readers take it for {meaning}.",
                text=self.text,
                meaning=meaning(self.text),
            ),
            place=self.place,
            path=self.path,
            fix=in_quotes(self.text),
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file holds: its documents in order (None for an empty one), or none of them when it was refused.

    `notes` are of texts that YAML 1.1 takes for something else, `reworded` of numbers that would be written otherwise
    from their value, such as 1.10.
    """

    documents: list[Any]
    findings: list[Finding] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    reworded: list[Note] = field(default_factory=list)


def load(data: bytes, file: str) -> tuple[list[Any], list[Finding]]:
    """The documents of a YAML file as dict, list, str, int, float, bool and None, and what to say about the file.

    `file` is the name that findings carry. A file with an error gives no documents. Never raises on content.
    """
    loaded = read(data, file)
    return loaded.documents, [*loaded.findings, *(note.finding for note in loaded.notes)]


def read(data: bytes, file: str) -> Loaded:
    """As `load`, with ambiguous values apart: where one stands decides whether it matters, which the caller knows."""
    text, refused = checked_text(data, file)
    if refused is not None:
        return Loaded([], [refused])
    # Loaded late, since what has been read by `mapconfig.read.fast` needs neither it nor PyYAML.
    from mapconfig.read.events import YAMLError
    from mapconfig.read.strict import Builder, Enough

    builder = Builder(text, file)
    try:
        documents = builder.documents()
    except Enough:
        documents = []
    except YAMLError as error:
        from mapconfig.read.syntax import explained  # its many sentences

        builder.findings.append(explained(error, text, file))
        documents = []
    return Loaded([] if builder.findings else documents, builder.findings, builder.notes, builder.reworded)
