"""`mapconfig mv`: another key for an asset, everywhere it is named."""

from __future__ import annotations

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE


@click.command()
@click.argument("old")
@click.argument("new")
@options.org
def command(old: str, new: str, org: str | None) -> int:
    """Rename an asset everywhere it is named; its id on the platform stays.

    OLD is an address such as list/customers, NEW a key or an address of the same kind. The asset's document gets the
    key and `renamed_from`, its file follows when it was named after the key, and references, sentences of criteria,
    embeds and settings are rewritten. Change records stay as they were written. The next plan shows a rename.
    """
    from mapconfig.authoring.files import carry_out
    from mapconfig.authoring.naming import earlier_name, new_name, renaming
    from mapconfig.workspace import Workspace, known

    workspace = Workspace.find(org)
    reading = workspace.sound()
    target = new_name(reading.org, old, new)
    if old not in reading.org and target in reading.org and reading.org.renamed_from.get(target) == old:
        options.say(f"{target} was {old} until now, and nothing names it by that any more: nothing to do")
        return EXIT_DONE
    source = known(reading.org, old)
    earlier = earlier_name(workspace, reading.org, source, target)
    done = carry_out(workspace.root, renaming(reading, source, target, earlier))
    for file in done:
        options.give(f"{'changed' if (workspace.root / file).exists() else 'removed'}  {file}", None)
    options.say(f"{source} is {target} now. See it as a rename:\n    mapconfig plan")
    return EXIT_DONE
