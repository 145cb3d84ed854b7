"""An index made from nothing: every file read, every asset checked, every conclusion put down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from mapconfig.address import Address
from mapconfig.check import View, about_org, found, rules_for, settle
from mapconfig.finding import Finding, Place, Severity
from mapconfig.graph import Edge, Graph
from mapconfig.index import facts
from mapconfig.index.facts import Facts
from mapconfig.index.store import Document, Store, program, remember, text
from mapconfig.language import kept, taken
from mapconfig.model import Asset
from mapconfig.read import codes, crm_codes, settings
from mapconfig.read.documents import CRM, FileReading
from mapconfig.read.org import Reading, read_org
from mapconfig.read.source import Source, UnreadableError
from mapconfig.read.tree import Tree
from mapconfig.values import dataclass

if TYPE_CHECKING:
    from mapconfig.model.persona import Persona


@dataclass(frozen=True, slots=True)
class Built:
    """A reading with everything that follows from it. `rules` are the findings of the rules by asset, placed, before
    the org's severities and waivers."""

    reading: Reading
    graph: Graph
    rules: dict[Address, list[Finding]]
    document: Document


def build(root: str, day: date, source: Source | None = None, *, rules: bool = True) -> Built:
    """Read and check the org at `root`, or another source of it; without `rules` it is only read."""
    reading = read_org(source if source is not None else Tree(root))
    org = reading.org
    graph = Graph.of(org)
    view = View(org, graph, day)
    found_by: dict[Address, list[Finding]] = {}
    for kind in org.kinds if rules else ():
        asked = rules_for(kind, view)
        for asset in view.of_kind(kind) if asked else ():
            reports = tuple(found(asset, view, asked))
            if reports:
                found_by[asset.address] = list(reading.place(reports))
    raw = [
        *reading.findings,
        *(about_org(view) if rules else ()),
        *(about_personas(reading.personas, view, reading.source) if rules else ()),
        *(finding for each in found_by.values() for finding in each),
    ]
    return Built(reading, graph, found_by, document_of(reading, raw, day))


def about_personas(personas: Iterable[Persona], view: View, source: Source) -> Iterable[Finding]:
    """What personas say that does not suit the org."""
    personas = tuple(personas)
    if not personas:
        return ()
    from mapconfig.read.personas import unsuitable

    return unsuitable(personas, view, source)


def document_of(reading: Reading, raw: Iterable[Finding], day: date) -> Document:
    """The document of raw findings, with the org's severities and waivers."""
    org = reading.org
    return shown(reading.place(settle(raw, org.settings, day)), org.settings.name, len(org))


def shown(findings: Iterable[Finding], name: str, assets: int) -> Document:
    """The document of findings as the org weighs them."""
    from mapconfig.report.findings import document

    findings = tuple(findings)
    # The pages of the rules are only loaded for what they are about.
    pages: Any = {**codes.CODES, **crm_codes.CODES}
    if any(finding.code not in pages for finding in findings):
        from mapconfig.check.catalogue import everything

        pages = everything(codes.CODES, crm_codes.CODES)
    return document(findings, codes=pages, org=name, assets=assets)


def keep(store: Store, built: Built, seen: Facts, taken: int, day: date) -> None:
    """Write everything into an empty index; `seen` are the facts of the files, looked at from the moment `taken` on."""
    reading = built.reading
    store.db.execute("BEGIN")
    store.many("INSERT INTO file VALUES (?, ?, ?)", (file_row(reading, each) for each in reading.files))
    store.many("INSERT INTO side VALUES (?, ?)", (row for each in reading.files for row in side_rows(each)))
    store.many(
        "INSERT INTO asset VALUES (?, ?, ?, ?, ?, ?)",
        (asset_row(asset, reading.org.renamed_from.get(asset.address)) for asset in reading.org.assets.values()),
    )
    store.many("INSERT INTO edge VALUES (?, ?, ?, ?, ?)", edge_rows(built.graph.edges()))
    for address, findings in built.rules.items():
        store.many("INSERT INTO finding VALUES (?, ?, ?, ?)", finding_rows(address, findings))
    mine = {(f.code, f.detail, f.address) for each in reading.files for f in each.findings}
    joint = [f for f in reading.findings if (f.code, f.detail, f.address) not in mine]
    standing = [
        f for f in joint if f.place is not None and (f.place.file == settings.FILE or f.place.file.startswith(CRM))
    ]
    store.put("day", day.isoformat())
    store.put("program", program())
    # What the settings and the CRM's schema say stands until they change; all else is between files, and no advance
    # can tell what becomes of it.
    store.put("standing", text([pack(finding) for finding in standing]))
    store.put("joint", str(len(joint) - len(standing)))
    store.put("settings", text(_sound_settings(reading)))
    store.put("records", text({record.id: record.file for record in reading.org.changes}))
    store.put("removed", text([tombstone.address for tombstone in reading.org.removed]))
    remember(store, built.document, seen, facts.racy(facts.files(seen), taken))
    store.db.execute("COMMIT")


def _sound_settings(reading: Reading) -> dict[str, Any]:
    try:
        return settings.sound_part(settings.FILE, reading.source.read(settings.FILE))[0]
    except UnreadableError:  # what is wrong with it is among the findings of the reading
        return {}


def file_row(reading: Reading, file: FileReading) -> tuple[Any, ...]:
    """The row of one file's reading."""
    data = reading.source.read(file.file)
    placed = reading.place(file.findings)
    return file.file, sha(data), text([pack(finding) for finding in placed])


def side_rows(file: FileReading) -> Iterable[tuple[str, str]]:
    """Rows of the side files that a file names."""
    return ((side, file.file) for side in file.side_files)


def asset_row(asset: Asset, renamed_from: Address | None) -> tuple[Any, ...]:
    origin = asset.origin
    return (
        asset.address,
        asset.kind,
        origin.file if origin else "",
        origin.document if origin else 0,
        renamed_from,
        text(asset.attributes),
    )


def edge_rows(edges: Iterable[Edge]) -> Iterable[tuple[Any, ...]]:
    """Rows of references, numbered in the order in which each asset writes them."""
    last, number = "", 0
    for source, target, relation, path in edges:
        number = number + 1 if source == last else 0
        last = source
        yield source, number, target, relation, text(list(path))


def finding_rows(address: Address, findings: Sequence[Finding]) -> Iterable[tuple[Any, ...]]:
    for number, finding in enumerate(findings):
        yield address, number, finding.code, text(pack(finding))


def sha(data: bytes) -> str:
    import hashlib  # 2 ms and 4 MB: only for whoever keeps something

    return hashlib.sha256(data).hexdigest()


def pack(finding: Finding) -> list[Any]:
    """A finding as JSON values."""
    place = finding.place
    return [
        finding.code,
        finding.severity.value,
        kept(finding.summary),
        kept(finding.detail),
        finding.address,
        list(finding.path),
        [place.file, place.line, place.column] if place else None,
        kept(finding.fix),
        finding.offset,
    ]


def unpack(said: Sequence[Any]) -> Finding:
    """The finding that `pack` made this of."""
    code, severity, summary, detail, address, path, place, fix, offset = said
    return Finding(
        code,
        Severity(severity),
        taken(summary),
        taken(detail),
        Address(address) if address is not None else None,
        tuple(path),
        Place(*place) if place else None,
        taken(fix),
        offset=offset,
    )
