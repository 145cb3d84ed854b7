"""`mapconfig validate`: everything that is wrong or doubtful in the org, all at once."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, EXIT_FINDINGS


@click.command()
@options.org
@click.option("--at", "revision", metavar="REV", default=None, help="Check the org at a git revision.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    default="error",
    show_default=True,
    help="Exit with 3 when a finding weighs at least this much.",
)
@click.option("--cold", is_flag=True, help="Read and check every file again, without the index.")
@options.form("text", "json", "github", "sarif", "junit")
@options.output
def command(org: str | None, revision: str | None, fail_on: str, cold: bool, style: str, output: Path | None) -> int:
    """Check the org: structure, references and the rules of the domain.

    All problems at once, each with its place, its cause and what to do. Changes nothing. Exits with 3 when there are
    findings at or above --fail-on.
    """
    from mapconfig import home
    from mapconfig.finding import Severity
    from mapconfig.index.verdict import verdict
    from mapconfig.report import FINDINGS

    root = home.find(org)
    if revision is None:
        document = verdict(root, home.today(), cold=cold)
    else:
        from mapconfig.index.build import build
        from mapconfig.read.revision import Revision

        document = build(root, home.today(), Revision(root, revision)).document
    options.give(FINDINGS[style](document), output)
    limit = Severity(fail_on).weight
    failed = any(document["counts"][level.value] for level in Severity if level.weight >= limit and level.weight)
    return EXIT_FINDINGS if failed else EXIT_DONE
