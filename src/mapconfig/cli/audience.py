"""`mapconfig audience`: how many people an asset has, and which line lets how many through."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, EXIT_FINDINGS, InputError, UsageError
from mapconfig.language import plural, say, told

if TYPE_CHECKING:
    from mapconfig.address import Address
    from mapconfig.model import Org
    from mapconfig.workspace import Workspace


class Audience(click.Group):
    """Counting is what the command is for; what else there is has a word of its own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args if args and args[0] in self.commands else ["show", *args])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, found, rest = super().resolve_command(ctx, args)
        return ("" if name == "show" else name), found, rest


class Counting(click.Command):
    """What is meant without another word, so it has no name of its own."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path.rstrip(), " ".join(self.collect_usage_pieces(ctx)))


@click.group(cls=Audience)
def command() -> None:
    """Count the people of lists and journeys, and which line lets how many through."""


@command.command(
    cls=Counting, epilog="Also: `mapconfig audience purge` and `mapconfig audience conformance`, each with --help."
)
@click.argument("names", nargs=-1, metavar="[ADDRESS]...")
@options.org
@options.env
@click.option("--at", "revision", metavar="REV", default=None, help="By the definitions of a git revision.")
@click.option("--compare", "span", metavar="A..B", default=None, help="Before and after: two git revisions.")
@click.option("--fast", is_flag=True, help="A quick estimate from a part of the people.")
@options.form("text", "json", "markdown")
@options.lang
@options.output
def show(
    names: tuple[str, ...],
    org: str | None,
    environment: str | None,
    revision: str | None,
    span: str | None,
    fast: bool,
    style: str,
    lang: str | None,
    output: Path | None,
) -> None:
    """Count the people of lists and journeys, and which line lets how many through.

    ADDRESS is kind/key, such as list/customers: a list, rule, stage, journey, or e-mail to lists; without one, all
    lists in a table. Each line of a definition is told
    with how many it is true of, how many are left down to it, and what it decides, so that a wrong line shows. With
    --compare, what changed between two revisions; A.. compares A with the files as they are. Changes nothing, and
    gives out counts only.
    """
    from mapconfig import home
    from mapconfig.audience.view import Wanted, compare, look
    from mapconfig.language import say, speech
    from mapconfig.read.span import ends, parting
    from mapconfig.report import aimed
    from mapconfig.report.audience import FORMATS
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(org)
    if revision is not None and span is not None:
        raise UsageError(say("--at and --compare both say which definitions count: give one of them."))
    share = FAST if fast else 1.0
    if span is None:
        reading = workspace.sound(revision)
        addresses = _addresses(reading.org, names)
        engine, small, source = _opened(workspace, environment, reading.org)
        shown = look(reading, Wanted(addresses, bool(names), small, share), engine)
    else:
        both = ends(workspace.root, span)
        if both is None:
            raise UsageError(
                say("--compare takes two revisions, such as main..HEAD, and was given {span}.", span=repr(span))
            )
        before, after = both
        one, two = workspace.sound(before), workspace.sound(after)
        addresses = _addresses(two.org, names, one.org)
        engine, small, source = _opened(workspace, environment, one.org, two.org)
        left = parting(span, before) if style != "json" else None
        words = (left or before, after or say("the files as they are"))
        shown = compare(one, two, words, Wanted(addresses, bool(names), small, share), engine)
    said = {**shown, "source": source}
    speak = () if style == "json" else (speech(home.language(lang, str(workspace.root))),)
    options.give(aimed(style, FORMATS[style](said, *speak)), output)


#: The share of the people that a quick estimate reads, as far as the engine can read a share.
FAST = 0.1


def _addresses(org: Org, names: tuple[str, ...], other: Org | None = None) -> list[Address]:
    """The assets that a person means; all lists, or with another org whatever has an audience, when none is named."""
    from mapconfig.address import Address
    from mapconfig.audience.view import KINDS, addresses_of
    from mapconfig.workspace import known

    if not names:
        if other is None:
            return addresses_of(org)
        renamed = set(org.renamed_from.values())
        gone = [each for each in addresses_of(other, KINDS) if each not in org and each not in renamed]
        return sorted([*addresses_of(org, KINDS), *gone])
    found = []
    for name in dict.fromkeys(names):
        address = Address(name) if other is not None and name in other else known(org, name)
        if address.kind not in KINDS:
            raise UsageError(
                say("{address} has no audience: lists, rules, stages, journeys and e-mails have one.", address=address)
            )
        found.append(address)
    return found


def _opened(workspace: Workspace, name: str | None, *orgs: Org) -> tuple[Any, int, str]:
    """The engine on the people of an environment, below how many people a count is hidden, and what the source is
    called. Raises InputError with what to do where nobody can be counted."""
    from mapconfig.audience.census import Counting, census
    from mapconfig.audience.membership import Uncountable
    from mapconfig.impact.people import NoCensus
    from mapconfig.workspace import now

    environment = workspace.environment(orgs[-1].settings, name)
    counting = census(environment, workspace.root, now)
    if not isinstance(counting, Counting):
        reason = counting.reason if isinstance(counting, NoCensus) else say("this environment counts nobody")
        raise InputError(say("Nobody can be counted: {reason}.", reason=reason))
    try:
        return counting.open(orgs), counting.small, counting.source
    except Uncountable as error:
        raise InputError(say("Nobody can be counted: {reason}.", reason=told(error))) from error


@command.command()
@options.org
def purge(org: str | None) -> None:
    """Delete what was copied of the people of this org.

    Counting reads a copy without names and addresses, in a cache of yours alone; copies expire by themselves, and the
    next count makes a new one.
    """
    from mapconfig.audience.sources.cache import purge as delete
    from mapconfig.workspace import Workspace

    count = delete(Workspace.find(org).root)
    options.say(plural("{n} copy of people deleted", "{n} copies of people deleted", count))


@command.command()
@click.argument("url")
def conformance(url: str) -> int:
    """Hold a database to what criteria mean, with made-up people.

    URL is the address of the database, such as postgresql://me@localhost/marketing; write $NAME for one in an
    environment variable, so that no password stands in the command. A schema of its own is made there, filled with
    people who do not exist, asked several hundred sentences, and removed. Exits with 3 when an answer differs.
    """
    from mapconfig.audience.sql.conformance import run
    from mapconfig.report.safe import terminal

    if url.startswith("$"):
        import os

        name = url[1:].strip("{}")
        if not os.environ.get(name):
            raise UsageError(say("The environment variable {name} is not set.", name=name))
        url = os.environ[name]
    found = run(url)
    options.give("\n".join(terminal(line) for line in found.words.split("\n")), None)
    return EXIT_DONE if found.conforms else EXIT_FINDINGS
