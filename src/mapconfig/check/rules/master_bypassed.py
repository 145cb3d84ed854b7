"""
## What it does
Reports a list whose criteria repeat all criteria of a master list, where it could say `extends`. A master list
is one that other lists extend.

## Why it matters
When the agreed definition changes, the copy does not. From that day two teams mean different people by
"customer".

## Example
    # list/customers has the criterion account.type is Customer, and others extend it
    kind: list
    key: customers-dach
    criteria:
      - account.type is Customer
      - country in [AT, CH, DE]

## Instead
    kind: list
    key: customers-dach
    extends: list/customers
    criteria:
      - country in [AT, CH, DE]
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from mapconfig.check.lists import extended, masters, surely_on
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import plural, say
from mapconfig.model import Asset, canonical

#: One criterion as the text or the canonical bytes of the group that it is.
Row = str | bytes


def look(asset: Asset, view: View) -> Iterator[Report]:
    rows = rows_of(asset, view)
    if not rows:
        return
    index = view.once("master rows", _masters)
    copied = {wanted: names for row in rows for wanted, names in index.get(row, ()) if wanted <= rows.keys()}
    if not copied:
        return
    above = surely_on(asset.address, view)
    for wanted, names in sorted(copied.items(), key=lambda item: (-len(item[0]), item[1])):
        for name, parent in names:
            # Of two masters that say the same, the one with the later name is told.
            twin = len(wanted) == len(rows) and asset.address < name and asset.address in view.once("masters", masters)
            if name in above or twin or (parent and parent not in above):
                continue
            yield Report(
                ("criteria", min(rows[row] for row in wanted)),
                plural(
                    "{asset} repeats the criterion of {name}, which other lists extend. When {name} changes, {asset} "
                    "does not.",
                    "{asset} repeats all {n} criteria of {name}, which other lists extend. When {name} changes, "
                    "{asset} does not.",
                    len(wanted),
                    asset=asset.address,
                    name=name,
                ),
                plural(
                    "Write extends: {name}, and take it out here.",
                    "Write extends: {name}, and take them out here.",
                    len(wanted),
                    name=name,
                ),
            )
            return


def rows_of(asset: Asset, view: View) -> dict[Row, int]:
    """The criteria of a list that all must hold, each with its index."""
    return view.once(("rows", asset.address), lambda _: _rows(asset))


def _rows(asset: Asset) -> dict[Row, int]:
    said = asset.attributes.get("criteria")
    if isinstance(said, Mapping) and isinstance(said.get("all"), list):
        said = said["all"]
    rows = said if isinstance(said, list) else [said] if said else []
    return {row if isinstance(row, str) else canonical(row): index for index, row in reversed(list(enumerate(rows)))}


#: Sets of criteria with the masters that have just these: their addresses, each with what it extends in turn.
Rows = tuple[frozenset[Row], list[tuple[str, str]]]


def _masters(view: View) -> Mapping[Row, list[Rows]]:
    """The criteria of all masters, each set under the one of its criteria that the fewest masters have."""
    same: defaultdict[frozenset[Row], list[tuple[str, str]]] = defaultdict(list)
    for name in view.once("masters", masters):
        asset = view.get(name)
        if asset is not None and rows_of(asset, view):
            same[frozenset(rows_of(asset, view))].append((name, extended(asset)))
    often = Counter(row for rows in same for row in rows)
    found: defaultdict[Row, list[Rows]] = defaultdict(list)
    for rows, names in same.items():
        found[min(rows, key=lambda row: (often[row], str(row)))].append((rows, sorted(names)))
    return found


RULE = Rule(
    code="MC121",
    name="master-bypassed",
    severity=Severity.WARNING,
    summary=say("Master list copied instead of extended"),
    page=__doc__ or "",
    look=look,
    kinds=("list",),
    scope=Scope.KIND,
    attributes=("extends", "criteria", "static"),
    whole=("list",),
)
