"""What a plan does not touch and `validate` calls an error is mentioned: once, in one line, by both commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.program import inside, replace, settled, small, write

BROKEN = "kind: list\nkey: {key}\ntitle: Broken\nowner: team/ops\ncriteria:\n  - in list nowhere\n"


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """A small org that is applied, and then gets two lists with an error each."""
    made = small(tmp_path / "org")
    settled(made, tmp_path / "first.json")
    return write(made, {f"lists/{key}.yaml": BROKEN.format(key=key) for key in ("one", "two")})


def test_errors_that_no_step_touches_are_counted_in_a_line(org: Path, tmp_path: Path) -> None:
    """What a step touches is stopped by its own guard; the others would be forgotten until their turn."""
    settle = ("--accept", "invalid:list/one", "--accept", "invalid:list/two", "--because", "a test")
    both = inside("plan", "-C", str(org), *settle)
    saved = inside("plan", "-C", str(org), "--out", str(tmp_path / "plan.json"), *settle)
    applied = inside("apply", str(tmp_path / "plan.json"), "-C", str(org))
    nothing = inside("plan", "-C", str(org))
    replace(org / "lists/old.yaml", "title: Old list", "title: Older list")
    one = inside("plan", "-C", str(org), "--out", str(tmp_path / "title.json"))
    replaced = inside("apply", str(tmp_path / "title.json"), "-C", str(org), "--quiet")
    french = inside("plan", "-C", str(org), "--lang", "fr")

    assert both.code == saved.code == applied.code == nothing.code == one.code == replaced.code == 0, both.all
    for done in (both, saved, applied):
        assert "elsewhere" not in done.all
    for done in (nothing, one, replaced):
        assert done.err.count("note: 2 errors elsewhere in the org: mapconfig validate\n") == 1
    assert "2 erreurs ailleurs" in french.err
