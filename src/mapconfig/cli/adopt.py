"""`mapconfig adopt`: begin to manage what already exists on the platform, or cease to."""

from __future__ import annotations

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, EXIT_FINDINGS, UsageError
from mapconfig.language import say


@click.command()
@click.argument("addresses", nargs=-1)
@options.org
@options.env
@click.option("--all", "everything", is_flag=True, help="All assets of the files that exist there and are not managed.")
@click.option("--remote-id", metavar="ID", default="", help="Of several with that name on the platform, this one.")
@click.option("--forget", is_flag=True, help="Cease to manage them; they stay on the platform as they are.")
@click.option(
    "--because",
    "--why",
    "why",
    default="",
    metavar="TEXT",
    help="With --forget: the reason, which is kept in the record.",
)
def command(
    addresses: tuple[str, ...],
    org: str | None,
    environment: str | None,
    everything: bool,
    remote_id: str,
    forget: bool,
    why: str,
) -> int:
    """Begin to manage assets that already exist on the platform.

    They are in the files and on the platform, and the record does not know yet that the two are one. Nothing is
    changed on the platform or in the files. What is live counts as last applied: the next plan shows what the files
    would change, `mapconfig import ADDRESS` takes what is live into the files instead. Where several have the name,
    nothing is guessed: --remote-id chooses. Exits with 3 when --all could not tell some apart.
    """
    from mapconfig.account import Account
    from mapconfig.authoring.adoption import Adoption, adopt, adopt_all, forgettable
    from mapconfig.workspace import Workspace, actor, now

    _sensible(addresses, everything, remote_id, forget, why)
    workspace = Workspace.find(org)
    options.tell_of_silence()
    account = Account.open(workspace, workspace.sound(), environment)
    if forget:
        known = forgettable(account, addresses)
        if known:
            with account.record.writing(actor=actor(), now=now, platform=account.platform) as writer:
                writer.append_together("forgotten", [{"address": str(each), "why": why.strip()} for each in known])
        for text in addresses:
            gone = text in known
            said = (
                say("{asset} is not managed any more", asset=text)
                if gone
                else say("{asset} is not managed already", asset=text)
            )
            options.give(said, None)
        return EXIT_DONE
    found: Adoption = adopt_all(account) if everything else adopt(account, addresses, remote_id)
    if found.known:
        with account.record.writing(actor=actor(), now=now, platform=account.platform) as writer:
            writer.append_together("adopted", [each.data for each in found.known])
    for each in found.known:
        options.give(say("{asset} is managed now (id {id})", asset=each.address, id=each.remote_id), None)
    for address in found.managed:
        options.give(say("{asset} is managed already", asset=address), None)
    for sentence in found.left:
        options.say(sentence)
    if found.known:
        options.say(say("See what the files would change there:\n    mapconfig plan"))
    elif everything and not found.left:
        options.say(say("nothing to adopt: every asset of the files that is on the platform is managed"))
    return EXIT_FINDINGS if found.left else EXIT_DONE


def _sensible(addresses: tuple[str, ...], everything: bool, remote_id: str, forget: bool, why: str) -> None:
    if bool(addresses) == everything:
        raise UsageError(say("Name the assets to adopt, such as list/customers, or say --all."))
    if forget and (everything or remote_id):
        raise UsageError(say("--forget goes with addresses only."))
    if remote_id and len(addresses) != 1:
        raise UsageError(say("--remote-id is about one asset: name just that one."))
    if why and not forget:
        raise UsageError(say("--because goes with --forget."))
