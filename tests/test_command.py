"""Commands that people are told to type."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mapconfig import command
from mapconfig.cli import cli
from mapconfig.command import Here
from mapconfig.language import say, speech
from tests.cli.program import YES, Ran, inside, replace, small


def test_the_tables_know_which_commands_can_be_told_of_what() -> None:
    """A command that gets an option for the org or the environment is told with it from then on."""
    org, environment = set(), set()
    for name, options in _commands(cli, ""):
        if "environment" in options:
            environment.add(name.removesuffix(" show") if name == "audience show" else name)
        elif "org" in options:
            org.add(name)

    assert org == set(command.OF_ORG)
    assert environment == set(command.OF_ENVIRONMENT)


def _commands(found: click.Command, name: str) -> Iterator[tuple[str, set[str | None]]]:
    if isinstance(found, click.Group):
        for each in found.list_commands(click.Context(found)):
            below = found.get_command(click.Context(found), each)
            assert below is not None
            yield from _commands(below, f"{name} {each}".strip())
    else:
        yield name, {each.name for each in found.params}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mapconfig plan --overwrite list/vip", "mapconfig plan -C ../org -e eu --overwrite list/vip"),
        ("Go on:\n    mapconfig apply --resume", "Go on:\n    mapconfig apply -C ../org -e eu --resume"),
        ("run `mapconfig drift`, then", "run `mapconfig drift -C ../org -e eu`, then"),
        ("mapconfig audit verify says", "mapconfig audit verify -C ../org -e eu says"),
        ("mapconfig audience purge", "mapconfig audience purge -C ../org"),
        ("mapconfig rm list/vip", "mapconfig rm -C ../org list/vip"),
        ("mapconfig apply -e us PLAN", "mapconfig apply -C ../org -e us PLAN"),
        ("mapconfig explain MC101", "mapconfig explain MC101"),
        ("mapconfig plans to grow", "mapconfig plans to grow"),
    ],
)
def test_a_command_says_for_which_org_and_environment_it_is(text: str, said: str) -> None:
    """Once, however often the text passes; what a command has no option for it is not given."""
    here = Here("../org", "eu")

    assert here.aimed(text) == said
    assert here.aimed(said) == said


def test_a_name_that_a_shell_would_take_apart_is_quoted() -> None:
    """So that it can be pasted."""
    said = Here("my org", "").aimed("mapconfig plan")

    assert said == "mapconfig plan -C 'my org'"
    assert Here("my org", "").aimed(said) == said


def test_a_sentence_stays_one_that_can_be_said_in_another_language() -> None:
    """Its English is aimed; its French is as it is in the catalogue, and aimed when it has been spoken."""
    here = Here("", "eu")
    told = here.aimed(say("to keep it:     mapconfig import {address}", address="list/vip"))

    assert told == "to keep it:     mapconfig import -e eu list/vip"
    assert here.aimed(speech("fr")(told)) == "pour le garder\N{NO-BREAK SPACE}:   mapconfig import -e eu list/vip"


# -- what is printed ----------------------------------------------------------------------------------------------


@pytest.fixture
def org(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small org, applied to staging, which is not its default environment; it is the present directory."""
    root = small(tmp_path / "org")
    monkeypatch.chdir(root)
    made = inside("plan", "-e", "staging", "--out", str(tmp_path / "plan.json"), *YES)
    assert made.code == 0, made.all
    done = inside("apply", str(tmp_path / "plan.json"), "-e", "staging", "--quiet")
    assert done.code == 0, done.all
    return root


def test_the_ways_out_of_drift_are_for_where_it_was_found(org: Path) -> None:
    """Pasted, they put back or take in what is on that platform, not on the default one."""
    inside("platform", "edit", "list/all", "title", "Mine", "-e", "staging")
    inside("platform", "create", "list/golf", "{}", "-e", "staging")

    here, from_afar = inside("drift", "-e", "staging"), inside("drift", "-e", "staging", "-C", "../org")
    french = inside("drift", "-e", "staging", "--lang", "fr")

    assert "mapconfig plan -e staging --overwrite list/all" in here.out
    assert "mapconfig import -e staging list/all" in here.out
    assert "mapconfig import -e staging list\n" in here.out
    assert "mapconfig plan -C ../org -e staging --overwrite list/all" in from_afar.out
    assert "mapconfig plan -e staging --overwrite list/all" in french.out


