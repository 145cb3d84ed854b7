"""Two revisions in one word, as git has it: ``A..B``, and ``A...B`` for what B has beyond where it parted from A."""

from __future__ import annotations

import os

from mapconfig.errors import UsageError
from mapconfig.language import Text, say


def ends(root: str | os.PathLike[str], span: str) -> tuple[str, str | None] | None:
    """Where `span` begins and ends, of the org at `root`; None where it is no span. A beginning that is left out is
    HEAD, and an end that is left out is None: what that means is up to the command. Raises InputError where ``...``
    is between revisions that are not there or share no history."""
    one, dots, other = span.partition("..")
    if not dots:
        return None
    if not other.startswith("."):
        return one or "HEAD", other or None
    from mapconfig.read.revision import merge_base

    return merge_base(root, one or "HEAD", other[1:] or "HEAD"), other[1:] or None


def parting(span: str, commit: str) -> Text | None:
    """How a person calls `commit`, at which the two ends of `span` parted; None for a span without ``...``."""
    one, dots, other = span.partition("...")
    if not dots:
        return None
    return say(
        "{one} at {commit} (where {other} left it)", one=one or "HEAD", commit=commit[:10], other=other or "HEAD"
    )


def sides(root: str | os.PathLike[str], before: str, after: str | None) -> tuple[str, str | None]:
    """What to compare, of the words that somebody typed: two words, or a span, whose end is HEAD where it is left out.
    Without a second revision it is None, which stands for the files as they are. Raises UsageError for a span and one
    more, and what `ends` raises."""
    if after is not None and ".." in before:
        raise UsageError(
            say(
                "{before} names both sides already, so {after} is one too many: leave one of them out.",
                before=before,
                after=after,
            )
        )
    found = ends(root, before) if after is None else None
    return (found[0], found[1] or "HEAD") if found else (before, after)
