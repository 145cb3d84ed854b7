"""The drift view: what somebody changed on the platform, for a screen, a script and a ticket."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from mapconfig.address import Address
from mapconfig.backend import Live
from mapconfig.diff import ABSENT
from mapconfig.language import speech
from mapconfig.plan.drift import Drift, FieldDrift, Owner
from mapconfig.report.drift import DRIFT, document

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "drift.schema.json").read_text())

DRIFTS = (
    Drift(
        Address("list/vip"),
        (
            FieldDrift(("title",), Owner.CONFLICT, "Ours", "Old", "Theirs"),
            FieldDrift(("sender", "name"), Owner.THEIRS, ABSENT, ABSENT, "Kim\x1b[2K"),
        ),
        changed_by="kim",
        changed_at="2026-02-28T09:00:00Z",
    ),
    Drift(Address("list/gone"), gone=True),
    Drift(Address("list/mine"), (FieldDrift(("title",), Owner.MINE, "New", "Old", "Old"),)),
)


def shown(style: str, drifts: tuple[Drift, ...] = DRIFTS) -> str:
    found: dict[str, Any] = document(drifts, "local")
    return DRIFT[style](found)


def test_a_screen_shows_what_somebody_changed_and_the_ways_out() -> None:
    """Field by field, files beside platform; what only the files changed is for the plan."""
    assert shown("text") == (
        "Changed on local since the last apply: 2 assets, 1 field in conflict with the files.\n"
        "\n"
        "list/vip, last changed by kim at 2026-02-28 09:00 UTC\n"
        "  title: changed in the files and on the platform, to different values\n"
        "      files    Ours\n"
        "      applied  Old\n"
        "      platform Theirs\n"
        "  sender.name: changed on the platform\n"
        "      files    nothing\n"
        '      platform "Kim\\x1b[2K"\n'
        "  to put it back: mapconfig plan --overwrite list/vip\n"
        "  to keep it:     mapconfig import list/vip\n"
        "\n"
        "list/gone\n"
        "  deleted on the platform\n"
        "  to have it again: mapconfig plan --overwrite list/gone\n"
        "  to let it go:     mapconfig rm list/gone --because ...\n"
    )


def test_no_drift_is_one_line() -> None:
    """Also where the files have moved on."""
    line = "Nobody changed anything on local since the last apply.\n"

    assert shown("text", DRIFTS[2:]) == shown("text", ()) == line
    assert shown("markdown", ()) == "## Nobody changed anything on local since the last apply\\.\n"


def test_a_comment_is_a_table() -> None:
    """With all three sides, and nothing that a name could break out of."""
    comment = shown("markdown")

    assert (
        "| `title` | changed in the files and on the platform, to different values | `Ours` | `Old` | `Theirs` |"
        in comment
    )
    assert "Deleted on the platform." in comment
    assert "\x1b" not in comment
    assert "list/mine" not in comment


def test_what_was_made_by_hand_is_told_by_kind() -> None:
    """Beside drift and without it; a platform may have thousands, so few of a kind are named."""
    there = [Live(Address(f"list/l{n}"), str(n), "1", {}) for n in range(8)]
    there.append(Live(Address("email/odd\x1b[2K"), "9", "1", {}, changed_by="kim"))
    found = document((), "local", there)

    assert DRIFT["text"](found) == (
        "Nobody changed anything on local since the last apply.\n"
        "\n"
        "Made there by hand, in no file, and left alone:\n"
        "  list: list/l0, list/l1, list/l2, list/l3, list/l4 and 3 more\n"
        "  email: email/odd\\x1b[2K\n"
        "  to have files for them: mapconfig import list email\n"
    )
    assert "- `list`: `list/l0`, `list/l1`, `list/l2`, `list/l3`, `list/l4` and 3 more" in DRIFT["markdown"](found)
    assert "\x1b" not in DRIFT["markdown"](found)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(DRIFT["json"](found)))
    assert [row["remote_id"] for row in found["unmanaged"]] == [*"01234567", "9"]


def test_the_document_keeps_its_schema() -> None:
    """Scripts get everything, what only the files changed too."""
    found = json.loads(shown("json"))

    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    assert (found["drifted"], found["conflicts"], len(found["assets"])) == (2, 1, 3)
    assert "applied" not in found["assets"][0]["fields"][1]


def test_both_sides_of_a_field_stand_in_one_column_in_every_language() -> None:
    """
    The column is as wide as the longest word of the language, and a colon is written as the language does.
    """
    said = DRIFT["text"](document(DRIFTS, "local"), speech("fr"))  # type: ignore[call-arg]

    assert "  title\u00a0: modifié dans les fichiers et sur la plateforme, différemment\n" in said
    assert "      fichiers   Ours\n" in said
    assert "      plateforme Theirs\n" in said
