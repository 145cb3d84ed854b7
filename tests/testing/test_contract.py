"""The contract suite notices: each way in which a backend can break a promise makes the law about it fail."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from mapconfig.address import Address
from mapconfig.backend import Backend, Capability, Live, Names, Outcome, Receipt, Rejected, Unclear, Verb
from mapconfig.backends.embedded import Embedded, connect
from mapconfig.backends.embedded.objects import Edit
from mapconfig.errors import PlatformError
from mapconfig.testing import BackendContract, Ids, kinds


class Honest(Embedded):
    """The embedded platform; what follows break it in one place each."""


class ForgetsItself(Honest):
    def identity(self) -> str:
        return f"{super().identity()}-{id(self)}"


class SameForAll(Honest):
    def identity(self) -> str:
        return "embedded"


class MakesSomethingWhenProbed(Honest):
    def probe(self) -> None:
        self.create(Address("list/probe"), {"title": "Probe"}, Ids())


class RestlessNormaliser(Honest):
    def kept(self, kind: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().kept(kind, attributes), "title": f"{attributes.get('title', '')}."}


class ShowsState(Honest):
    def read(self, kind: str, remote_id: str, names: Names) -> Live | None:
        live = super().read(kind, remote_id, names)
        if live is None or live.active is None:
            return live
        return dataclasses.replace(live, attributes={**live.attributes, "state": "paused"})


class StartsAtOnce(Honest):
    def create(self, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        receipt = super().create(address, attributes, names)
        if not kinds()[address.kind].activation:
            return receipt
        live = super().read(address.kind, receipt.remote_id, names)
        assert live is not None
        return super().activate(live)


class MergesOnly(Honest):
    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        return super().update(live, address, {**live.attributes, **attributes}, names)


class SendsAlways(Honest):
    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        self.platform.annotate(live.address.kind, int(live.remote_id), {})
        now = super().read(live.address.kind, live.remote_id, names)
        assert now is not None
        return super().update(now, address, attributes, names)


class IgnoresVersions(Honest):
    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        now = super().read(live.address.kind, live.remote_id, names) or live
        return super().update(now, address, attributes, names)


class LosesThePage(Honest):
    def fetch(self, kinds: Collection[str], names: Names) -> Iterator[Live]:
        return iter(list(super().fetch(kinds, names))[:25])


class PagesOverlap(Honest):
    def fetch(self, kinds: Collection[str], names: Names) -> Iterator[Live]:
        found = list(super().fetch(kinds, names))
        return iter([*found[:20], *found[19:]])


class EmptyForUnknown(Honest):
    def fetch(self, kinds: Collection[str], names: Names) -> Iterator[Live]:
        return super().fetch([kind for kind in kinds if kind in self.capabilities], names)


class FindsNothing(Honest):
    def find(self, address: Address, attributes: Mapping[str, Any], names: Names) -> list[Live]:
        return []


class KeepsTheDead(Honest):
    def delete(self, live: Live) -> None:
        return None


class RenamesByCopy(Honest):
    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        if address == live.address:
            return super().update(live, address, attributes, names)
        return self.create(address, attributes, names)


class RefersByName(Honest):
    """References stay what they were called when they were written."""

    def _ids(self, names: Names) -> Callable[[Address], str | None]:
        return lambda _: None


class ReplacesWholly(Honest):
    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        receipt = super().update(live, address, attributes, names)
        with self.platform.file.writing() as db:
            db.execute("UPDATE object SET extra = '{}'")
        return receipt


class EditsWhatRuns(Honest):
    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        if not live.active:
            return super().update(live, address, attributes, names)
        self.platform.switch(live.address.kind, int(live.remote_id), None, False)
        now = super().read(live.address.kind, live.remote_id, names)
        assert now is not None
        super().update(now, address, attributes, names)
        stored = self.platform.switch(live.address.kind, int(live.remote_id), None, True)
        return Receipt(live.remote_id, str(stored.version))


class Boasts(Honest):
    """Says that e-mails cannot be updated, and updates them."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        verbs = {Verb.CREATE: Outcome.APPLY, Verb.UPDATE: Outcome.REPLACE, Verb.DELETE: Outcome.APPLY}
        self.capabilities = {**self.capabilities, "email": Capability(verbs=verbs)}


