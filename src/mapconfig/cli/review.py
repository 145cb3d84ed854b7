"""`mapconfig review`: all that a reviewer has to know of a change."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Set
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, EXIT_FINDINGS, UsageError
from mapconfig.language import say
from mapconfig.report.review import NAMES, format_of
from mapconfig.report.review.profile import PROFILES

#: What says how a review is to be made, by what the user wrote.
_OF_A_NEW_ONE = {
    "before": "BEFORE",
    "after": "AFTER",
    "org": "--org",
    "environment": "--env",
    "people": "--no-people",
    "planned": "--plan",
    "target": "--target",
}


@click.command()
@click.argument("before", default="HEAD")
@click.argument("after", required=False)
@options.org
@options.env
@options.no_people
@click.option(
    "--plan",
    "planned",
    metavar="FILE",
    default=None,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A saved plan, for its guards and for what people have to do by hand.",
)
@click.option("--target", metavar="NAME", default=None, help="Tells several reviews of one pull request apart.")
@click.option(
    "--from",
    "given",
    metavar="FILE",
    default=None,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a review that was saved as JSON, instead of making one.",
)
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    default="github",
    show_default=True,
    help="Whose Markdown: what the forge can show, and how long it may be.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["blocked", "look", "never"]),
    default="never",
    show_default=True,
    help="Exit with 3 when the verdict weighs at least this much.",
)
@click.option("--lang", metavar="LANGUAGE", default=None, help="The language of what people read: en or fr.")
@click.option("--open", "shown", is_flag=True, help="Show it as a page in the browser.")
@options.form(*NAMES)
@options.output
@click.pass_context
def command(
    context: click.Context,
    before: str,
    after: str | None,
    org: str | None,
    environment: str | None,
    people: bool,
    planned: Path | None,
    target: str | None,
    given: Path | None,
    profile: str,
    fail_on: str,
    lang: str | None,
    shown: bool,
    style: str,
    output: Path | None,
) -> int:
    """Say all that a reviewer has to know of a change, for a person, a forge or a page.

    The verdict, the risk, who is affected, who must look, what has to be done before it is merged, and the details.

    BEFORE and AFTER are git revisions; without AFTER, BEFORE (by default HEAD) is compared with the files as they are.
    main...topic means: from where topic parted from main. Changes nothing.
    """
    from mapconfig.language import chosen, speech
    from mapconfig.review import saved

    _fitting(
        {name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE}, style
    )
    if given is not None:
        document, setting = saved.load(given), ""
    else:
        document, setting = _made(before, after, org, environment, people, planned, target)
    language = chosen(lang, setting, os.environ)
    made = format_of("html" if shown else style)(document, profile=profile, speak=speech(language), language=language)
    if shown:
        _show(made, output)
    else:
        options.give(made, output)
    levels = ("blocked", "look")
    heavy = levels[: levels.index(fail_on) + 1] if fail_on in levels else ()
    return EXIT_FINDINGS if document["verdict"]["level"] in heavy else EXIT_DONE


def _fitting(said: Set[str], style: str) -> None:
    """Raises UsageError where words of the command line make no sense together, rather than leaving one unheard."""
    if "given" in said:
        idle = [word for name, word in _OF_A_NEW_ONE.items() if name in said]
        if idle:
            raise UsageError(
                say(
                    "--from shows a review that is there already, so {idle} would change nothing. Leave "
                    "one of the two out.",
                    idle=idle[0],
                )
            )
    if "shown" in said and "style" in said and style != "html":
        raise UsageError(
            say("--open shows the page, which is --format html; leave out --format {style}, or --open.", style=style)
        )


def _show(page: str, output: Path | None) -> None:
    """The page in the browser. Without a file that the user named it is one in the cache, where the next one takes its
    place."""
    import webbrowser

    if output is not None:
        options.give(page, output)
    path = output if output is not None else _kept(page)
    if not webbrowser.open(path.resolve().as_uri()):
        options.say(say("There is no browser here; open {file} in one.", file=str(path)))


def _kept(page: str) -> Path:
    """A file of the user's own for a browser, which opens it when this program is gone already. Where caches are turned
    off it is one that the user has to remove."""
    import tempfile

    from mapconfig import disk
    from mapconfig.index.store import PLACE

    said = os.environ.get(PLACE)
    base = Path(said if said is not None else os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    with contextlib.suppress(RuntimeError):  # nobody knows the user's home
        base = base.expanduser()
    if base.is_absolute():
        folder = base / "mapconfig"
        disk.make_directory(folder)
    else:
        folder = Path(tempfile.mkdtemp(prefix="mapconfig-review-"))
        options.say(
            say(
                "Caches are turned off, so the page stays in {folder}: remove it when you have read it.",
                folder=str(folder),
            )
        )
    disk.write(folder / "review.html", page.encode("utf-8", "backslashreplace"))
    return folder / "review.html"


def _made(
    before: str,
    after: str | None,
    org: str | None,
    environment: str | None,
    people: bool,
    planned: Path | None,
    target: str | None,
) -> tuple[dict[str, Any], str]:
    """The document of what the command line asks for, and the language that the org's settings say."""
    from mapconfig import home
    from mapconfig.command import here
    from mapconfig.language import NOTHING
    from mapconfig.plan import file as plan_file
    from mapconfig.read.span import parting, sides
    from mapconfig.review.document import Target, review
    from mapconfig.review.side import place_in_repository, read_side
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(org)
    one, other = sides(workspace.root, before, after)
    day = home.today()
    now = datetime.combine(day, time(9), UTC) if os.environ.get(home.TODAY) else datetime.now(UTC)
    plan = plan_file.load(planned) if planned is not None else None
    first, second = read_side(workspace, one, day), read_side(workspace, other, day)
    first = replace(first, words=parting(before, one) or NOTHING)
    place = workspace.environment(second.org.settings, environment)
    _, folder = place_in_repository(workspace.root)
    made = review(
        first,
        second,
        Target(target or f"{folder}{place.name}", place.name, folder),
        census=workspace.census_of_files(place) if people else None,
        plan=plan,
        now=now,
    )
    # A review is read where it was not made: its commands say for which environment they are, and of no directory.
    aim = replace(here(), org="")
    for item in made["before_merge"]:
        item["how"] = aim.aimed(item["how"])
    return made, second.org.settings.language
