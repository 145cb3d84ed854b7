"""Every command as a user meets it: help, exit codes, streams, formats, and wherever it is called from."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from tests.cli.program import (
    DOCUMENTED,
    REPOSITORY,
    SMALL,
    YES,
    command,
    inside,
    program,
    replace,
    settled,
    small,
    write,
)
from tests.record.repository import Git

from mapconfig import __version__, errors
from mapconfig.cli import COMMANDS, cli

#: Commands that only look, with words that suit the small org; all answer without a platform.
LOOKING: dict[str, tuple[str, ...]] = {
    "validate": ("validate",),
    "explain": ("explain", "MC101"),
    "show": ("show", "list/french"),
    "graph": ("graph", "list/all+"),
    "diff": ("diff",),
    "impact": ("impact", "list/all"),
    "why": ("why", "list/french", "criteria"),
    "history": ("history", "list/french"),
    "backends": ("backends",),
    "audit verify": ("audit", "verify"),
    "audit list": ("audit", "list"),
    "platform list": ("platform", "list"),
    "platform log": ("platform", "log"),
    "plan": ("plan", "--accept", "sends:*", "--because", "agreed"),
    "drift": ("drift",),
}
#: Those whose result comes as JSON too.
AS_JSON = (
    "validate",
    "show",
    "graph",
    "diff",
    "impact",
    "why",
    "history",
    "backends",
    "audit verify",
    "audit list",
    "plan",
    "drift",
)
#: Those whose JSON has a schema.
SCHEMAS = {"validate": "findings", "diff": "diff", "impact": "impact"}


def leaves(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and command of a command."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield (*above, name)
        if isinstance(found, click.Group):
            yield from leaves(found, (*above, name))


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """The small org, committed in a repository of its own."""
    root = small(tmp_path / "org")
    Git(root).commit("Begin")
    return root


# -- help ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    """`mapconfig COMMAND --help` says in one line, the same as in the overview, what the command does."""
    done = inside(name, "--help")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: mapconfig {name} ")
    found = cli.get_command(click.Context(cli), name)
    assert found is not None and found.help is not None
    assert found.help.splitlines()[0] == COMMANDS[name][1]


def test_commands_of_commands_have_help_as_well() -> None:
    """Nothing is left unexplained, options included."""
    for words in leaves(cli):
        here: Any = cli
        for word in words:
            here = here.get_command(click.Context(here), word)
        assert here.help, words
        for parameter in here.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{words} {parameter.name}"
            elif isinstance(parameter, click.Argument) and len(here.params) > 1 and parameter.metavar is None:
                assert parameter.name


def test_the_overview_lists_every_command_under_its_heading() -> None:
    """`mapconfig --help` has all of them, and says how to begin."""
    done = inside("--help")

    assert done.code == 0
    assert "mapconfig init" in done.out
    for name, (heading, _) in COMMANDS.items():
        assert f"\n{heading}:\n" in done.out
        assert f"\n  {name} " in done.out


def test_without_a_word_the_overview_is_shown() -> None:
    """`mapconfig` alone helps, and says by its exit code that nothing was done."""
    done = inside()

    assert done.code == 64
    assert "Usage: mapconfig" in done.err
    assert done.out == ""


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["-h"]])
def test_questions_about_the_program_need_no_org(words: list[str], tmp_path: Path) -> None:
    """They answer anywhere."""
    done = program(*words, cwd=tmp_path)

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith((f"mapconfig {__version__}", "Usage: mapconfig"))


# -- words that make no sense -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["valdate"], "There is no command 'valdate'. Did you mean validate?"),
        (["zzz"], "There is no command 'zzz'."),
        (["validate", "--colour"], "No such option '--colour'"),
        (["validate", "--format", "pdf"], "'pdf' is not one of 'text', 'json', 'github', 'sarif', 'junit'"),
        (["validate", "--fail-on", "doom"], "'doom' is not one of"),
        (["show"], "Missing argument 'ADDRESS'"),
        (["show", "list/french", "more"], "Got unexpected extra argument"),
        (["show", "list/frensh"], "Did you mean list/french?"),
        (["show", "french"], "Did you mean list/french?"),
        (["impact", "list/nowhere"], "list/nowhere"),
        (["graph", "((("], "The selector cannot be understood at character"),
        (["graph", "--limit", "0"], "is not in the range"),
        (["explain", "MC999999"], "There is no code 'MC999999'"),
        (["why", "lst/french"], "There is no kind 'lst'"),
        (["history", "french"], "is not an address"),
        (["plan", "--env", "stagin"], "Did you mean staging?"),
        (["plan", "--accept", "sends:*"], "--accept needs a reason"),
        (["apply"], "Name the plan to apply, or say --resume"),
        (["apply", "plan.json", "--resume"], "Name the plan to apply, or say --resume"),
        (["attest", "001"], "Say what was done, and how it was checked"),
        (["attest", "001", "--note", "done"], "No plan waits for anything here."),
        (["audit"], "Usage: mapconfig audit"),
        (["audit", "verifi"], "No such command 'verifi'"),
        (["platform", "list", "lists"], "There is no kind 'lists'"),
        (["platform", "create", "list/x", "[]"], "ATTRIBUTES is a JSON object"),
        (["validate", "--org", "nowhere"], "nowhere is not a directory"),
    ],
)
def test_words_that_make_no_sense_are_answered_with_a_sentence(
    org: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], sentence: str
) -> None:
    """Exit code 64, the reason on standard error, nothing on standard output."""
    monkeypatch.chdir(org)

    done = inside(*words)

    assert done.code == errors.EXIT_USAGE, done.all
    assert sentence in done.err
    assert done.out == ""


def test_a_day_that_is_none_is_told(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """MAPCONFIG_TODAY is for runs that must repeat, so a mistake in it is not passed over."""
    monkeypatch.setenv("MAPCONFIG_TODAY", "tomorrow")

    done = inside("validate", "-C", str(org))

    assert done.code == 64
    assert "MAPCONFIG_TODAY='tomorrow' is not a day" in done.err


# -- exit codes ---------------------------------------------------------------------------------------------------


def test_documented_exit_codes_are_those_of_the_program() -> None:
    """Scripts may rely on nine numbers."""
    assert {value for name, value in vars(errors).items() if name.startswith("EXIT_")} == DOCUMENTED


@pytest.mark.slow
def test_0_is_for_done_and_nothing_to_say(org: Path) -> None:
    """An org without errors, and a comparison without changes."""
    assert program("validate", "-C", str(org)).code == 0
    assert program("diff", "-C", str(org), "--detailed-exitcode").code == 0


def test_1_is_for_what_went_wrong(org: Path) -> None:
    """Something that was named cannot be used."""
    done = program("diff", "nowhere", "-C", str(org))

    assert done.code == 1
    assert done.err.startswith("error: ")


@pytest.mark.slow
def test_2_is_for_changes_when_asked(org: Path, tmp_path: Path) -> None:
    """`--detailed-exitcode` tells changes apart from none, for diff and plan."""
    replace(org / "lists/all.yaml", "All growers", "Growers")

    assert program("diff", "-C", str(org), "--detailed-exitcode").code == 2
    assert program("diff", "-C", str(org)).code == 0
    assert program("plan", "-C", str(org), "--detailed-exitcode", *YES).code == 2


def test_3_is_for_findings(org: Path) -> None:
    """At or above the level that was asked for; and commands that compare refuse half an org with it."""
    assert inside("validate", "-C", str(org), "--fail-on", "warning").code == 3
    replace(org / "lists/all.yaml", "kind: list", "kind: [list")

    broken = program("validate", "-C", str(org))
    compared = program("diff", "-C", str(org))

    assert broken.code == 3
    assert "lists/all.yaml:2:" in broken.out
    assert compared.code == 3
    assert "cannot be read in full" in compared.err
    assert "mapconfig validate" in compared.err


@pytest.mark.slow
def test_4_is_for_a_guard_that_says_no(org: Path) -> None:
    """Fewer conditions mean more people who are mailed: somebody has to say yes."""
    settled(org, org.parent / "first.json")
    replace(org / "lists/all.yaml", "industry is Wine", "industry is not blank")

    done = program("plan", "-C", str(org))

    assert done.code == 4, done.all
    assert "--accept" in done.out


def test_5_is_for_a_plan_that_is_no_longer_for_this_moment(org: Path, tmp_path: Path) -> None:
    """Here one that was applied before."""
    settled(org, tmp_path / "plan.json")

    done = program("apply", str(tmp_path / "plan.json"), "-C", str(org))

    assert done.code == 5
    assert "has been applied already" in done.err


def test_6_is_for_some_steps_that_are_not_done(org: Path, tmp_path: Path) -> None:
    """Here a deletion that the platform refuses, since an asset that mapconfig does not know uses the list; the rest is
    done, and the end says what is left."""
    settled(org, tmp_path / "first.json")
    inside("platform", "create", "list/theirs", '{"extends": "list/old"}', "-C", str(org))
    (org / "lists/old.yaml").unlink()
    write(org, {"removed.yaml": "removed:\n  - asset: list/old\n    why: Nobody mails it\n"})
    replace(org / "emails/hello.yaml", "Hello there", "Welcome")
    made = inside("plan", "-C", str(org), "--out", str(tmp_path / "plan.json"), *YES, "--accept", "in-use:*")
    assert made.code == 0, made.all

    done = program("apply", str(tmp_path / "plan.json"), "-C", str(org))

    assert done.code == 6, done.all
    assert "email/hello: done" in done.err
    assert "list/old: FAILED" in done.err
    assert "finished: 1 done, 1 failed" in done.err
    assert "would refuse it again" in done.err and "mapconfig apply --resume" not in done.err


@pytest.mark.slow
def test_130_is_for_an_interrupt(org: Path) -> None:
    """While a platform that takes its time is read; nothing was done, and no traceback tells so."""
    replace(
        org / "mapconfig.yaml",
        "  local:\n    backend: embedded\n",
        "  local:\n    backend: embedded\n    settings:\n      faults:\n        slow: 30\n",
    )
    process = subprocess.Popen(command("plan", "-C", str(org)), stderr=subprocess.PIPE, text=True)
    while not (org / ".mapconfig/platform.sqlite3").exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)

    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 130
    assert said.strip() == "interrupted"


# -- streams ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOOKING)
def test_results_go_to_standard_output_and_nothing_else_does(org: Path, name: str) -> None:
    """A result can be piped; remarks are on standard error. Looking changes no file of the org."""
    before = {path: path.read_bytes() for path in org.rglob("*") if path.is_file() and ".mapconfig" not in path.parts}

    done = inside(*LOOKING[name], *([] if name == "explain" else ["-C", str(org)]))

    assert done.code == 0, done.all
    assert done.out.strip()
    assert done.err == ""
    after = {path: path.read_bytes() for path in org.rglob("*") if path.is_file() and ".mapconfig" not in path.parts}
    assert after == before


@pytest.mark.parametrize("name", AS_JSON)
def test_json_is_one_document_on_standard_output(org: Path, name: str) -> None:
    """Whatever reads it needs no cleaning first."""
    done = inside(*LOOKING[name], "-C", str(org), "--format", "json")

    document = json.loads(done.out)
    assert done.err == ""
    assert isinstance(document, dict | list)


@pytest.mark.parametrize("name", SCHEMAS)
def test_json_is_as_its_schema_says(org: Path, name: str) -> None:
    """The schemas are what other programs are written against."""
    replace(org / "lists/all.yaml", "industry is Wine", "industry is not blank")
    schema = json.loads((REPOSITORY / "schemas" / f"{SCHEMAS[name]}.schema.json").read_text(encoding="utf-8"))

    document = json.loads(inside(*LOOKING[name], "-C", str(org), "--format", "json").out)

    jsonschema.Draft202012Validator(schema).validate(document)


def test_a_saved_plan_and_a_journal_are_as_their_schemas_say(org: Path, tmp_path: Path) -> None:
    """Files that are kept can be read by other programs."""
    settled(org, tmp_path / "plan.json")

    for name, documents in (
        ("plan", [json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))]),
        ("journal", [json.loads(line) for line in (org / ".mapconfig/local/journal.jsonl").read_text().splitlines()]),
    ):
        schema = json.loads((REPOSITORY / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
        assert documents
        for document in documents:
            jsonschema.Draft202012Validator(schema).validate(document)


@pytest.mark.parametrize("name", [name for name in AS_JSON if name != "backends"])
def test_a_result_can_go_to_a_file(org: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-o FILE` has what standard output would have had; the remark is on standard error."""
    monkeypatch.chdir(org)
    shown = inside(*LOOKING[name])

    done = inside(*LOOKING[name], "-o", str(tmp_path / "result.txt"))

    assert (done.code, done.out) == (shown.code, "")
    assert f"wrote {tmp_path / 'result.txt'}" in done.err
    if name != "plan":  # each plan has an id of its own
        assert (tmp_path / "result.txt").read_text(encoding="utf-8") == shown.out


