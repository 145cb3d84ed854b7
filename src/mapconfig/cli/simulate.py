"""`mapconfig simulate`: what journeys, rules and dated e-mails do to all people in the days to come."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from mapconfig.cli import options
from mapconfig.errors import InputError, UsageError
from mapconfig.language import say, told

if TYPE_CHECKING:
    from mapconfig.audience.days.program import Cap

#: How far a simulation looks at most, in days.
MOST = 120


@click.command()
@options.org
@options.env
@click.option(
    "--days",
    default=30,
    show_default=True,
    type=click.IntRange(1, MOST),
    metavar="N",
    help="How many days to look ahead.",
)
@click.option("--at", "revision", metavar="REV", default=None, help="The org at a git revision.")
@click.option("--compare", "span", metavar="A..B", default=None, help="Before and after: two git revisions.")
@click.option(
    "--start",
    type=click.Choice(["activation", "running"]),
    default=None,
    help="activation: all is switched on on day 0. running: what runs goes on (the default with --compare).",
)
@click.option(
    "--assume",
    "assumed",
    multiple=True,
    metavar="WHAT=RATE",
    help="The share of people who do what a step listens for, by journey.step, step or verb: look=0.4, clicked=0.1.",
)
@click.option(
    "--answers",
    type=click.Choice(["drawn", "yes", "no"]),
    default="drawn",
    show_default=True,
    help="yes and no: everybody or nobody does what steps listen for, which are the bounds.",
)
@click.option("--cap", "caps", multiple=True, metavar="N/DAYS", help="What is too much. By default 3/30 and 1/7.")
@click.option("--burst", type=click.IntRange(1), metavar="N", default=None, help="How many e-mails on a day are many.")
@options.form("text", "json", "markdown")
@options.lang
@options.output
def command(
    org: str | None,
    environment: str | None,
    days: int,
    revision: str | None,
    span: str | None,
    start: str | None,
    assumed: tuple[str, ...],
    answers: Literal["drawn", "yes", "no"],
    caps: tuple[str, ...],
    burst: int | None,
    style: str,
    lang: str | None,
    output: Path | None,
) -> None:
    """Show what journeys and rules will do to all people in the days to come.

    E-mails by day and by person, who waits where, what goes out in a burst, who gets too much. With --compare before
    and after a change stand side by side; A.. compares A with the files as they are. What people will do is assumed, by
    rates from the data where they tell, and the assumptions are shown. Sends nothing, changes nothing, and gives out
    counts only.
    """
    from mapconfig import home
    from mapconfig.audience.census import Counting, census
    from mapconfig.audience.days.assumptions import Assumptions
    from mapconfig.audience.membership import Uncountable
    from mapconfig.impact.people import NoCensus
    from mapconfig.language import speech
    from mapconfig.pipeline import overridden
    from mapconfig.read.span import ends
    from mapconfig.report import aimed
    from mapconfig.report.simulation import FORMATS
    from mapconfig.workspace import Workspace, now

    if revision is not None and span is not None:
        raise UsageError(say("--at and --compare both say which revision runs: give one of them."))
    rates = dict(map(_rate, assumed))
    given = tuple(map(_cap, caps))
    workspace = Workspace.find(org)
    before = None
    if span is not None:
        both = ends(workspace.root, span)
        if both is None:
            raise UsageError(
                say("--compare takes two revisions, such as main..HEAD, and was given {span}.", span=repr(span))
            )
        before, after = (workspace.sound(each).org for each in both)
    else:
        after = workspace.sound(revision).org
    where = workspace.environment(after.settings, environment)
    after = overridden(after, where)
    before = overridden(before, workspace.environment(before.settings, environment)) if before is not None else None
    counting = census(where, workspace.root, now)
    if not isinstance(counting, Counting):
        reason = counting.reason if isinstance(counting, NoCensus) else say("this environment counts nobody")
        raise InputError(say("Nobody can be simulated: {reason}.", reason=reason))

    from mapconfig.audience.days.program import CAPS
    from mapconfig.audience.days.simulate import Settings, assumable, simulate

    orgs = [each for each in (before, after) if each is not None]
    _known(rates, assumable(orgs))
    settings = Settings(
        days=days,
        assumptions=Assumptions(rates, answers),
        caps=given or CAPS,
        activation=start == "activation" if start is not None else before is None,
        burst=burst,
        small=counting.small,
    )
    try:
        engine = counting.open(orgs)
        shown = simulate(after, engine, settings, before)
    except Uncountable as error:
        raise InputError(say("Nobody can be simulated: {reason}.", reason=told(error))) from error
    said = {**shown, "source": counting.source}
    speak = () if style == "json" else (speech(home.language(lang, str(workspace.root))),)
    options.give(aimed(style, FORMATS[style](said, *speak)), output)


def _rate(said: str) -> tuple[str, float]:
    name, equals, number = said.partition("=")
    try:
        rate = float(number)
    except ValueError:
        rate = -1.0
    if not name or not equals or not 0 <= rate <= 1:
        raise UsageError(
            say(
                "--assume takes a step and a share from 0 to 1, such as look=0.4, and was given {said}.",
                said=repr(said),
            )
        )
    return name, rate


def _known(rates: Iterable[str], known: Collection[str]) -> None:
    """Refuse a rate for what no journey listens for: it would change nothing, and nobody would see that."""
    for name in rates:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = say(" Did you mean {close}?", close=close[0]) if close else ""
            raise UsageError(
                say(
                    "--assume names {name}, and no journey that runs has a step or verb like that.{hint}",
                    name=repr(name),
                    hint=hint,
                )
            )


def _cap(said: str) -> Cap:
    from mapconfig.audience.days.program import Cap

    read = re.fullmatch(r"([0-9]{1,3})/([1-9][0-9]{0,2})", said)
    if read is None:
        raise UsageError(
            say("--cap takes a number of e-mails and of days, such as 3/30, and was given {said}.", said=repr(said))
        )
    return Cap(int(read[1]), int(read[2]))
