"""Everything that is wrong or doubtful in an asset's criteria, found once and shared out to the rules by what it is "
"about."""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report
from mapconfig.check.terms import placed
from mapconfig.check.view import View
from mapconfig.criteria.check import check
from mapconfig.criteria.logic import logic
from mapconfig.criteria.problem import Problem
from mapconfig.criteria.syntax import ActivityTest, Criteria, Sentence, Sound, Unreadable
from mapconfig.finding import Path
from mapconfig.language import say
from mapconfig.model import Asset

#: Attributes that hold one sentence about something a person did.
_ACTIVITIES = frozenset({"activity", "did"})


def doubts(asset: Asset, view: View, *about: str) -> Iterator[Report]:
    """The problems of `asset`'s criteria that are about one of `about` (the words of `mapconfig.criteria.Problem`)."""
    for path, problem in view.about(asset, "doubts", _all_doubts):
        if problem.about in about:
            yield Report(
                path,
                say("{asset}: {message}", asset=asset.address, message=problem.message),
                problem.fix,
                problem.column_offset,
            )


def _all_doubts(asset: Asset, view: View) -> tuple[tuple[Path, Problem], ...]:
    return tuple(_doubts(asset, view))


def _doubts(asset: Asset, view: View) -> Iterator[tuple[Path, Problem]]:
    for one in placed(asset, view):
        found = list(one.problems)
        if one.read is not None:
            known = view.catalogue
            # Lists, e-mails and forms are looked up by MC111 itself, which is quick among ten thousand names.
            # Only lists
            # are sizes that somebody looks at; a branch or a rule acts on one person at a time.
            counted = asset.kind == "list"
            found += check(one.read, known, counted=counted, sound=view.once(("suits", counted), _nothing))
            if not any(problem.severity == "error" for problem in found):
                found += logic(one.read, known, view.once("is about somebody", _nothing))
            found += _not_an_activity(one.path, one.read)
        for problem in found:
            yield (*one.path, *problem.path), problem


def _nothing(_: View) -> Sound:
    return set()


def _not_an_activity(path: Path, read: Criteria) -> Iterator[Problem]:
    did = isinstance(read, Sentence) and isinstance(read.test, ActivityTest)
    if path[-1] in _ACTIVITIES and not did and not isinstance(read, Unreadable):
        message = say("Only something that a person did can stand here, and this is a test of another sort.")
        yield Problem((), 0, message, say("Write an activity, for example `opened any email`."), "type")
