"""Environments that lead to one and the same platform."""

from __future__ import annotations

import pytest

from mapconfig.read.settings import settings_of


def told(one: str, other: str) -> list[tuple[str, str]]:
    text = f"environments:\n  live: {one}\n  trial: {other}\n"
    return [(finding.code, finding.detail) for finding in settings_of("mapconfig.yaml", text.encode())[1]]


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        ("{backend: embedded}", "{backend: embedded}", ".mapconfig/platform.sqlite3"),
        (
            "{backend: embedded}",
            "{backend: embedded, settings: {file: ./.mapconfig//platform.sqlite3}}",
            ".mapconfig/platform.sqlite3",
        ),
        (
            "{backend: mautic, settings: {url: 'https://m.example'}}",
            "{backend: mautic, settings: {url: 'HTTPS://M.example:443/'}}",
            "https://m.example:443",
        ),
        (
            "{backend: tryton, settings: {url: 'https://t.example', database: d}}",
            "{backend: tryton, settings: {url: 'https://t.example/', database: d, language: fr}}",
            "https://t.example:443",
        ),
        (
            "{backend: mautic, settings: {url: {secret: WHERE}}}",
            "{backend: mautic, settings: {url: {secret: WHERE}}}",
            "secret WHERE",
        ),
        (
            "{backend: mautic, settings: {url: 'http://m.example:port'}}",
            "{backend: mautic, settings: {url: 'http://m.example:port'}}",
            "http://m.example:port",
        ),
    ],
)
def test_two_environments_of_one_platform_are_an_error(one: str, other: str, place: str) -> None:
    """Each would undo what the other applies. An address is the same in whichever way it is written."""
    assert told(one, other) == [
        (
            "MC031",
            f"The environments live and trial are the same platform ({place}), so each would undo what the other "
            "applies.",
        )
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{backend: embedded}", "{backend: embedded, settings: {file: .mapconfig/trial.sqlite3}}"),
        ("{backend: embedded}", "{backend: embedded, settings: {file: 7}}"),
        ("{backend: mautic}", "{backend: mautic}"),
        (
            "{backend: mautic, settings: {url: 'https://m.example/eu'}}",
            "{backend: mautic, settings: {url: 'https://m.example/us'}}",
        ),
        (
            "{backend: tryton, settings: {url: 'https://t.example', database: a}}",
            "{backend: tryton, settings: {url: 'https://t.example', database: b}}",
        ),
        (
            "{backend: mautic, settings: {url: 'https://m.example'}}",
            "{backend: tryton, settings: {url: 'https://m.example'}}",
        ),
    ],
)
def test_environments_of_which_that_is_not_known_are_none(one: str, other: str) -> None:
    """Other files, paths and databases are other platforms; what is wrong with a setting is for its backend to say."""
    assert told(one, other) == []
