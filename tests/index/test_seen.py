"""What rules see of an org by way of its index is what they see of the org."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mapconfig.check import View
from mapconfig.index.build import build, keep
from mapconfig.index.held import HeldAssets, HeldLinks, kept_settings
from mapconfig.index.seen import HeldView
from mapconfig.index.store import Store
from mapconfig.model import Org

DAY = date(2026, 11, 22)
FILES = {
    "mapconfig.yaml": "name: Example\nrelations: {account: one}\n",
    "fields/score.yaml": "kind: field\nkey: score\ntype: number\n",
    "fields/account-type.yaml": "kind: field\nkey: account.type\ntype: choice\nvalues: [Customer, Partner]\n",
    "lists/all.yaml": "kind: list\nkey: all\ntitle: All\n",
}


@pytest.fixture
def views(tmp_path: Path) -> tuple[View, HeldView]:
    for name, text in FILES.items():
        path = tmp_path / "org" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    built = build(str(tmp_path / "org"), DAY)
    org = built.reading.org
    store = Store(str(tmp_path / "index.sqlite3"))
    keep(store, built, {}, 0, DAY)
    assets = HeldAssets(store)
    held = HeldView(Org(org.kinds, assets, kept_settings(store)), assets, HeldLinks(store), DAY)
    return View(org, built.graph, DAY), held


def test_the_catalogue_of_an_index_is_that_of_its_org(views: tuple[View, HeldView]) -> None:
    """
    The same fields in the same order with the same types, the same relations, and nothing of what is no field.
    """
    view, held = views

    assert list(held.catalogue.fields.items()) == list(view.catalogue.fields.items())
    assert len(held.catalogue.fields) == 2
    assert held.catalogue.fields.get("all") is None
    assert held.catalogue.relations == view.catalogue.relations