@pytest.mark.parametrize("where", ["missing/result.txt", ".", "result.txt/deeper"])
def test_a_file_that_cannot_be_written_is_told(org: Path, tmp_path: Path, where: str) -> None:
    """With its name, and without a traceback."""
    (tmp_path / "result.txt").write_text("here already")

    done = inside("validate", "-C", str(org), "-o", str(tmp_path / where))

    assert done.code == 1
    assert str(tmp_path) in done.err
    assert "cannot be written" in done.err


@pytest.mark.parametrize("where", ["missing/plan.json", ".", ""])
def test_a_plan_that_cannot_be_saved_is_told(
    org: Path, tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing looks as if it had been."""
    monkeypatch.chdir(tmp_path)

    done = inside("plan", "-C", str(org), "--out", where, *YES)

    assert done.code in (1, 64), done.all
    assert "bug in mapconfig" not in done.err
    assert "saved" not in done.err


@pytest.mark.slow
@pytest.mark.parametrize("name", LOOKING)
def test_a_reader_that_leaves_is_no_reason_for_a_traceback(org: Path, name: str) -> None:
    """`mapconfig ... | head -1` ends quietly."""
    words = command(*LOOKING[name], *([] if name == "explain" else ["-C", str(org)]))
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()

    said = process.stderr.read().decode()
    process.stderr.close()

    assert process.wait(60) in DOCUMENTED
    assert said == ""


@pytest.mark.slow
@pytest.mark.parametrize("redirect", [">&-", "2>&-", ">&- 2>&-", "<&-", "> /dev/full", "2> /dev/full"])
@pytest.mark.parametrize("words", ["validate", "show list/frensh"])
def test_closed_or_full_streams_are_survived(org: Path, redirect: str, words: str) -> None:
    """The exit code is the command's own, or 1 when its result could not be written."""
    said = " ".join(command(*words.split(), "-C", str(org)))
    done = subprocess.run(["sh", "-c", f"{said} {redirect}"], capture_output=True, text=True, timeout=60)

    assert done.returncode == (64 if "show" in words else 1 if redirect == "> /dev/full" else 0), done.stderr
    assert "Traceback" not in done.stderr
    assert "bug in mapconfig" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [{"LC_ALL": "C"}, {"LANG": "C", "LC_ALL": ""}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}],
)
def test_a_terminal_of_few_characters_is_enough(org: Path, settings: dict[str, str]) -> None:
    """What it cannot show appears as a number."""
    replace(org / "lists/french.yaml", "French growers", "Œnologues d'Alsace – 葡萄")

    done = program("show", "list/french", "-C", str(org), env=settings)

    assert (done.code, done.err) == (0, "")
    assert "list/french" in done.out


