"""`mapconfig audit`: whether the journal is as it was written, and what it says."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, EXIT_ERROR


@click.group()
def command() -> None:
    """Verify the journal, or list what was done."""


@command.command()
@options.org
@options.env
@click.option(
    "--known", metavar="HASH", default="", help="The hash of an entry that was kept elsewhere: it must be there."
)
@options.form("text", "json")
@options.output
def verify(org: str | None, environment: str | None, known: str, style: str, output: Path | None) -> int:
    """Check that nobody edited, removed, added or reordered what the journal says. Changes nothing.

    Every tampering is located to its line. Exits with 1 when there is one. Keep the printed hash somewhere else (a
    ticket, a CI log): with --known it proves later that the record as a whole was not replaced.
    """
    from mapconfig.record.audit import verify as verified
    from mapconfig.report.audit import VERIFICATION, verification, verification_text

    record, speak = _record(org, environment)
    found = verified(record.directory, known)
    document = verification(found)
    options.give(verification_text(document, speak) if style == "text" else VERIFICATION[style](document), output)
    return EXIT_DONE if found.sound else EXIT_ERROR


@command.command("list")
@click.argument("address", required=False)
@options.org
@options.env
@click.option("--plan", "plan_id", metavar="ID", default="", help="Only what belongs to this plan.")
@options.form("text", "json")
@options.output
def list_(
    address: str | None, org: str | None, environment: str | None, plan_id: str, style: str, output: Path | None
) -> None:
    """List what was done to an environment, oldest first: by whom, why, and how it ended. Changes nothing."""
    from mapconfig.report.audit import ENTRIES, entries, entries_text

    record, speak = _record(org, environment)
    rows = [
        entry
        for entry in record.entries()
        if (not plan_id or entry.plan == plan_id) and (address is None or entry.data.get("address") == address)
    ]
    document = entries(rows)
    options.give(entries_text(document, speak) if style == "text" else ENTRIES[style](document), output)


def _record(org: str | None, environment: str | None):  # type: ignore[no-untyped-def]  # Record, imported when it is used
    from mapconfig import home
    from mapconfig.language import speech
    from mapconfig.record.store import Record
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(org)
    where = workspace.environment(workspace.reading().org.settings, environment)
    speak = speech(home.language(None, str(workspace.root)))
    return Record(workspace.record_directory(where), where.name), speak
