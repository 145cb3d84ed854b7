"""The demo tells what it promises, to its end."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent

#: What a person who watches has to see, in this order.
STORY = (
    r"1\. Is the org in order\?",
    r"\d+ assets checked",
    r"2\. Put it on the platform\.",
    r"verified: the platform is as the files say",
    r"3\. Monday morning, a tempting edit",
    r"\+  - account\.type is not blank",
    r"\$ mapconfig diff HEAD",
    r"People: about [\d,]+ of about 50,000 people would be e-mailed because of it, all for the first time",
    r"list/customers \(master list\): about 4,\d+ -> about 2\d,\d+ \(\+\d+ %\), \+about [\d,]+ / -0",
    r"email/valve-recall-2026 would e-mail about [\d,]+ people",
    r"more people belong to list/customers",
    r"reaches \d+ assets",
    r"\$ mapconfig plan --out \.\./blunder\.json",
    r"people with more than 3 in 30 days, as simulated: about \d+ -> about \d+",
    r"REFUSED",
    r"newly-mailed: About [\d,]+ people of about 50,000 would be e-mailed who would not have been",
    r"audience-growth:list/customers: list/customers grows from about [\d,]+ to about [\d,]+ people \(\+\d+ %\)",
    r"risky-mailed: About [\d,]+ people",
    r"sends:list/customers",
    r"\(exit code 4\)",
    r"The plan is refused, and nothing was changed",
    r"\(exit code 4\)",
    r"4\. The good change",
    r"\$ mapconfig persona mona",
    r"FAILED\s+mona",
    r"\(exit code 3\)",
    r"\d+ personas, \d+ expectations: \d+ passed\.",
    r"\d+ days -> \d+ days",
    r"verified: the platform is as the files say",
    r"5\. Meanwhile somebody edits the platform by hand",
    r"bob changed subject of email/onboarding-welcome",
    r"\$ mapconfig drift",
    r"email/onboarding-welcome, last changed by bob",
    r"WELCOME!!!",
    r"--overwrite email/onboarding-welcome\.subject",
    r"verified: the platform is as the files say",
    r"6\. Months later an auditor asks",
    r"CHG-2026-042",
    r"team/customer-success",
    r"MOPS-412",
    r"by ada in plan",
    r"The journal is as it was written",
)


#: What differs from run to run: ids, moments, hashes of commits.
CHANGING = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d(T[\d:.]+Z| \d\d:\d\d UTC)|(?<=in commit )[0-9a-f]{10}"
)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """That of somebody who follows the README on the day of the example, whose waivers and reviews end one day."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MAPCONFIG_TODAY": "2026-11-22",
    }


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> tuple[Path, str]:
    """Where the demo was run, and what it said."""
    place = tmp_path_factory.mktemp("demo")
    for name in ("script", "org-config"):
        shutil.copytree(REPOSITORY / name, place / name, ignore=shutil.ignore_patterns(".mapconfig"))
    done = subprocess.run(
        ["bash", "script/demo"], cwd=place, env=environment, capture_output=True, text=True, timeout=120
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return place, said


def test_the_demo_tells_its_story_in_under_two_minutes(demo: tuple[Path, str]) -> None:
    """`make demo` shows the main job from the first plan to the auditor's question, and leaves an org to play with."""
    place, said = demo

    assert "Traceback" not in said and "bug in mapconfig" not in said
    here = 0
    for part in STORY:
        found = re.compile(part).search(said, here)
        assert found is not None, f"after {said[:here][-200:]!r} there is no {part!r}"
        here = found.end()
    assert (place / "demo-run" / "mapconfig.yaml").is_file()
    assert sorted(path.name for path in place.iterdir()) == ["demo-run", "org-config", "script"]


def in_one_line(text: str) -> str:
    return CHANGING.sub("(it changes)", " ".join(text.split()))


def tour() -> list[tuple[str, str]]:
    """The commands of the tour in the README, in their order, each with what it shows of the output."""
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    text = text.partition("## Five minutes")[2].partition("\n## ")[0]
    steps: list[tuple[str, str]] = []
    for line in text.splitlines():
        if line.startswith("    $ "):
            steps.append((line[6:], ""))
        elif line.startswith("    ") and steps:
            steps[-1] = (steps[-1][0], f"{steps[-1][1]}{line}\n")
    return steps


def test_the_tour_of_the_readme_prints_what_it_shows(demo: tuple[Path, str], environment: dict[str, str]) -> None:
    """Whoever types the commands of the README after the demo sees what stands there; `...` is where it was cut."""
    place = demo[0] / "demo-run"
    wrong = []
    for command, shown in tour():
        if command.startswith("cd demo-run"):
            continue
        done = subprocess.run(
            ["bash", "-c", command], cwd=place, env=environment, capture_output=True, text=True, timeout=120
        )
        said, here = in_one_line(done.stdout + done.stderr), 0
        for part in filter(None, map(in_one_line, re.split(r"\.\.\.(?=\s|$)", shown))):
            found = said.find(part, here)
            if found < 0:
                wrong.append(f"$ {command}\n  does not say: {part}")
            here = max(here, found)

    assert not wrong, "\n".join(wrong)
