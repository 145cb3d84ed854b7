"""`mapconfig mv`: another key for an asset, everywhere it is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, MapconfigError
from mapconfig.language import say, told

if TYPE_CHECKING:
    from mapconfig.workspace import Workspace


@click.command()
@click.argument("old")
@click.argument("new")
@options.org
def command(old: str, new: str, org: str | None) -> int:
    """Rename an asset everywhere it is named; its id on the platform stays.

    OLD is an address such as list/customers, NEW a key or an address of the same kind. The asset's document gets the
    key and `renamed_from`, its file follows when it was named after the key, and references, sentences of criteria,
    embeds, settings and the block of the org in CODEOWNERS are rewritten. Change records stay as they were written. The
    next plan shows a rename.
    """
    from mapconfig.authoring.files import carry_out
    from mapconfig.authoring.naming import earlier_name, new_name, renaming
    from mapconfig.workspace import Workspace, known

    workspace = Workspace.find(org)
    reading = workspace.sound()
    target = new_name(reading.org, old, new)
    if old not in reading.org and target in reading.org and reading.org.renamed_from.get(target) == old:
        _owners(workspace)
        options.say(
            say(
                "{asset} was {old} until now, and nothing names it by that any more: nothing to do",
                asset=target,
                old=old,
            )
        )
        return EXIT_DONE
    source = known(reading.org, old)
    earlier = earlier_name(workspace, reading.org, source, target)
    done = carry_out(workspace.root, renaming(reading, source, target, earlier))
    for file in done:
        there = (workspace.root / file).exists()
        options.give(say("changed  {file}", file=file) if there else say("removed  {file}", file=file), None)
    _owners(workspace)
    options.say(say("{old} is {asset} now. See it as a rename:\n    mapconfig plan", old=source, asset=target))
    return EXIT_DONE


def _owners(workspace: Workspace) -> None:
    """Have CODEOWNERS name the files as they are called now, where it has a block of the org. The rename is done by
    then, so that what is wrong with it is told and is no failure."""
    from mapconfig import disk
    from mapconfig.authoring.files import carry_out
    from mapconfig.authoring.owners import PLACES, refreshed
    from mapconfig.review.side import place_in_repository

    top, prefix = place_in_repository(workspace.root)
    for place in PLACES:
        try:
            text = (disk.read(top / place) or b"").decode("utf-8")
            made = refreshed(text, workspace.sound(), prefix)
            if made != text and carry_out(top, {place: made.encode()}):
                options.give(say("changed  {file}", file=place), None)
        except (MapconfigError, UnicodeDecodeError) as error:
            said = say("it is not UTF-8") if isinstance(error, UnicodeDecodeError) else told(error)
            options.say(say("note: {file} stays as it is: {why}", file=place, why=said))
