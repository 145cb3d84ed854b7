"""Formulas that may be missing: what cannot be asked is a sentence that says why, and whatever needs it is that too."""

from __future__ import annotations

from collections.abc import Iterable

from mapconfig.audience.sheet import EVERYBODY, NOBODY, Ref, Sheet

#: A formula, or the sentence that says why there is none.
Asked = int | str


def every(sheet: Sheet, items: Iterable[Asked]) -> Asked:
    """True where all of `items` are. Nobody is in all where nobody is in one, whatever the others are."""
    items = list(items)
    if NOBODY in items:
        return NOBODY
    why = next((each for each in items if isinstance(each, str)), None)
    return why if why is not None else sheet.all(Ref(each) for each in items if not isinstance(each, str))


def either(sheet: Sheet, items: Iterable[Asked]) -> Asked:
    """True where at least one of `items` is."""
    items = list(items)
    if EVERYBODY in items:
        return EVERYBODY
    why = next((each for each in items if isinstance(each, str)), None)
    return why if why is not None else sheet.any(Ref(each) for each in items if not isinstance(each, str))


def no(sheet: Sheet, item: Asked) -> Asked:
    """True where `item` is not."""
    return item if isinstance(item, str) else sheet.no(Ref(item))


def but(sheet: Sheet, one: Asked, other: Asked) -> Asked:
    """True where `one` is and `other` is not."""
    return NOBODY if one == other and not isinstance(one, str) else every(sheet, (one, no(sheet, other)))
