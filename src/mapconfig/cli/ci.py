"""`mapconfig ci`: what a job of a CI does besides checking."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from mapconfig.cli import options
from mapconfig.language import say


class _Number(click.ParamType[int]):
    """The number by which a forge knows a pull request."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        said = str(value).removeprefix("#").removeprefix("!")
        if not (said.isascii() and said.isdigit() and 0 < int(said[:18]) <= 2**31):
            self.fail(f"{value!r} is not the number of a pull request, such as 12.", param, ctx)
        return int(said)


@click.group("ci")
def command() -> None:
    """Post a review where people discuss the change, from a job of a CI."""


@command.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--forge",
    "name",
    type=click.Choice(["github", "gitlab", "bitbucket", "azure"]),
    default=None,
    help="Where; by default the forge whose job this is.",
)
@click.option(
    "--pr",
    "number",
    type=_Number(),
    default=None,
    help="The pull request; by default the one that the job is about.",
)
@click.option("--head", metavar="COMMIT", default="", help="The commit that was reviewed, its full hash.")
@click.option("--as", "writer", metavar="LOGIN", default="", help="Who the token writes as, where it cannot tell.")
@click.option("--no-labels", "labels", flag_value=False, default=True, help="Leave labels alone.")
@click.option("--lang", metavar="LANGUAGE", default=None, help="The language of the comment: en or fr.")
def comment(
    file: Path, name: str | None, number: int | None, head: str, writer: str, labels: bool, lang: str | None
) -> None:
    """Write a review as a comment on its pull request, or bring the one that is there up to date.

    FILE is a review as JSON (mapconfig review --format json). It is held to its schema and only ever shown as text, so
    it may come from a job of a fork. A comment of a later commit is never written over, and nothing is ever approved.
    """
    from mapconfig.forge.marker import Marker, target_of
    from mapconfig.forge.sticky import labels_of, post
    from mapconfig.forge.surroundings import Asked, place
    from mapconfig.language import chosen, say, speech
    from mapconfig.report.review.markdown import review
    from mapconfig.report.review.profile import PROFILES
    from mapconfig.review import saved

    document = saved.load(file)
    speak = speech(chosen(lang, "", os.environ))
    there = place(Asked(name or "", number, _commit(head), writer))
    if there.forge is None:
        options.say(f"nothing: no open pull request is at {there.head[:10]} any more")
        return
    forge = there.forge
    marker = Marker(target_of(document["target"]["id"]), _commit(there.head), there.order, labels_of(document))

    warning: str = ""
    if there.maker:
        warning = say(
            "This was made by a job of {repository}, outside this repository: it says what that job says.",
            repository=there.maker,
        )

    def render(first: str) -> str:
        return review(document, profile=forge.profile, speak=speak, head=first, warning=warning)

    options.say(post(forge, marker, render, PROFILES[forge.profile].hides, labels=labels))


def _commit(said: str) -> str:
    """A full hash, or nothing. Raises UsageError for anything else."""
    from mapconfig.errors import UsageError

    if said and not (len(said) in (40, 64) and all(char in "0123456789abcdef" for char in said)):
        raise UsageError(say("{said} is not the full hash of a commit.", said=repr(said)))
    return said
