"""Categories and stages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.backends.mautic.platform import connected, log_in

from mapconfig.address import Address
from mapconfig.backend import Live, Rejected
from mapconfig.backends.mautic.backend import Mautic as Backend
from mapconfig.testing import Ids
from mapconfig.testing.mautic import Mautic, start


@pytest.fixture
def mautic(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mautic]:
    with start() as server:
        log_in(monkeypatch, server)
        yield server


def live(backend: Backend, address: str) -> Live:
    kind = address.partition("/")[0]
    return next(each for each in backend.fetch([kind], Ids()) if each.address == address)


def test_a_category_stays_with_its_part_of_mautic(mautic: Mautic) -> None:
    """Mautic ignores another bundle without a word (recording categories)."""
    mautic.store.seed("categories", _category(1, "news", "email"))
    mautic.store.seed("categories", _category(2, "news", "global"))
    mautic.store.seed("categories", _category(3, "interest", "point"))
    backend = connected(mautic)

    addresses = [each.address for each in backend.fetch(["campaign"], Ids())]
    found = live(backend, "campaign/news")

    assert addresses == ["campaign/news", "campaign/news-2"]
    assert found.attributes == {"title": "news", "vendor": {"mautic": {"bundle": "email"}}}
    with pytest.raises(Rejected, match=r"bundle: email"):
        backend.update(found, found.address, {"title": "News"}, Ids())


def test_a_category_in_use_is_not_deleted(mautic: Mautic) -> None:
    """Mautic would take it off those who have it, without a word."""
    mautic.store.seed("categories", _category(1, "news", "global"))
    backend = connected(mautic)
    backend.create(Address("email/hi"), {"title": "Hi", "subject": "Hi", "campaign": "campaign/news"}, Ids())

    with pytest.raises(Rejected, match=r"email Hi \(id 1\)"):
        backend.delete(live(backend, "campaign/news"))


def test_a_description_with_tags_is_no_description_of_a_category(mautic: Mautic) -> None:
    gaps = connected(mautic).gaps("campaign", {"title": "A", "description": "<b>x</b>"})

    assert list(gaps) == ["description"]


def test_a_category_is_found_by_its_mark(mautic: Mautic) -> None:
    """A key that Mautic's alias cannot have stands in the description."""
    backend = connected(mautic)
    number = backend.create(Address("campaign/Web.2026"), {"title": "Web"}, Ids()).remote_id
    found = backend.find(Address("campaign/Web.2026"), {"title": "Web"}, Ids())

    assert [each.remote_id for each in found] == [number]
    assert found[0].attributes == {"title": "Web"}
    mautic.store.seed("categories", {**_category(7, "", "global"), "title": "日本"})
    assert live(backend, "campaign/category-7").attributes == {"title": "日本"}


def test_a_stage_made_by_hand_is_not_marked_needlessly(mautic: Mautic) -> None:
    mautic.types["stages"].make(mautic.store, {"name": "Lead", "weight": 10})
    backend = connected(mautic)
    found = live(backend, "stage/lead")

    backend.update(found, found.address, {**found.attributes, "order": 2}, Ids())
    assert mautic.store.of("stages")[1]["description"] is None
    found = live(backend, "stage/lead")
    backend.update(found, found.address, {**found.attributes, "description": "New", "title": "Prospect"}, Ids())

    assert mautic.store.of("stages")[1]["description"] == "New\n\n(mapconfig: stage/lead)"
    assert live(backend, "stage/lead").attributes == {"title": "Prospect", "description": "New", "order": 2}


def test_times_of_a_stage_are_carried_in_the_form_that_mautic_takes(mautic: Mautic) -> None:
    """It gives a time in a form that it refuses (recording stages)."""
    said = {"publishUp": "2030-01-01 00:00:00", "category": "campaign/all"}
    backend = connected(mautic)
    backend.create(Address("campaign/all"), {"title": "All"}, Ids())
    backend.create(Address("stage/mql"), {"title": "MQL", "vendor": {"mautic": said}}, Ids())

    assert live(backend, "stage/mql").attributes == {"title": "MQL", "vendor": {"mautic": said}}


def test_what_is_no_stage_does_not_run(mautic: Mautic) -> None:
    backend = connected(mautic)
    backend.create(Address("stage/mql"), {"title": "MQL"}, Ids())

    with pytest.raises(Rejected, match="cannot activate a stage"):
        backend.activate(live(backend, "stage/mql"))


def _category(number: int, alias: str, bundle: str) -> dict[str, object]:
    return {"id": number, "title": alias, "alias": alias, "bundle": bundle, "description": None, "color": None}
