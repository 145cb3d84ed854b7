"""A journey on two sides in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.language import Text, say, together
from mapconfig.report.journey.definition import END, START, Merged, Step


def told(found: Merged) -> Iterator[Text]:
    """The same as the drawing in sentences, a line each: for who does not see it, and where nothing is drawn."""
    for step in found.steps:
        if step.id not in (START, END):
            yield _told_step(step)
    for way in found.ways:
        if way.how == "same" or way.replaced:
            continue
        source, target = _name(way.source), _name(way.target)
        if way.how == "added":
            yield (
                say(
                    "Where the answer is {answer}, {step} now leads to {next}.",
                    answer=way.label,
                    step=source,
                    next=target,
                )
                if way.label
                else say("{step} now leads to {next}.", step=source, next=target)
            )
        else:
            yield (
                say(
                    "Where the answer is {answer}, {step} no longer leads to {next}.",
                    answer=way.label,
                    step=source,
                    next=target,
                )
                if way.label
                else say("{step} no longer leads to {next}.", step=source, next=target)
            )


def _name(name: str) -> str:
    return say("the start") if name == START else say("the end") if name == END else name


def _told_step(step: Step) -> Text:
    if step.word == "run":
        return say("Unchanged: {steps}.", steps=together(", ", step.inside))
    if step.how == "changed":
        assert step.before is not None and step.after is not None, "what changed has two sides"
        was, now = step.before.words, step.after.words
        if was == now:
            return say("{step}, changed in its details: {now}.", step=step.id, now=now)
        return say("{step}, changed: {now}; before it was: {before}.", step=step.id, now=now, before=was)
    said = step.said.words
    if step.how == "added":
        return say("{step}, added: {now}.", step=step.id, now=said)
    if step.how == "removed":
        return say("{step}, removed: {before}.", step=step.id, before=said)
    return say("{step}: {now}.", step=step.id, now=said)
