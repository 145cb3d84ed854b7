"""`mapconfig review`: all that a reviewer has to know of a change."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import click

from mapconfig.cli import options


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
@options.form("text", "json", "markdown")
@options.output
def command(
    before: str,
    after: str | None,
    org: str | None,
    environment: str | None,
    people: bool,
    planned: Path | None,
    target: str | None,
    style: str,
    output: Path | None,
) -> int:
    """Say all that a reviewer has to know of a change: the verdict, the risk, who is affected, who must look, what has
    to be done before it is merged, and the details.

    BEFORE and AFTER are git revisions; without AFTER, BEFORE (by default HEAD) is compared with the files as they are.
    main...topic means: from where topic parted from main. Changes nothing.
    """
    from mapconfig.report.review import REVIEW

    document = _made(before, after, org, environment, people, planned, target)
    options.give(REVIEW[style](document), output)
    return 0


def _made(
    before: str,
    after: str | None,
    org: str | None,
    environment: str | None,
    people: bool,
    planned: Path | None,
    target: str | None,
) -> dict[str, Any]:
    """The document of what the command line asks for."""
    import os

    from mapconfig import home
    from mapconfig.plan import file as plan_file
    from mapconfig.review.document import Target, review
    from mapconfig.review.side import prefix, read_side, revisions
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(org)
    one, other = revisions(workspace.root, before, after)
    day = home.today()
    now = datetime.combine(day, time(9), UTC) if os.environ.get(home.TODAY) else datetime.now(UTC)
    plan = plan_file.load(planned) if planned is not None else None
    first, second = read_side(workspace, one, day), read_side(workspace, other, day)
    place = workspace.environment(second.org.settings, environment)
    folder = prefix(workspace.root)
    return review(
        first,
        second,
        Target(target or f"{folder}{place.name}", place.name, folder),
        census=workspace.census_of_files(place) if people else None,
        plan=plan,
        now=now,
    )
