"""What a question about an asset's past needs: the files as they are, how past ones are read, and what was applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mapconfig.address import Address
from mapconfig.errors import UsageError
from mapconfig.impact.people import FORMAT, PeopleImpact, PeopleNow
from mapconfig.language import Text, say, told
from mapconfig.model import Asset, Kinds
from mapconfig.read.earlier import reader
from mapconfig.record.answer import Application
from mapconfig.record.damage import asked
from mapconfig.record.entry import Entry
from mapconfig.record.past import Read
from mapconfig.record.store import Record
from mapconfig.report.moments import moment
from mapconfig.report.people import impact_of, now_of, short
from mapconfig.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Question:
    """An address somebody asks about. `now` is None when no file has the asset any more; `renames` are
    those that the files tell of any asset, former address to new. `doubts` are sentences about journals that are not as
    they were written: the history still answers, and where it was applied is not known."""

    root: Path
    address: Address
    kinds: Kinds
    now: Asset | None
    read: Read
    renamed_from: Address | None
    renames: Mapping[Address, Address]
    applications: tuple[Application, ...]
    doubts: tuple[Text, ...] = ()


def question(workspace: Workspace, text: str) -> Question:
    """A question about the address that a person typed; it may be one that only the history knows."""
    try:
        address = Address.parse(text)
    except ValueError as error:
        raise UsageError(say("{fault}.", fault=told(error))) from None
    kinds = workspace.kinds
    if address.kind not in kinds:
        raise UsageError(
            say("There is no kind {kind}; there are {kinds}.", kind=repr(address.kind), kinds=", ".join(kinds))
        )
    org = workspace.reading().org
    names = _names(address, org.renamed_from)
    applied: list[Application] = []
    doubts: list[Text] = []
    for environment in org.settings.environments.values() or [workspace.environment(org.settings, None)]:
        entries, doubt = asked(Record(workspace.record_directory(environment), environment.name))
        doubts += [doubt] if doubt is not None else []
        applied += applications(entries, names)
    return Question(
        root=workspace.root,
        address=address,
        kinds=kinds,
        now=org.assets.get(address),
        read=reader(kinds),
        renamed_from=org.renamed_from.get(address),
        renames={old: new for new, old in org.renamed_from.items() if old not in org.assets},
        applications=tuple(applied),
        doubts=tuple(doubts),
    )


def applications(entries: Iterable[Entry], names: set[Address]) -> Iterator[Application]:
    """The steps of a journal that carried an asset, under any of its `names`, out to a platform."""
    entries = tuple(entries)
    commits: dict[str, str] = {}
    moves: dict[str, PeopleImpact] = {}
    # What was counted after an apply stands behind its steps.
    counted = {entry.plan: now_of(entry.data["people"]) for entry in entries if _has_people(entry)}
    for entry in entries:
        if entry.type == "started":
            commits[entry.plan] = str(entry.data["config"]["commit"])
            moves[entry.plan] = impact_of(entry.data["impact"].get("people"))
        elif entry.type == "done" and entry.data["address"] in names:
            commit = commits.get(entry.plan, "")
            yield Application(
                plan=entry.plan,
                environment=entry.env,
                at=entry.time,
                by=entry.actor,
                commit="" if commit.endswith("+") else commit,
                predicted=_predicted(moves.get(entry.plan), names) or entry.data["effect"],
                observed=_observed(counted.get(entry.plan), names),
                content=entry.data["facet"] == "content",
                active=_runs(entry),
            )


def _runs(entry: Entry) -> bool | None:
    """Whether the asset runs after a step that decides it: one that starts or stops it, or makes it."""
    data = entry.data
    decides = data["facet"] == "activation" or data["verb"] == "create" or data["outcome"] == "replace"
    return data["active"] if decides else None


def _has_people(entry: Entry) -> bool:
    people = entry.data.get("people") if entry.type == "observed" else None
    return isinstance(people, Mapping) and people.get("format") == FORMAT


def _predicted(found: PeopleImpact | None, names: set[Address]) -> str:
    """What a plan said of the people of an asset, in words; empty where it said nothing."""
    if found is None:
        return ""
    return next((said for name in sorted(names) if (said := short(found, name))), "").removeprefix("people: ")


def _observed(found: PeopleNow | None, names: set[Address]) -> str:
    """How many people it had after the apply."""
    if found is None:
        return ""
    seen = moment(found.as_of)
    counted = (one.members.words for one in found.standings if one.subject in names)
    return next((say("{people} as of {moment}", people=people, moment=seen) for people in counted), "")


def _names(address: Address, renamed_from: Mapping[Address, Address]) -> set[Address]:
    """The asset's address and those it had, as far as the files say."""
    found = {address}
    while address in renamed_from and renamed_from[address] not in found:
        address = renamed_from[address]
        found.add(address)
    return found
