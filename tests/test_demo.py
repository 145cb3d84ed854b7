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


@pytest.mark.usefixtures("untraced")
@pytest.mark.slow
def test_the_demo_tells_its_story_in_under_two_minutes(tmp_path: Path) -> None:
    """`make demo` shows the main job from the first plan to the auditor's question, and leaves an org to play with."""
    for name in ("script", "org-config"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns(".mapconfig"))
    # The day counts: waivers and reviews of the example end one day.
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MAPCONFIG_TODAY": "2026-11-22",
    }

    done = subprocess.run(
        ["bash", "script/demo"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
    )

    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "Traceback" not in said and "bug in mapconfig" not in said
    here = 0
    for part in STORY:
        found = re.compile(part).search(said, here)
        assert found is not None, f"after {said[:here][-200:]!r} there is no {part!r}"
        here = found.end()
    assert (tmp_path / "demo-run" / "mapconfig.yaml").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo-run", "org-config", "script"]
