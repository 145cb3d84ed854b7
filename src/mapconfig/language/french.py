"""What French does to the values of a sentence."""

from __future__ import annotations

import re

from mapconfig.language.filling import Manners

_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
#: A day, or a moment of it in UTC or in no zone that is said.
_MOMENT = re.compile(
    r"(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(Z|\+00:00| UTC)?)?"
)
#: A word that loses its vowel, or melts with an article, at the end of what stands before a value.
_JOINT = re.compile(r"(?:(?<=\s)|^)(de|De|à|À|que) \Z")
#: How our own texts begin where that happens. What people wrote is left as it is, and so are addresses but ``email/…``.
_VOWEL = re.compile(r"(?:environ|au moins|aucune?|une?|autres?)\b|email/")
#: Words with which a sentence of ours begins, and which are no names.
_BEGINS = re.compile(
    r"(?:Aucune?|Les?|La|[LD]'|Une?|Des|Ils?|Elles?|Son|Sa|Ses|Ce|Cette|Cela|Ces|Plus|Nul|Personne|On|Quelqu'un|Rien|"
    r"Pour|Environ|Au moins)(?:\b|(?<='))"
)
_MELTED = {
    ("de", "le"): "du",
    ("de", "les"): "des",
    ("De", "le"): "Du",
    ("De", "les"): "Des",
    ("à", "le"): "au",
    ("à", "les"): "aux",
    ("À", "le"): "Au",
    ("À", "les"): "Aux",
}


def day(said: str) -> str:
    """``22 novembre 2026``, ``1er mars 2027 à 9 h 05 (UTC)``; what is no such day stays as it is."""
    match = _MOMENT.fullmatch(said)
    if match is None:
        return said
    year, month, date, hour, minute, zone = match.groups()
    number = "1er" if date == "01" else str(int(date))
    told = f"{number} {_MONTHS[int(month) - 1]} {year}"
    if hour is not None:
        told += f" à {int(hour)}\u00a0h\u00a0{minute}"
    return f"{told} (UTC)" if zone else told


def meeting(before: str, said: str) -> tuple[str, str]:
    """``de`` and ``environ 30`` as ``d'environ 30``; ``à`` and ``les fichiers`` as ``aux fichiers``."""
    match = _JOINT.search(before)
    if match is None:
        return before, said
    word, kept = match[1], before[: match.start()]
    if word not in ("à", "À") and _VOWEL.match(said):
        return f"{kept}{word[:-1]}'", said
    article, space, rest = said.partition(" ")
    melted = _MELTED.get((word, article)) if space else None
    return (f"{kept}{melted} ", rest) if melted is not None else (before, said)


def inside(said: str) -> str:
    """A sentence inside another one, after a colon: without its capital where no name begins it."""
    return said[:1].lower() + said[1:] if _BEGINS.match(said) else said


MANNERS = Manners("\u202f", day, meeting, inside)
