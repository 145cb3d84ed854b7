"""`mapconfig backends`: what each platform can hold, in the words of the page about it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.cli.program import REPOSITORY, inside, replace, small

#: Settings with which a backend can be connected without asking anything of anybody.
SETTINGS = {
    "embedded": "",
    "mautic": "    settings:\n      url: http://127.0.0.1:9\n",
}


@pytest.mark.parametrize("backend", SETTINGS)
def test_the_command_and_the_page_say_the_same(backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By kind and verb, with the same dash where a kind has no such verb, such as starting what does not run."""
    monkeypatch.setenv("MAPCONFIG_LOGINS", '["http://127.0.0.1:9"]\nuser = "a"\npassword = {env = "SECRET"}\n')
    monkeypatch.setenv("SECRET", "x")
    org = small(tmp_path / "org")
    replace(org / "mapconfig.yaml", "    backend: embedded\n", f"    backend: {backend}\n{SETTINGS[backend]}")
    page = (REPOSITORY / "docs" / "capabilities.md").read_text()
    section = page.partition(f"\n## {backend}\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in section.splitlines() if "|" in line][2:]

    told = inside("backends", "-C", str(org))
    said = json.loads(inside("backends", "-C", str(org), "--format", "json").out)

    assert told.code == 0, told.all
    lines = {line.split()[0]: re.split(r" {2,}", line)[1:] for line in told.out.splitlines() if line[:1].isalpha()}
    for kind, *cells in rows:
        verbs = [cell.partition(",")[0] for cell in cells[:5]]
        assert lines[kind] == verbs, kind
        assert list(said["kinds"][kind]["verbs"].values()) == [verb for verb in verbs if verb != "–"], kind
    assert len(rows) > 8
