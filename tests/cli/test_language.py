"""The language of what people read: the same facts, in the words that they asked for, from every way to them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.program import inside, replace, small, write
from tests.record.repository import Git

from mapconfig.language import speech

NOWHERE = "list/more cite list/nowhere, qu'aucun fichier ne définit."


@pytest.fixture
def org(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small org with a slip in one file, as the current directory, with a cache of its own."""
    for name in ("MAPCONFIG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MAPCONFIG_CACHE", str(tmp_path / "cache"))
    root = small(tmp_path / "org")
    write(root, {"lists/more.yaml": "kind: list\nkey: more\ntitle: More\nowner: team/ops\nextends: list/nowhere\n"})
    monkeypatch.chdir(root)
    return root


def test_findings_are_the_same_however_they_are_come_by(org: Path) -> None:
    """Read anew, kept from the last run, brought up to date, or in one file: always in French, and whole."""
    cold = inside("validate", "--lang", "fr", "--cold")
    assert NOWHERE in cold.out
    assert "Référence inconnue" in cold.out
    assert "Correction :".replace(" ", "\u00a0") in cold.out
    first, kept = inside("validate", "--lang", "fr"), inside("validate", "--lang", "fr")
    assert cold.out == first.out == kept.out
    write(org, {"lists/all.yaml": (org / "lists/all.yaml").read_text() + "description: Tous\n"})
    assert inside("validate", "--lang", "fr").out == cold.out
    assert NOWHERE in inside("validate", "lists", "--lang", "fr").out


def test_an_index_that_was_made_in_one_language_speaks_every_other(org: Path) -> None:
    """Whoever asks in English after somebody asked in French is answered in English, and the other way round."""
    english = inside("validate").out
    assert "names list/nowhere, which no file defines." in english
    assert NOWHERE in inside("validate", "--lang", "fr").out
    assert inside("validate").out == english


@pytest.mark.parametrize("style", ["json", "github", "sarif", "junit"])
def test_what_programs_read_stays_english(org: Path, style: str) -> None:
    """No pipeline breaks because somebody reads French."""
    english = inside("validate", "--format", style).out
    assert inside("validate", "--format", style, "--lang", "fr").out == english
    assert "which no file defines" in english


def test_the_nearest_wish_counts(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The locale, then the org, then the variable, then the option."""
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert NOWHERE not in inside("validate").out
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert NOWHERE in inside("validate").out
    replace(org / "mapconfig.yaml", "name: Small\n", "name: Small\nlanguage: 'en'  # for everybody\n")
    assert NOWHERE not in inside("validate").out
    monkeypatch.setenv("MAPCONFIG_LANG", "fr-CA")
    assert NOWHERE in inside("validate").out
    assert NOWHERE not in inside("validate", "--lang", "en").out


def test_a_language_that_nobody_speaks_is_refused(org: Path) -> None:
    """With the languages there are."""
    done = inside("validate", "--lang", "de")
    assert done.code == 64
    assert "--lang asks for the language 'de', which mapconfig does not speak. It speaks en and fr." in done.err


def test_changes_impacts_and_plans_are_told_in_french(org: Path) -> None:
    """What somebody wrote stays as it is, and so do criteria and addresses."""
    (org / "lists/more.yaml").unlink()
    git = Git(org)
    git.commit("Begin")
    replace(org / "lists/french.yaml", "country is France", "country is Spain")
    done = inside("diff", "--lang", "fr", "--no-people")
    french = speech("fr")
    assert "1 élément change entre HEAD et les fichiers tels qu'ils sont." in done.out
    assert "n'inclut plus France\u00a0; inclut désormais aussi Spain" in done.out
    assert french("x") == "x"
    assert json.loads(inside("diff", "--lang", "fr", "--no-people", "--format", "json").out)["changes"][0]["fields"]
    assert "Un changement atteint" in inside("impact", "list/all", "--lang", "fr", "--no-people").out
    plan = inside("plan", "--lang", "fr", "--no-people").out
    assert "Plan pour local (embedded)" in plan
    assert "Étapes, dans l'ordre de leurs numéros" in plan
    assert "Rien n'a jamais été appliqué sur local" in inside("drift", "--lang", "fr").out
    assert "French growers" in inside("show", "list/french", "--lang", "fr").out
    assert "Référence inconnue (erreur)." in inside("explain", "MC101", "--lang", "fr").out


def test_the_manual_of_a_code_is_in_the_language_of_the_org_one_is_in(
    org: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The finding and the page behind it are in one language; outside any org the locale decides."""
    replace(org / "mapconfig.yaml", "name: Small\n", "name: Small\nlanguage: fr\n")
    assert "Référence inconnue (erreur)." in inside("explain", "MC101").out
    assert "Référence inconnue" in inside("explain").out
    assert "Référence inconnue" not in inside("explain", "MC101", "--lang", "en").out
    monkeypatch.chdir(tmp_path)
    assert "Référence inconnue" not in inside("explain", "MC101").out
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert inside("explain", "MC101").code == 0
