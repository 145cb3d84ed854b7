"""An asset taken out of the files, with the wish to have it deleted where the platform has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.authoring.environments import states
from mapconfig.authoring.naming import side_files_of
from mapconfig.diff import same
from mapconfig.errors import FindingsError, GateRefused, InputError
from mapconfig.finding import Finding, Severity
from mapconfig.graph import Graph, relation
from mapconfig.home import SETTINGS
from mapconfig.language import say, together
from mapconfig.model import Org
from mapconfig.read import codes, edit, yaml
from mapconfig.read.documents import CRM, REMOVED
from mapconfig.read.layout import Document, document_lines, entries_of
from mapconfig.read.org import Reading
from mapconfig.workspace import Workspace, known


def removable(workspace: Workspace, org: Org, text: str) -> Address:
    """The address that a person wants removed: one of the files, one that is to be removed already, or one that only
    the record of an environment still knows. Raises UsageError with the nearest one."""
    if text in {tombstone.address for tombstone in org.removed}:
        return Address(text)
    if text not in org:
        for state in states(workspace, org).values():
            if text in state.managed:
                return Address(text)
    return known(org, text)


def names_of(workspace: Workspace, org: Org, address: Address) -> tuple[Address, ...]:
    """The addresses to ask for the deletion of: with one that was renamed, also the one by which an environment that
    has not seen the rename still knows it."""
    earlier = org.renamed_from.get(address)
    if earlier is None or earlier in org:
        return (address,)
    unseen = [
        state
        for state in states(workspace, org).values()
        if state.remote_id(earlier) is not None and state.remote_id(address) is None
    ]
    return (address, earlier) if unseen else (address,)


def removal(reading: Reading, names: Sequence[Address], why: str, ticket: str, anyway: bool) -> dict[str, bytes | None]:
    """The files of the org without an asset and with a tombstone for each of its names, of which the first is its own;
    in the order in which they are to be written.

    The wish comes first and the asset's own document last, so that after a crash the same command finishes. An address
    that no file describes gets the tombstone alone. Raises GateRefused while others name the asset, unless `anyway`,
    and FindingsError when other files cannot be read, since they could name it too.
    """
    org = reading.org
    address = names[0]
    for finding in reading.findings:
        if finding.severity is Severity.ERROR and not _own(finding, address):
            raise FindingsError(
                say(
                    "Not all files can be read, so it is not known whether they name {address}:\n  {place} "
                    "{code} {detail}\n\nSee all of it:\n    mapconfig validate",
                    address=address,
                    place=str(finding.place or ""),
                    code=finding.code,
                    detail=finding.detail,
                )
            )
    users = list(named_by(reading, address))
    if users and not anyway:
        raise GateRefused(
            say(
                "{address} is still named, so nothing was changed:\n  {users}\n\nTake it out there first, or remove it "
                'all the same:\n    mapconfig rm {address} --because "the reason" --anyway',
                address=address,
                users=together("\n  ", users),
            )
        )
    changes: dict[str, bytes | None] = {}
    wished = {tombstone.address for tombstone in org.removed}
    there = _read(reading, REMOVED)
    for name in names:
        if name not in wished:
            changes[REMOVED] = there = with_tombstone(there, name, why, ticket)
    asset = org.assets.get(address)
    if asset is None:
        return changes
    if asset.origin is None or asset.origin.file.startswith(CRM):
        raise InputError(say("{address} belongs to the CRM and is only read here. Delete it there.", address=address))
    data = reading.source.read(asset.origin.file)
    named = side_files_of(reading)
    mine = named.pop(address, set()) & set(reading.source.files())
    for file in sorted(mine.difference(*named.values())):
        changes[file] = None
    changes[asset.origin.file] = edit.remove_document(data, asset.origin.document)
    return changes


def named_by(reading: Reading, address: Address) -> Iterator[str]:
    """Who still names `address`, each in words."""
    for edge in Graph.of(reading.org).used_by(address):
        if edge.source != address:
            place = ".".join(str(step) for step in edge.path)
            yield together(" ", [edge.source, relation(edge.relation).active, address, f"({place})"])
    settings = reading.org.settings
    if address in settings.fatigue:
        yield say("{file} has it under {setting}", file=SETTINGS, setting="fatigue")
    for name, environment in settings.environments.items():
        if address in environment.overrides:
            yield say("{file} has it under {setting}", file=SETTINGS, setting=f"environments.{name}.overrides")
    who = settings.guards.get("who")
    for guard, name in who.items() if isinstance(who, Mapping) else ():
        if name == address:
            yield say("{file} has it under {setting}", file=SETTINGS, setting=f"guards.who.{guard}")
    for persona in reading.personas:
        if address in persona.named:
            yield say(
                "the persona {persona} names {address} ({file})",
                persona=persona.name,
                address=address,
                file=persona.file,
            )


def with_tombstone(data: bytes | None, address: Address, why: str, ticket: str) -> bytes:
    """`removed.yaml` with one more entry at its end; comments stay."""
    entry = {"asset": str(address), "why": why, **({"ticket": ticket} if ticket else {})}
    documents = yaml.load(data or b"", REMOVED)[0]
    document: Any = next((each for each in documents if each is not None), None)
    if document is None:
        lines = document_lines(Document(entries_of({"removed": [entry]})))
        comments = (data or b"").decode("utf-8-sig").strip("\n")
        made = "\n".join([*([comments] if comments else []), *lines, ""]).encode()
        if not same(yaml.load(made, REMOVED)[0], [{"removed": [entry]}]):
            raise InputError(
                say(
                    "{file} holds what is not understood. Look at it, or delete it if it says nothing.",
                    file=REMOVED,
                )
            )
        return made
    said = document.get("removed") if isinstance(document, dict) else None
    return edit.update_document(data or b"", 0, {"removed": [*(said or []), entry]})


def _own(finding: Finding, address: Address) -> bool:
    """Whether a finding comes from the removal itself being half done."""
    return finding.address == address and finding.code in (codes.REMOVED.code, codes.SIDE_FILE.code)


def _read(reading: Reading, file: str) -> bytes | None:
    return reading.source.read(file) if file in reading.source.files() else None