def test_a_refused_plan_says_yes_for_its_own_environment(org: Path, tmp_path: Path) -> None:
    """In its text, in its JSON, in the file, and when somebody applies it all the same. Where its org lies is said to
    whoever named it, and not kept."""
    replace(org / "lists/all.yaml", "industry is Wine", "industry is not blank")
    file = tmp_path / "refused.json"

    text = inside("plan", "-e", "staging", "-C", "../org", "--out", str(file))
    said = json.loads(inside("plan", "-e", "staging", "-f", "json").out)
    refused = inside("apply", str(file), "-e", "staging")

    assert text.code == refused.code == 4
    assert "mapconfig plan -C ../org -e staging --accept" in text.out
    for document in (said, json.loads(file.read_bytes())):
        hows = [each["how"] for each in document["guards"] if "--accept" in each["how"]]
        assert hows and all(how.startswith("mapconfig plan -e staging --accept ") for how in hows)
    assert "mapconfig plan -e staging --accept" in refused.err


def test_the_default_environment_is_not_named(org: Path) -> None:
    """Commands for it work without, wherever they were told."""
    refused = inside("plan")

    assert refused.code == 4
    assert "mapconfig plan --accept" in refused.out and " -e " not in refused.out
    assert "mapconfig plan --accept" in inside("plan", "-e", "local").out


def test_a_plan_for_another_environment_says_how_it_is_applied_there(org: Path, tmp_path: Path) -> None:
    """Rather than only how to make one for here."""
    inside("plan", "-e", "staging", "--out", str(tmp_path / "there.json"))

    done = inside("apply", str(tmp_path / "there.json"))

    assert done.code == 5
    assert "mapconfig apply -e staging PLAN" in done.err
    assert "mapconfig plan --out plan.json" in done.err


def test_what_a_review_asks_for_is_for_the_environment_of_the_review(org: Path) -> None:
    """Its yes is given where it is applied."""
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", str(org), *words], check=True)
    replace(org / "lists/all.yaml", "industry is Wine", "industry is not blank")

    said = json.loads(inside("review", "-e", "staging", "-C", str(org), "-f", "json").out)

    hows = [item["how"] for item in said["before_merge"] if "--accept" in item["how"]]
    assert hows and all(how.startswith("mapconfig plan -e staging --accept ") for how in hows)


def _begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """An apply to staging of which nobody knows what became of a step."""
    write = tmp_path / "org/lists/old.yaml"
    replace(write, "title: Old list", "title: New list")
    replace(tmp_path / "org/lists/all.yaml", "title: All growers", "title: Growers")
    file = tmp_path / "begun.json"
    assert inside("plan", "-e", "staging", "--out", str(file)).code == 0
    from mapconfig.backends.embedded.platform import Platform

    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Platform, "update", broken)
        return inside("apply", str(file), "-e", "staging")


def test_an_apply_that_was_cut_short_is_resumed_where_it_was(
    org: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last words name the environment, and so does whoever looks for it in another one."""
    failed = _begun(tmp_path, monkeypatch)
    elsewhere = inside("apply", "--resume")

    assert failed.code == 130
    assert "mapconfig apply -e staging --resume" in failed.err
    assert elsewhere.code == 0
    assert "nothing to resume on local" in elsewhere.err
    assert "mapconfig apply -e staging --resume" in elsewhere.err
    assert "mapconfig apply -e staging --resume" in inside("plan", "-e", "staging").err


def test_where_nothing_was_begun_there_is_nothing_to_resume(org: Path) -> None:
    """And nothing is suggested."""
    done = inside("apply", "--resume")

    assert (done.code, done.err) == (0, "nothing to resume: every plan that was begun is done\n")
