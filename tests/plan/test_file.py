"""What a reviewer may rely on: the plan that is applied is, byte for byte, the plan that was reviewed."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.plan.made import bare, step

from mapconfig.backend import Outcome, Verb
from mapconfig.diff import ABSENT
from mapconfig.errors import InputError, MapconfigError, StalePlan
from mapconfig.impact.people import NOT_ASKED, as_json
from mapconfig.model import digest
from mapconfig.plan import file
from mapconfig.plan.definition import (
    Accept,
    Agreed,
    Facet,
    Freezing,
    GuardVerdict,
    Note,
    NoteKind,
    Overwrite,
    Plan,
    StepField,
)

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "plan.schema.json").read_text())

FULL = bare(
    step(
        fields=(
            StepField(("title",), "Résumé \u2028", ABSENT, "title removed"),
            StepField(("steps", 0), None, {"a": [1, 2.5, True]}, "", ("no longer required",)),
        ),
        overwrites=(Overwrite(("title",), "theirs", ABSENT, "kim", "2026-02-28T09:00:00Z", True),),
        depends_on=("001",),
        effect="consent",
        effect_reason="It widens.",
        applied={"title": "Ours"},
    ),
    step(
        "journey/hello",
        verb=Verb.ACTIVATE,
        id="002",
        outcome=Outcome.MANUAL_ATTESTED,
        facet=Facet.ACTIVATION,
        attributes=None,
        worksheet=("Log in.", "Start it."),
    ),
    step("list/gold", id="003", renamed_from="list/silver", relinks=True),
    agreed=(Agreed("list/x", {"title": "X"}, None, "f" * 64),),  # type: ignore[arg-type]  # an Address is a text
    guards=(GuardVerdict("consent", "list/vip", False, "It widens.", "mapconfig plan", "team/dpo", "agreed"),),
    accepts=(Accept("consent", "list/vip", "agreed"),),
    notes=(Note(NoteKind.GAP, "email", "No such thing."),),
    impact={"effect": "sends", "people": as_json(NOT_ASKED)},
    freezes=(Freezing("2026-12-20T00:00:00Z", "2027-01-02T00:00:00Z", "the holidays"),),
)
TEXT = file.to_text(FULL)


def test_a_plan_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    """Every field, and the difference between null and nothing."""
    file.save(FULL, tmp_path / "plan.json")

    assert file.load(tmp_path / "plan.json") == FULL
    assert file.load(tmp_path / "plan.json").steps[0].fields[0].after is ABSENT


def test_a_plan_file_is_the_owners_alone(tmp_path: Path) -> None:
    """What is to be changed is nobody else's business."""
    file.save(FULL, tmp_path / "plan.json")

    assert stat.S_IMODE((tmp_path / "plan.json").stat().st_mode) == 0o600


def test_a_plan_is_what_the_published_schema_says() -> None:
    """Other tools can read plans by the schema, and the schema describes every field."""
    Draft202012Validator.check_schema(SCHEMA)

    for plan in (FULL, bare()):
        assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(file.to_document(plan))] == []


def test_the_schema_describes_every_field_of_a_plan() -> None:
    """A field that is added to plans has to be described."""
    document = file.to_document(FULL)

    assert set(SCHEMA["properties"]) == set(document)
    assert set(SCHEMA["$defs"]["step"]["properties"]) == set(document["steps"][0])
    assert set(SCHEMA["required"]) == set(document)


def test_the_same_plan_is_the_same_file() -> None:
    """A plan has one digest, and two plans have two."""
    assert file.to_text(FULL) == TEXT
    assert file.plan_digest(FULL) != file.plan_digest(bare())


def _mutated(draw: Any) -> bytes:
    """A plan's bytes with some of them changed, added or taken away."""
    data = bytearray(TEXT)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data) - 1))
        sort = draw(st.sampled_from(["flip", "set", "insert", "delete", "cut", "repeat"]))
        if sort == "flip":
            data[at] ^= 1 << draw(st.integers(0, 7))
        elif sort == "set":
            data[at] = draw(st.integers(0, 255))
        elif sort == "insert":
            data[at:at] = draw(st.binary(min_size=1, max_size=4))
        elif sort == "delete":
            del data[at : at + draw(st.integers(1, 20))]
        elif sort == "cut":
            del data[max(at, 1) :]
        else:
            data += data[at:]
        if not data:
            break
    return bytes(data)


@pytest.mark.slow
@given(st.data())
@settings(max_examples=1500, deadline=None)
def test_no_change_of_a_plans_bytes_is_applied(data: st.DataObject) -> None:
    """1,500 random edits, from one bit to half the file: every one that changes a byte is refused with a sentence."""
    changed = _mutated(data.draw)

    if changed != TEXT:
        with pytest.raises(MapconfigError, match=r"plan\.json"):
            file.from_text(changed, "plan.json")


