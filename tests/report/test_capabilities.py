"""The page of capabilities says what the backends say of themselves, and the committed one is fresh."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from mapconfig.backend import Capability, Outcome, Pace, Quota, Verb
from mapconfig.report.capabilities import Platform, page

ROOT = Path(__file__).parents[2]
NOBODY = "It does not know | teams."


def test_the_committed_page_is_what_the_backends_say() -> None:
    """To renew it: python script/capabilities.py"""
    done = subprocess.run(
        [sys.executable, str(ROOT / "script" / "capabilities.py"), "--check"],
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_outcomes_stand_by_kind_and_verb_and_gaps_below() -> None:
    """A verb that a kind cannot have is a dash, what no kind can hold is said once, and each sentence is there once."""
    apply = dict.fromkeys((Verb.CREATE, Verb.UPDATE, Verb.DELETE), Outcome.APPLY)
    can = {
        "list": Capability(apply, gaps={"owner": NOBODY, "extends": "No lists in lists."}),
        "journey": Capability(
            {Verb.CREATE: Outcome.REPLACE}, readable=False, pause_to_edit=True, gaps={"owner": NOBODY, "why": NOBODY}
        ),
    }
    pace = Pace(requests_per_second=2, concurrency=3, quota=Quota(1000, 3600))

    said = page(
        [
            Platform("paper", "A paper.", can, 35.0, pace),
            Platform("glass", "A glass.", {"list": Capability(apply)}, 0, Pace()),
        ],
        ["team", "list", "journey"],
        ["journey"],
    )

    for line in (
        "| team | no | no |",
        "| list | yes, without 2 attributes | yes |",
        "| journey | yes, without 2 attributes | no |",
        "A paper. It is asked 3 requests at a time, at most 2 a second, and answers 1,000 in 3,600 seconds; 35 seconds "
        "after a request got no answer it can no longer take effect.",
        "Of no kind it holds `owner`[^paper-1].",
        "| list | apply | apply | apply | – | – | yes | `extends`[^paper-2] |",
        "| journey | replace | manual-attested, stopped | manual-attested | manual-attested | manual-attested | no | "
        "`why`[^paper-1] |",
        r"[^paper-1]: It does not know \| teams\.",
        "A glass. It is asked one request at a time.",
        "| list | apply | apply | apply | – | – | yes | – |",
    ):
        assert f"{line}\n" in said, line
    assert said.count("[^paper-1]: ") == 1


def test_one_attribute_is_one() -> None:
    """As people say it."""
    said = page([Platform("paper", "", {"list": Capability(gaps={"owner": "No."})}, 0, Pace())], ["list"], [])

    assert "| list | yes, without 1 attribute |" in said
    assert "`owner`[^paper-1]" in said