class HalfReadable(Honest):
    """Says that stages cannot be read, and answers with none."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.capabilities = {**self.capabilities, "stage": Capability(readable=False)}

    def fetch(self, kinds: Collection[str], names: Names) -> Iterator[Live]:
        return super().fetch([kind for kind in kinds if kind != "stage"], names)


class DropsDangling(Honest):
    def read(self, kind: str, remote_id: str, names: Names) -> Live | None:
        live = super().read(kind, remote_id, names)
        if live is None:
            return None
        kept = {name: value for name, value in live.attributes.items() if "/deleted-" not in str(value)}
        return dataclasses.replace(live, attributes=kept)


class WantsTargets(Honest):
    def create(self, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        if "extends" in attributes and names.remote_id(Address(attributes["extends"])) is None:
            raise Rejected("There is no such list.")
        return super().create(address, attributes, names)


class SaysNothing(Honest):
    def delete(self, live: Live) -> None:
        try:
            super().delete(live)
        except Exception as error:
            raise type(error)("") from error


class Mumbles(Honest):
    """Answers a conflict as if the answer had been lost."""

    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        try:
            return super().update(live, address, attributes, names)
        except Exception as error:
            raise Unclear("Hm.") from error


class NamesById(Honest):
    def fetch(self, kinds: Collection[str], names: Names) -> Iterator[Live]:
        for live in super().fetch(kinds, names):
            known = names.address(live.address.kind, live.remote_id)
            yield live if known else dataclasses.replace(live, address=Address(f"{live.address.kind}/{live.remote_id}"))


class ChangesWhatItStarts(Honest):
    def activate(self, live: Live) -> Receipt:
        receipt = super().activate(live)
        self.platform.update(live.address.kind, int(live.remote_id), None, Edit(name="Started"), running=True)
        return receipt


class StumblesOverNothing(Honest):
    def read(self, kind: str, remote_id: str, names: Names) -> Live | None:
        live = super().read(kind, remote_id, names)
        if live is None:
            raise Rejected("404")
        return live


SABOTAGE: dict[type[Honest], str] = {
    ForgetsItself: "test_its_identity_is_its_own_and_stays",
    SameForAll: "test_its_identity_is_its_own_and_stays",
    RestlessNormaliser: "test_kept_is_what_it_keeps_of_it",
    ShowsState: "test_the_state_of_what_runs_is_no_attribute",
    StartsAtOnce: "test_what_is_created_is_read_back",
    MergesOnly: "test_a_changed_asset_is_read_back",
    MakesSomethingWhenProbed: "test_it_says_that_it_is_there",
    SendsAlways: "test_an_update_without_a_difference_sends_nothing",
    IgnoresVersions: "test_a_write_for_an_older_version_is_refused",
    LosesThePage: "test_a_fetch_gives_every_asset_once_and_in_a_stable_order",
    PagesOverlap: "test_a_fetch_gives_every_asset_once_and_in_a_stable_order",
    EmptyForUnknown: "test_what_cannot_be_read_is_not_answered_with_nothing",
    FindsNothing: "test_a_create_whose_answer_was_lost_is_found",
    KeepsTheDead: "test_what_is_deleted_is_gone",
    RenamesByCopy: "test_a_rename_keeps_the_id",
    RefersByName: "test_a_rename_does_not_touch_those_who_refer_to_it",
    ReplacesWholly: "test_fields_mapconfig_does_not_know_survive",
    EditsWhatRuns: "test_what_must_be_paused_to_be_edited_says_so",
    Boasts: "test_what_it_says_it_cannot_do_it_refuses",
    HalfReadable: "test_what_cannot_be_read_is_not_answered_with_nothing",
    DropsDangling: "test_what_is_gone_is_still_named",
    WantsTargets: "test_a_reference_to_what_is_not_there_yet_is_kept",
    SaysNothing: "test_a_write_to_what_is_gone_is_refused",
    Mumbles: "test_two_writers_do_not_lose_each_others_work",
    NamesById: "test_an_asset_the_record_does_not_know_is_called_by_its_natural_key",
    ChangesWhatItStarts: "test_running_is_a_facet_of_its_own",
    StumblesOverNothing: "test_what_was_never_there_reads_as_nothing",
}


def suite(root: Path, backend: type[Honest], **settings: str) -> BackendContract:
    class Suite(BackendContract):
        def connect(self) -> Backend:
            return backend(connect({"deletes": "unchecked", **settings}, str(root), kinds()).platform, kinds())

        def another_account(self) -> Backend:
            return backend(connect({"file": "other.sqlite3"}, str(root), kinds()).platform, kinds())

        def sent(self, backend: Backend) -> int:
            assert isinstance(backend, Embedded)
            return len(backend.platform.requests())

        def set_unknown(self, backend: Backend, live: Live) -> bool:
            assert isinstance(backend, Embedded)
            backend.platform.annotate(live.address.kind, int(live.remote_id), {"colour": "green"})
            return True

        def unknown(self, backend: Backend, live: Live) -> object:
            assert isinstance(backend, Embedded)
            stored = backend.platform.one(live.address.kind, int(live.remote_id))
            return stored and stored.extra

    return Suite()


@pytest.mark.parametrize("backend", SABOTAGE, ids=lambda backend: backend.__name__)
def test_a_broken_promise_is_noticed(tmp_path: Path, backend: type[Honest]) -> None:
    """A backend that passes the suite keeps its promises: one that breaks any of them fails the law about it."""
    law = SABOTAGE[backend]
    getattr(suite(tmp_path / "honest", Honest), law)()

    with pytest.raises((AssertionError, PlatformError)):
        getattr(suite(tmp_path / "broken", backend), law)()


def test_every_law_is_broken_by_some_backend() -> None:
    """There is no law that nothing could fail."""
    assert {name for name in dir(BackendContract) if name.startswith("test_")} == set(SABOTAGE.values())


def test_a_suite_must_be_told_how_to_connect() -> None:
    """The suite has no backend of its own that it could test by mistake."""
    for hook in (BackendContract().connect, BackendContract().another_account):
        with pytest.raises(NotImplementedError):
            hook()


def test_a_platform_may_know_less_about_itself(tmp_path: Path) -> None:
    """Without a log, without unknown fields, without versions or renames the other laws still hold."""

    class Modest(BackendContract):
        tells_conflicts = False
        refers_by_id = False
        renames = False

        def connect(self) -> Backend:
            return connect({"deletes": "unchecked"}, str(tmp_path / law), kinds())

    for law in [name for name in dir(Modest) if name.startswith("test_") and "identity" not in name]:
        getattr(Modest(), law)()
    live = Live(Address("list/a"), "1", "1", {})
    assert Modest().sent(connect({}, str(tmp_path), kinds())) is None
    with pytest.raises(NotImplementedError):
        Modest().unknown(connect({}, str(tmp_path), kinds()), live)
