"""What is wrong with the settings of a platform is told by `validate`, before anybody asks the platform."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.program import inside, small, write

from mapconfig.backends.embedded import backend as embedded
from mapconfig.backends.mautic import connecting
from mapconfig.backends.tryton import settings as tryton
from mapconfig.check.platform_settings import SETTINGS

ORG = "name: Small\ndefault_environment: live\nenvironments:\n  live:\n"


def test_the_settings_are_those_of_the_backends() -> None:
    """What a backend takes is written twice, since rules know nothing of backends."""
    assert {
        "embedded": embedded._SETTINGS,
        "mautic": frozenset(connecting._SETTINGS),
        "tryton": tryton._KNOWN,
    } == SETTINGS


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        ("    backend: mautik\n", 5, "Environment live names the backend 'mautik', which mapconfig has not."),
        ("    backend: mautic\n", 5, "has no settings.url, and mautic cannot be found without it."),
        ("    backend: mautic\n    settings:\n      urll: https://a.example\n", 7, "has no setting 'urll'."),
        ("    backend: mautic\n    settings:\n      url: ftp://a.example\n", 7, "no address of a server"),
        ("    backend: mautic\n    settings:\n      url: https://a.example/?x=1\n", 7, "no address of a server"),
        ("    backend: mautic\n    settings:\n      url: 7\n", 7, "no address of a server"),
        ("    backend: mautic\n    settings:\n      url: http://[a\n", 7, "no address of a server"),
        (
            "    backend: mautic\n    settings:\n      url: https://a.example\n      settle: longtemps\n",
            8,
            "settings.settle of the environment live is no number of seconds from 0 to 3600.",
        ),
        ("    backend: tryton\n    settings:\n      url: https://a.example\n      database: 1\n", 8, "is no text."),
        ("    backend: embedded\n    settings:\n      file: []\n", 7, "is no text."),
        ("    backend: mautic\n    settings:\n      url: https://a.example\n      fields: a\n", 8, "is no mapping."),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path: Path, written: str, line: int, said: str) -> None:
    """And the commands that need the platform end with 1, since it is a fault of the files."""
    org = small(tmp_path / "org")
    write(org, {"mapconfig.yaml": ORG + written})

    seen = inside("validate", "-C", str(org))

    assert seen.code == 3
    assert said in seen.out
    assert f"mapconfig.yaml:{line}:" in seen.out
    assert inside("plan", "-C", str(org)).code == 1


@pytest.mark.parametrize(
    "written",
    [
        "    backend: hubspot\n    settings: {anything: 1}\n",
        "    backend: mautic\n    settings: {url: {secret: MAUTIC_URL}}\n",
        "    backend: mautic\n    settings: {url: 'https://a.example', settle: 0, pace: {concurrency: 1}}\n",
    ],
)
def test_nothing_is_said_of_what_only_the_platform_or_another_package_tells(tmp_path: Path, written: str) -> None:
    """A rule that guessed would stand in the way."""
    org = small(tmp_path / "org")
    write(org, {"mapconfig.yaml": ORG + written})

    assert inside("validate", "-C", str(org)).code == 0
