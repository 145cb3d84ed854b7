"""`mapconfig import`: the platform's assets as files a person would have written."""

from __future__ import annotations

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, EXIT_FINDINGS
from mapconfig.language import plural, say


@click.command("import")
@click.argument("selection", nargs=-1)
@options.org
@options.env
@click.option("--dry-run", is_flag=True, help="Write nothing; list what would be written.")
def command(selection: tuple[str, ...], org: str | None, environment: str | None, dry_run: bool) -> int:
    """Write the platform's assets into files a person would have written.

    SELECTION is addresses and kinds, such as list/customers or journey; by default everything. An asset that no file
    describes gets one and is managed from now on; the file of one that is managed gets what is different on the
    platform, with comments, order and spelling kept. Nothing is changed on the platform, and no file is deleted.
    Afterwards `mapconfig plan` has nothing to do. What cannot be written is named, and the command exits with 3.
    """
    from mapconfig.account import Account
    from mapconfig.authoring.files import carry_out
    from mapconfig.authoring.taking import take_in
    from mapconfig.workspace import Workspace, actor, now

    workspace = Workspace.find(org)
    reading = workspace.sound()
    options.tell_of_silence()
    account = Account.open(workspace, reading, environment)
    taken = take_in(account, reading, selection)
    if not dry_run and (taken.files or taken.known):
        with account.record.writing(actor=actor(), now=now, platform=account.platform) as writer:
            carry_out(workspace.root, taken.files)
            writer.append_together("adopted", [each.data for each in taken.known])
    for address, file in taken.made.items():
        options.give(say("new      {asset}  {file}", asset=address, file=file), None)
    for address, file in taken.merged.items():
        options.give(say("changed  {asset}  {file}", asset=address, file=file), None)
    for sentence in (*taken.notes, *taken.left):
        options.say(sentence)
    for address in taken.gone:
        options.say(
            say(
                "{address} is gone from the platform. Its file was left alone: mapconfig plan would make it again, "
                "and\n"
                '    mapconfig rm {address} --because "the reason"\ntakes it out of the files.',
                address=address,
            )
        )
    if taken.relations:
        lines = "".join(f"\n      {name}: one   # or many" for name in taken.relations)
        options.say(
            say(
                "Fields of {records} are of another record than the person. Criteria can ask for them when "
                "mapconfig.yaml says whether a person has one or many:\n    relations:{lines}",
                records=", ".join(taken.relations),
                lines=lines,
            )
        )
    looked = plural("{n} asset on the platform", "{n} assets on the platform", taken.looked_at)
    written, changed = len(taken.made), len(taken.merged)
    done = (
        say(
            "{assets}: files would be written for {written} and changed for {changed}",
            assets=looked,
            written=written,
            changed=changed,
        )
        if dry_run
        else say(
            "{assets}: files written for {written} and changed for {changed}",
            assets=looked,
            written=written,
            changed=changed,
        )
    )
    left = len(taken.left)
    options.say(say("{done}, {left} left as they are for the reasons above", done=done, left=left) if left else done)
    return EXIT_FINDINGS if taken.left else EXIT_DONE
