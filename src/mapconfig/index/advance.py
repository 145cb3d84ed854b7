"""An index brought up to date: the changed files read, and rules asked again only where their scope has changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from mapconfig.address import Address
from mapconfig.check import Reads, Rule, Scope, about_org, found, rules_for, settle
from mapconfig.finding import Finding
from mapconfig.graph import Edge
from mapconfig.index import facts
from mapconfig.index.build import (
    about_personas,
    asset_row,
    edge_rows,
    finding_rows,
    pack,
    sha,
    shown,
    side_rows,
    unpack,
)
from mapconfig.index.facts import Facts
from mapconfig.index.held import HeldAssets, HeldLinks, KindLinks, SlimAssets, asset_of, kept_settings
from mapconfig.index.seen import HeldView
from mapconfig.index.store import Document, Store, remember, text
from mapconfig.model import Org, mentions
from mapconfig.read import settings
from mapconfig.read.documents import (
    CHANGES,
    CRM,
    PERSONAS,
    REMOVED,
    FileReading,
    documents_of,
    is_asset_file,
)
from mapconfig.read.org import weighed
from mapconfig.read.placing import place
from mapconfig.read.schema import load_kinds
from mapconfig.read.source import UnreadableError
from mapconfig.read.tree import Tree
from mapconfig.values import replace

if TYPE_CHECKING:
    from mapconfig.model.persona import Persona


def advance(
    store: Store, root: str, now: Facts, paths: Mapping[str, str | None], taken: int, day: date
) -> Document | None:
    """The document after `paths` changed, each with its fact among those of all files `now`, or None where only a cold
    run can tell: what changed has a say in everything (settings, the CRM's schema, change records), or cannot be read,
    or two files may contradict each other."""
    if any(_reaches_all(path) for path in paths) or store.get("joint") != "0":
        return None
    source = Tree(root)
    todo = _to_read(store, source, paths, now)
    if todo is None:
        return None
    kinds = load_kinds()
    readings = [documents_of(file, data, kinds, source.read) for file, data in todo.items() if data is not None]
    step = _Step(store, root, day, readings, sorted(todo))
    if not step.alone():
        return None
    store.db.execute("BEGIN")
    try:
        document = step.take(todo)
        seen = {folder: now.get(folder) for folder in map(facts.folder_of, paths)}
        # A file of which the facts are as they were, and that was not in doubt, is in no doubt now.
        remember(store, document, seen, facts.racy(paths.items(), taken))
    except BaseException:
        store.db.execute("ROLLBACK")
        raise
    store.db.execute("COMMIT")
    return document


def _reaches_all(path: str) -> bool:
    # What ends with a slash is a folder that cannot be looked into, which is reported by whoever reads everything.
    return path in (settings.FILE, REMOVED, "") or path.startswith((CHANGES, CRM)) or path.endswith(("/.git", "/"))


def _to_read(store: Store, source: Tree, paths: Mapping[str, str | None], now: Facts) -> dict[str, bytes | None] | None:
    """The files whose content is not the one in the index, None for those that are gone; None in all when one of them
    cannot be read."""
    wanted = {path for path in paths if is_asset_file(path)}
    known = {row[0] for row in store.within("SELECT path FROM file WHERE path IN (?*)", wanted)}
    folded = {path.casefold() for path in wanted - known}
    present = (path for path, _ in facts.files(now)) if folded else ()
    if any(path.casefold() in folded and path not in wanted for path in present):
        return None  # a twin but for case, which is reported of the files together
    again = {row[0] for row in store.within("SELECT file FROM side WHERE path IN (?*)", paths)}
    todo: dict[str, bytes | None] = {}
    for file in sorted(wanted | again):
        if file in paths and paths[file] is None:
            todo[file] = None
            continue
        try:
            data = source.read(file)
        except UnreadableError:
            return None
        row = store.rows("SELECT sha FROM file WHERE path = ?", file)
        if file in again or not row or row[0][0] != sha(data):
            todo[file] = data
    return todo


class _Step:
    """One advance: from the index as it is to the index with `readings` in it."""

    def __init__(self, store: Store, root: str, day: date, readings: list[FileReading], files: Collection[str]) -> None:
        self.store = store
        self.day = day
        self.readings = readings
        self.files = files
        self.source = Tree(root)
        self.settings = kept_settings(store)
        self.kinds = load_kinds()
        query = "SELECT address, file, document, attributes FROM asset WHERE file IN (?*)"
        self.before = {asset.address: asset for asset in map(asset_of, store.within(query, self.files))}
        self.assets = {asset.address: asset for reading in readings for asset in reading.assets}

    def alone(self) -> bool:
        """Whether no other file has a say in what the changed ones mean."""
        count = sum(len(reading.assets) for reading in self.readings)
        new = self.assets.keys() - self.before.keys()
        taken = self.store.within("SELECT address FROM asset WHERE address IN (?*)", new)
        removed = set(json.loads(self.store.get("removed") or "[]"))
        if count != len(self.assets) or taken or removed & set(self.assets):
            return False
        earlier = {old for reading in self.readings for _, old in reading.renamed}
        # A key that was given up and is taken again may be part of a swap, which is reported of the files together.
        return not earlier & self.assets.keys() and not self.store.within(
            "SELECT address FROM asset WHERE address IN (?*)", earlier
        )

    def take(self, todo: dict[str, bytes | None]) -> Document:
        links = HeldLinks(self.store)
        left = [edge for address in self.before for edge in links.uses(address)]
        above = self._above(links, self.before)
        stood = self._stood()
        self._replace(todo)
        arrived = [edge for address in self.assets for edge in links.uses(address)]
        above |= self._above(links, self.assets)
        below = {edge.target for edge in (*left, *arrived)}
        held = HeldAssets(self.store)
        org = Org(self.kinds, held, self.settings)
        view = HeldView(org, held, links, self.day)
        if self.before.keys() != self.assets.keys() or any(address.kind == "field" for address in self.assets):
            # Names or the catalogue have changed, which rules of any scope may read.
            self._look_again(
                view, {*above, *below, *self.assets, *self._named_in_vain(), *self._named_barely()}, tuple(Scope)
            )
        else:
            self._look_again(view, self.assets, tuple(Scope))
            self._look_again(view, above - self.assets.keys(), (Scope.USES,))
            self._look_again(view, below - self.assets.keys(), (Scope.USED_BY,))
            # To who names an asset only those references matter that came or went.
            otherwise = {edge.target for edge in {*left} ^ {*arrived}}
            self._look_again(view, otherwise - self.assets.keys(), (Scope.NAMED,))
        self._look_at_kinds(stood)
        return self._document(view, org)

    def _stood(self) -> dict[str, list[Finding]]:
        """What the rules that see whole kinds have found about the assets of the changed files."""
        query = "SELECT rule, value FROM finding WHERE address IN (?*) ORDER BY address, rule, number"
        found: dict[str, list[Finding]] = {}
        for rule, value in self.store.within(query, sorted(self.before)):
            found.setdefault(rule, []).append(unpack(json.loads(value)))
        return found

    def _above(self, links: HeldLinks, start: Iterable[Address]) -> set[Address]:
        """Every asset that reaches one of `start` by its references."""
        seen: set[Address] = set(start)
        waiting = list(seen)
        while waiting:
            for edge in links.used_by(waiting.pop()):
                if edge.source not in seen:
                    seen.add(edge.source)
                    waiting.append(edge.source)
        return seen

    def _replace(self, todo: dict[str, bytes | None]) -> None:
        """Put what the changed files say in the place of what they said."""
        store = self.store
        for address in self.before:
            store.db.execute("DELETE FROM edge WHERE source = ?", (address,))
            store.db.execute("DELETE FROM asset WHERE address = ?", (address,))
            store.db.execute("DELETE FROM finding WHERE address = ?", (address,))
        for file in self.files:
            store.db.execute("DELETE FROM file WHERE path = ?", (file,))
            store.db.execute("DELETE FROM side WHERE file = ?", (file,))
        org = Org.of(self.kinds, self.assets.values(), self.settings)
        for reading in self.readings:
            renamed = dict(reading.renamed)
            findings = place(weighed(reading.findings, self.settings), org, self.source)
            data = todo[reading.file] or b""
            row = (reading.file, sha(data), text([pack(each) for each in findings]))
            store.db.execute("INSERT INTO file VALUES (?, ?, ?)", row)
            store.many("INSERT INTO side VALUES (?, ?)", side_rows(reading))
            store.many(
                "INSERT INTO asset VALUES (?, ?, ?, ?, ?, ?)",
                (asset_row(asset, renamed.get(asset.address)) for asset in reading.assets),
            )
            store.many("INSERT INTO edge VALUES (?, ?, ?, ?, ?)", edge_rows(self._edges(reading)))

    def _edges(self, reading: FileReading) -> Iterable[Edge]:
        for asset in reading.assets:
            for mention in mentions(self.kinds[asset.kind], asset.attributes):
                yield Edge(asset.address, mention.target, mention.relation, mention.path)

    def _named_in_vain(self) -> set[Address]:
        """Assets with findings that a name or a field which came or went can change, such as a suggestion."""
        from mapconfig.check.rules import RULES

        codes = [rule.code for rule in RULES if rule.reads & {Reads.NAMES, Reads.CATALOGUE}]
        return {Address(row[0]) for row in self.store.within("SELECT address FROM finding WHERE rule IN (?*)", codes)}

    def _named_barely(self) -> set[Address]:
        """Assets whose texts may hold the key of a new field or snippet in braces, without a reference to it."""
        query = "SELECT address FROM asset WHERE instr(attributes, '{{') AND instr(attributes, ?)"
        new = [address for address in self.assets.keys() - self.before.keys() if address.kind in ("field", "snippet")]
        return {Address(row[0]) for address in new for row in self.store.rows(query, address.key)}

    def _look_again(self, view: HeldView, addresses: Iterable[Address], scopes: Collection[Scope]) -> None:
        """Ask the rules of these scopes that see an asset and what it is connected with."""
        asked: dict[str, tuple[Rule, ...]] = {}
        for address in sorted(addresses):
            if address.kind not in asked:
                asked[address.kind] = rules_for(address.kind, view, set(scopes) - {Scope.KIND})
            rules = asked[address.kind]
            asset = view.get(address) if rules else None
            if asset is None:
                continue
            self.store.many(
                "DELETE FROM finding WHERE address = ? AND rule = ?", ((address, rule.code) for rule in rules)
            )
            self._keep(address, found(asset, view, rules))

    def _look_at_kinds(self, stood: Mapping[str, list[Finding]]) -> None:
        """Ask the rules that see whole kinds, where what they make of a changed asset is not what it was; elsewhere
        their findings stand, and only the lines may be others."""
        from mapconfig.check.rules import RULES

        differing: list[tuple[str, Rule]] = []
        for rule in RULES:
            # One that looks at all kinds would have to load them all.
            for kind in (rule.kinds or self.kinds) if rule.scope is Scope.KIND else ():
                if self._differs(rule, {*rule.whole, kind}):
                    differing.append((kind, rule))
                else:
                    self._stand(kind, stood.get(rule.code, ()))
        if not differing:
            return
        names = sorted({name for _, rule in differing for name in rule.attributes})
        held = SlimAssets(self.store, names)
        org = Org(self.kinds, held, self.settings)
        slim = HeldView(org, held, KindLinks(self.store), self.day)
        for kind, rule in differing:
            self.store.db.execute(
                "DELETE FROM finding WHERE rule = ? AND address >= ? AND address < ?",
                (rule.code, f"{kind}/", f"{kind}0"),
            )
            for asset in slim.of_kind(kind):
                self._keep(asset.address, found(asset, slim, (rule,)))

    def _differs(self, rule: Rule, kinds: Collection[str]) -> bool:
        return any(
            rule.fact_of(self.before.get(address)) != rule.fact_of(self.assets.get(address)) or not rule.attributes
            for address in self.before.keys() | self.assets.keys()
            if address.kind in kinds
        )

    def _stand(self, kind: str, findings: Iterable[Finding]) -> None:
        for finding in findings:
            address = finding.address
            if address is not None and address.kind == kind and address in self.assets:
                self._keep(address, [replace(finding, place=None)])

    def _keep(self, address: Address, findings: Iterable[Finding]) -> None:
        """Put down findings with their places; those of one rule about one asset are kept together."""
        rows: dict[str, list[Finding]] = {}
        for finding in findings:
            rows.setdefault(finding.code, []).append(finding)
        if not rows:
            return
        org = Org(self.kinds, HeldAssets(self.store), self.settings)  # places need the whole of an asset
        for each in rows.values():
            self.store.many(
                "INSERT INTO finding VALUES (?, ?, ?, ?)", finding_rows(address, place(each, org, self.source))
            )

    def _personas(self) -> Iterable[Persona]:
        """The personas of the org. They are few, and any name that comes or goes may be one that they name."""
        for (file,) in self.store.rows("SELECT path FROM file WHERE path >= ? AND path < ?", PERSONAS, "personas0"):
            try:
                yield from documents_of(file, self.source.read(file), self.kinds, self.source.read).personas
            except UnreadableError:  # it was there a moment ago, and the next run sees that it is gone
                continue

    def _document(self, view: HeldView, org: Org) -> Document:
        raw = [
            unpack(each)
            for (said,) in self.store.rows("SELECT findings FROM file WHERE findings != '[]'")
            for each in json.loads(said)
        ]
        raw += (unpack(each) for each in json.loads(self.store.get("standing") or "[]"))
        raw += about_org(view)
        raw += about_personas(self._personas(), view, self.source)
        raw += (unpack(json.loads(row[0])) for row in self.store.rows("SELECT value FROM finding"))
        settled = place(settle(raw, self.settings, self.day), org, self.source)
        return shown(settled, self.settings.name, len(org))
