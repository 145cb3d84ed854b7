"""A platform that can do less is honest about it, and keeps every other promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapconfig.backend import Backend, Capability, Live, Outcome, Rejected, Verb
from mapconfig.backends.embedded import connect
from mapconfig.testing import EXAMPLES, LIMITS, BackendContract, Crippled, Ids, asset, kinds


class TestCrippled(BackendContract):
    """The contract, on a platform with a limit of every sort."""

    @pytest.fixture(autouse=True)
    def account(self, tmp_path: Path) -> None:
        self.root = tmp_path

    def connect(self) -> Crippled:
        return Crippled(connect({"deletes": "unchecked"}, str(self.root), kinds()))

    def another_account(self) -> Crippled:
        return Crippled(connect({"file": "other.sqlite3"}, str(self.root), kinds()))

    def sent(self, backend: Backend) -> int:
        assert isinstance(backend, Crippled)
        return len(backend.inner.platform.requests())  # type: ignore[attr-defined]

    def set_unknown(self, backend: Backend, live: Live) -> bool:
        assert isinstance(backend, Crippled)
        backend.inner.platform.annotate(live.address.kind, int(live.remote_id), {"colour": 1})  # type: ignore[attr-defined]
        return True

    def unknown(self, backend: Backend, live: Live) -> object:
        assert isinstance(backend, Crippled)
        return backend.inner.platform.one(live.address.kind, int(live.remote_id)).extra  # type: ignore[attr-defined]


def test_every_outcome_occurs_among_the_limits() -> None:
    """A test that runs on the crippled platform meets each of the four outcomes, a kind that is not shown and gaps."""
    outcomes = {LIMITS[kind].outcome(verb) for kind in LIMITS for verb in Verb}

    assert outcomes == set(Outcome)
    assert not all(capability.readable for capability in LIMITS.values())
    assert any(capability.gaps for capability in LIMITS.values())


def test_a_gap_is_left_out_and_the_rest_is_kept(tmp_path: Path) -> None:
    """What the platform cannot hold is not sent and not compared; nothing else is lost with it."""
    inner = connect({}, str(tmp_path), kinds())
    backend, names = Crippled(inner), Ids()
    journey = asset(
        "journey/j",
        title="J",
        steps=[
            {"id": "a", "did": "opened any email", "within": "2 days", "then": "end"},
            {"id": "b", "wait": "1 day"},
        ],
    )

    receipt = backend.create(journey.address, journey.attributes, names)

    live = inner.read("journey", receipt.remote_id, names)
    assert live is not None
    assert live.attributes == {
        "title": "J",
        "steps": [{"id": "a", "did": "opened any email", "then": "end"}, {"id": "b", "wait": "1 day"}],
    }
    assert backend.kept("journey", journey.attributes) == live.attributes


def test_gaps_reach_into_mappings_and_sequences(tmp_path: Path) -> None:
    """A dotted path with `*` names every place it can lead to, and none else."""
    inner = connect({}, str(tmp_path), kinds())
    attributes = {"title": "T", "why": {"reason": "R", "ticket": "1"}, "tags": ["a"], "criteria": ["score > 1"]}

    def kept(gap: str) -> dict[str, object]:
        return Crippled(inner, {"list": Capability(gaps={gap: "No."})}).kept("list", attributes)

    assert kept("why.ticket") == {**attributes, "why": {"reason": "R"}}
    assert kept("why.*") == {**attributes, "why": {}}
    assert kept("*") == {}
    assert kept("tags.*") == {**attributes, "tags": []}
    assert kept("tags.*.x") == kept("title.x") == kept("nothing") == attributes


def test_what_the_api_cannot_do_a_person_does_on_the_platform_itself(tmp_path: Path) -> None:
    """The work of a worksheet is done on `inner`; the crippled platform then shows the result where it can be read."""
    inner = connect({}, str(tmp_path), kinds())
    backend, names = Crippled(inner), Ids()
    example = next(example for example in EXAMPLES if example.address.kind == "scoring")

    with pytest.raises(Rejected, match="does not create a scoring"):
        backend.create(example.address, example.before, names)
    inner.create(example.address, example.before, names)

    assert [live.address for live in backend.fetch(["scoring"], names)] == [example.address]
