"""One comment a review, kept up to date: found by its marker, written over in place, never by an older run.

A run is older when the pull request has another tip than the commit it reviewed, or when the comment says that a later
run wrote it. Then nothing is written, whatever was found: the later run knows better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mapconfig.backend import Unclear
from mapconfig.forge.forge import Comment, Forge
from mapconfig.forge.marker import LABELS, NEEDS_APPROVAL, Marker, marker_of, together

#: Makes the text of the comment, given its first line.
Render = Callable[[str], str]


def post(forge: Forge, marker: Marker, render: Render, hides: bool, *, labels: bool = True) -> str:
    """Bring the comment and the labels to what `marker` and `render` say; in a few words, what was done.

    Nothing is said where nothing changes and no comment is there yet. Raises `mapconfig.errors.MapconfigError` when the
    forge refuses.
    """
    tip = forge.head()
    if tip and marker.head and tip != marker.head:
        return f"nothing: the pull request is at {tip[:10]} by now, and this is about {marker.head[:10]}"
    found = forge.comments()
    ours = [(comment, mark) for comment, mark in _marked(found) if mark.target == marker.target]
    # What nobody can tell to be ours must not be able to keep us silent.
    later = [mark for comment, mark in ours if comment.mine and mark.order > marker.order]
    if later:
        return f"nothing: a later run ({later[0].order}) has written the comment already"
    done = _write(forge, marker, render(marker.line(hides)), [comment for comment, _ in ours])
    if labels:
        others = [mark.labels for _, mark in _marked(found) if mark.target != marker.target]
        _label(forge, together([marker.labels, *others]))
    return done


def _marked(comments: Sequence[Comment]) -> list[tuple[Comment, Marker]]:
    """The comments with a marker that are not known to be somebody else's."""
    marked = [(comment, marker_of(comment.body)) for comment in comments if comment.mine is not False]
    return [(comment, mark) for comment, mark in marked if mark is not None]


def _write(forge: Forge, marker: Marker, body: str, ours: Sequence[Comment]) -> str:
    for comment in ours:
        if comment.body.replace("\r\n", "\n").rstrip() == body.rstrip():
            return "nothing: the comment says so already"
        if forge.update(comment, body):
            return "updated the comment"
    if "no-change" in marker.labels:
        return "no comment: nothing changes"
    try:
        forge.create(body)
    except Unclear:
        # It may be there all the same; a second one would stay for ever.
        if not any(mark == marker for _, mark in _marked(forge.comments())):
            raise
    return "wrote the comment"


def _label(forge: Forge, wanted: frozenset[str]) -> None:
    there = forge.labels()
    if there is None:
        return
    add = wanted - there
    remove = (there & frozenset(LABELS)) - wanted
    if add or remove:
        forge.label(sorted(add), sorted(remove))


def labels_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The labels that a review asks for: its worst class, and whether somebody's word is missing."""
    changes = document["changes"]
    if document["verdict"]["level"] == "no-change":
        worst = "no-change"
    elif document["risk"]["level"] == "high":
        worst = "high-risk"
    elif any(change["action"] == "delete" for change in changes):
        worst = "destructive"
    else:
        worst = "change"
    words = (item for item in document["before_merge"] if item["id"].startswith(("guard:", "word:")))
    asked = any(item["done"] is not True for item in words)
    return (worst, NEEDS_APPROVAL) if asked else (worst,)