# -- places -------------------------------------------------------------------------------------------------------


def test_an_org_is_found_from_below(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever one stands in it; results are the same."""
    expected = inside("validate", "-C", str(org))
    monkeypatch.chdir(org / "journeys")

    assert inside("validate") == expected


def test_an_org_in_a_repository_of_something_else_is_found_from_its_top(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`org-config` below the current directory counts; the history is that of the files below it."""
    git = Git(tmp_path / "shop")
    small(git.root / "org-config")
    write(git.root, {"README.md": "A web shop\n"})
    git.commit("Begin")
    replace(git.root / "org-config/lists/all.yaml", "All growers", "Growers")
    monkeypatch.chdir(git.root)

    assert inside("validate").code == 0
    told = inside("diff")
    assert "list/all" in told.out and "1 asset changes" in told.out
    git.commit("Say it shorter")
    assert "Say it shorter" in inside("history", "list/all").out
    assert "No" in inside("diff").out
    assert "list/all" in inside("diff", "HEAD~1..HEAD").out


@pytest.mark.parametrize("name", [name for name in LOOKING if name not in ("explain", "backends")])
def test_outside_any_org_a_command_says_how_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """One sentence with the two ways on."""
    monkeypatch.chdir(tmp_path)

    done = inside(*LOOKING[name])

    assert done.code == 64
    assert "There is no org here" in done.err
    assert "--org DIR" in done.err
    assert "mapconfig init" in done.err


@pytest.mark.parametrize("name", LOOKING)
def test_without_git_everything_but_the_past_works(tmp_path: Path, name: str) -> None:
    """What asks the past says that there is none."""
    root = small(tmp_path / "org")

    done = inside(*LOOKING[name], *([] if name == "explain" else ["-C", str(root)]))

    if name in ("diff", "history"):
        assert done.code == 1
        assert "is not in a git repository" in done.err
    else:
        assert done.code == 0, done.all


@pytest.mark.parametrize("name", LOOKING)
def test_a_machine_without_git_is_no_trouble_for_the_present(
    org: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And for the past the sentence says what to install."""
    monkeypatch.setenv("PATH", str(org))

    done = inside(*LOOKING[name], *([] if name == "explain" else ["-C", str(org)]))

    assert "bug in mapconfig" not in done.err
    if name in ("diff", "history"):
        assert done.code == 1
        assert "git" in done.err
    else:
        assert done.code == 0, done.all


def test_an_org_without_an_asset_is_an_org(tmp_path: Path) -> None:
    """Somebody who begins sees no complaint."""
    root = write(tmp_path / "org", {"mapconfig.yaml": "name: New\n"})

    for words in (["validate"], ["graph"], ["plan"], ["drift"], ["audit", "verify"], ["audit", "list"], ["backends"]):
        done = inside(*words, "-C", str(root))
        assert done.code == 0, (words, done.all)


def test_an_org_of_one_asset_can_be_planned_and_applied(tmp_path: Path) -> None:
    """The smallest thing that is worth anything."""
    root = write(
        tmp_path / "org",
        {"mapconfig.yaml": "name: New\n", "team.yaml": SMALL["teams/ops.yaml"]},
    )

    settled(root, tmp_path / "plan.json")

    assert inside("plan", "-C", str(root), "--detailed-exitcode").code == 0


def test_assets_that_name_each_other_in_a_ring_are_drawn_and_told(tmp_path: Path) -> None:
    """No command goes round in circles."""
    root = small(
        tmp_path / "org",
        **{
            "lists/a.yaml": SMALL["lists/french.yaml"]
            .replace("french", "a")
            .replace("list/all", "list/b")
            .replace("country is France", "industry is Wine"),
            "lists/b.yaml": SMALL["lists/french.yaml"]
            .replace("french", "b")
            .replace("list/all", "list/a")
            .replace("country is France", "industry is Golf"),
        },
    )
    Git(root).commit("Begin")

    told = inside("validate", "-C", str(root))

    assert told.code == 3
    assert "list/a" in told.out and "list/b" in told.out
    for words in (["graph", "list/a+"], ["show", "list/a"], ["impact", "list/a"], ["diff"], ["plan"]):
        done = inside(*words, "-C", str(root))
        assert done.code in DOCUMENTED and "bug" not in done.err, (words, done.all)


@pytest.mark.parametrize("sort", ["fifo", "link", "loop", "directory", "socket"])
def test_what_only_looks_like_a_file_is_told_and_never_waited_for(
    org: Path, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only regular files inside the org are read; nothing blocks."""
    path = org / "lists/all.yaml"
    (path.parent / "kept").write_bytes(path.read_bytes())
    path.unlink()
    monkeypatch.chdir(path.parent)  # the name of a socket must be short
    if sort == "fifo":
        os.mkfifo(path)
    elif sort == "link":
        path.symlink_to("/etc/passwd")
    elif sort == "loop":
        path.symlink_to(path)
    elif sort == "directory":
        path.mkdir()
    else:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)

    done = inside("validate", "-C", str(org))

    assert done.code == 3, done.all
    assert "root:" not in done.all
    assert "list/all" in done.out


def test_an_address_alone_is_drawn_with_its_neighbours(org: Path) -> None:
    """One asset in the middle of nothing would be no picture."""
    alone = inside("graph", "-C", str(org), "list/french", "--format", "json")

    drawn = {each["id"] for each in json.loads(alone.out)["nodes"]}
    assert drawn == {"list/all", "list/french", "journey/welcome", "field/country"}
    assert alone.out == inside("graph", "-C", str(org), "1+list/french+1", "--format", "json").out