PATHS = st.sampled_from(
    [
        ("environment",),
        ("platform",),
        ("lineage",),
        ("id",),
        ("created_at",),
        ("config", "digest"),
        ("steps", 0, "attributes", "title"),
        ("steps", 0, "address"),
        ("steps", 0, "verb"),
        ("steps", 0, "remote_id"),
        ("steps", 0, "before"),
        ("steps", 0, "applied"),
        ("steps", 0, "overwrites", 0, "allowed"),
        ("steps", 1, "outcome"),
        ("steps", 1, "depends_on"),
        ("guards", 0, "refused"),
        ("accepts", 0, "because"),
        ("live", "list/vip"),
        ("freezes", 0, "end"),
        ("calls",),
        ("steps",),
    ]
)
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)


@given(PATHS, VALUES, st.booleans())
@settings(max_examples=1000, deadline=None)
@example(("guards", 0, "refused"), True, True)
def test_no_edited_field_is_applied(path: tuple[str | int, ...], value: Any, keep_digest: bool) -> None:
    """1,000 edits of single fields, each written as mapconfig writes it: the digest gives every one of them away."""
    document = json.loads(TEXT)
    place: Any = document
    for name in path[:-1]:
        place = place[name]
    if place[path[-1]] == value and type(place[path[-1]]) is type(value):
        return
    place[path[-1]] = value
    if not keep_digest:
        del document["digest"]
    text = (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()

    with pytest.raises(MapconfigError, match=r"plan\.json"):
        file.from_text(text, "plan.json")


def _sealed(**changes: Any) -> bytes:
    """A plan with other fields, and with the digest that belongs to them."""
    document = {**file.to_document(FULL), **changes}
    del document["digest"]
    document["digest"] = digest(document)
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"surprise": 1}, "has 'surprise', which does not belong there"),
        ({"calls": "3"}, "calls is not a whole number"),
        ({"calls": True}, "calls is not a whole number"),
        ({"steps": {}}, "steps is not a list"),
        ({"steps": [1]}, r"steps\[0\] is not an object"),
        ({"live": []}, "live is not an object"),
        ({"live": {"nowhere": ""}}, "is not an address"),
        ({"config": {"digest": "x"}}, "config has no 'commit'"),
        ({"notes": [{"kind": "rumour", "subject": "", "sentence": "", "how": ""}]}, "'rumour' is none of"),
    ],
)
def test_a_plan_with_a_good_digest_and_wrong_fields_is_refused(changes: dict[str, Any], why: str) -> None:
    """A plan that another program wrote has to be as mapconfig writes them; the sentence says where it is not."""
    with pytest.raises(StalePlan, match=why):
        file.from_text(_sealed(**changes), "plan.json")


def test_a_plan_without_a_field_is_refused() -> None:
    """Nothing is guessed."""
    document = file.to_document(FULL)
    del document["digest"], document["guards"]
    document["digest"] = digest(document)

    with pytest.raises(StalePlan, match="the plan has no 'guards'"):
        file.from_text(json.dumps(document).encode(), "plan.json")


def test_a_plan_in_another_layout_is_refused() -> None:
    """Even where the digest fits, the bytes have to be those that mapconfig writes."""
    with pytest.raises(StalePlan, match="its text is not as mapconfig writes it"):
        file.from_text(json.dumps(json.loads(TEXT)).encode(), "plan.json")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"[]", "plan.json is no plan of mapconfig"),
        (b"{}", "is no plan of mapconfig"),
        (b'{"format": 1}', "is no plan of mapconfig"),
        (b'{"format": "mapconfig.plan/9"}', r"reads 'mapconfig\.plan/1'"),
        (b"", "is no plan of mapconfig"),
        (b"root:x:0:0:root:/root:/bin/sh\n", "is no plan of mapconfig"),
        (b"[" * 200_000, "is no plan of mapconfig"),
        (TEXT[: len(TEXT) // 2], "was edited after it was made: it is no longer JSON"),
        (b'{"format": "mapconfig.plan/1", "calls": NaN}', "what no plan can hold"),
    ],
)
def test_what_is_no_plan_is_told(data: bytes, why: str) -> None:
    """A sentence, whatever the file holds."""
    with pytest.raises(MapconfigError, match=why):
        file.from_text(data, "plan.json")


def test_a_file_larger_than_any_plan_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused before it is looked into."""
    monkeypatch.setattr(file, "LARGEST", 100)

    with pytest.raises(InputError, match="larger than any plan"):
        file.from_text(TEXT, "plan.json")


def test_a_plan_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With the command that makes one."""
    with pytest.raises(InputError, match=r"There is no plan .*mapconfig plan --out"):
        file.load(tmp_path / "plan.json")


def test_names_with_broken_characters_are_kept() -> None:
    """A platform may answer with half a character; it must not stop a plan."""
    odd = bare(step(attributes={"title": "\ud800"}))

    assert file.from_text(file.to_text(odd), "plan.json") == odd
    assert isinstance(odd, Plan)
