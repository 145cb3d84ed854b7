"""`mapconfig persona`: fictional people as tests of an org, as an admin and a CI server meet them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from junitparser import JUnitXml
from tests.cli.program import inside, program, replace, small
from tests.record.repository import Git

from mapconfig.read.schema import is_valid, problems, schema_of
from mapconfig.read.yaml import load

ADA = """\
persona: ada
title: Ada, who makes wine
as_of: 2026-11-22
fields:
  industry: Wine
  country: France
expect:
  - is in list/french
  - gets email/hello within 3 days
"""
BO = """\
persona: bo
title: Bo, who runs a golf course
as_of: 2026-11-22
fields:
  industry: Golf
expect:
  - is not in list/all
  - is in list/french
"""


def org(root: Path, **files: str) -> Path:
    return small(root, **{"personas/ada.yaml": ADA, **files})


def test_what_is_true_passes_and_says_so(tmp_path: Path) -> None:
    """One line a persona, and a sum."""
    done = inside("persona", "-C", str(org(tmp_path)))
    assert done.code == 0
    assert done.out == "ok      ada: Ada, who makes wine (2 of 2)\n\n1 persona, 2 expectations: 2 passed.\n"


def test_what_is_not_true_fails_with_the_sentence_that_decides(tmp_path: Path) -> None:
    """File and line of the expectation and of every sentence; exit code 3."""
    done = inside("persona", "-C", str(org(tmp_path, **{"personas/bo.yaml": BO})))
    assert done.code == 3
    lines = [" ".join(line.split()) for line in done.out.splitlines() if line.strip()]
    assert lines == [
        "ok ada: Ada, who makes wine (2 of 2)",
        "FAILED bo: Bo, who runs a golf course (1 of 2)",
        "expected: is in list/french personas/bo.yaml:8",
        "but is not in list/french:",
        "extends list/all (is not on it) lists/french.yaml:5",
        "industry is Wine (industry is Golf) lists/all.yaml:6",
        "2 personas, 4 expectations: 3 passed, 1 failed.",
    ]


def test_some_can_be_picked_by_name_file_or_folder(tmp_path: Path) -> None:
    """As `fmt` takes its files; a name that is none is told with the nearest one."""
    root = org(tmp_path, **{"personas/more/bo.yaml": BO})
    for words, count in ((["ada"], 1), (["personas/ada.yaml"], 1), (["personas/more"], 1), (["ada", "bo", "ada"], 2)):
        done = inside("persona", *words, "-C", str(root), "--format", "json")
        assert len(json.loads(done.out)["personas"]) == count, words
    done = inside("persona", str(root / "personas/ada.yaml"), "-C", str(root))
    assert done.code == 0
    done = inside("persona", "adda", "-C", str(root))
    assert done.code == 64 and "Did you mean ada?" in done.err


def test_an_org_without_personas_is_told_what_they_are(tmp_path: Path) -> None:
    """Nothing to try is no failure."""
    done = inside("persona", "-C", str(small(tmp_path)))
    assert done.code == 0 and done.out.startswith("No personas. Invent one in personas/")


def test_a_persona_with_a_fault_fails_the_run_and_the_others_are_tried(tmp_path: Path) -> None:
    """A test that cannot run must not look like one that passed."""
    root = org(tmp_path, **{"personas/bo.yaml": BO.replace("is not in", "isnt in"), "personas/x.yaml": "persona: [\n"})
    done = inside("persona", "-C", str(root))
    assert done.code == 3
    assert "ERROR   personas/bo.yaml:7:5 MC035 An expectation does not begin with `isnt`." in done.out
    assert "ERROR   personas/x.yaml:2:1 MC002" in done.out
    assert "ok      ada" in done.out and "2 errors in the files" in done.out
    assert inside("persona", "ada", "-C", str(root)).code == 0, "what is not asked for has no say"


def test_a_question_is_answered_for_each(tmp_path: Path) -> None:
    """`--ask` takes an expectation or a sentence of criteria, and answers yes or no with the reason."""
    root = org(tmp_path, **{"personas/bo.yaml": BO})
    done = inside("persona", "-C", str(root), "--ask", "industry is Wine")
    assert done.code == 0
    assert done.out.splitlines()[0] == "ada: yes, that is true" and "bo: no, that is not true" in done.out
    done = inside("persona", "bo", "-C", str(root), "--ask", "gets email/hello")
    assert done.out.startswith("bo: no, is not sent it by 2027-02-20")
    done = inside("persona", "-C", str(root), "--ask", "industri is Wine")
    assert done.code == 64 and "No file defines field/industri. Did you mean `industry`?" in done.err


def test_reasons_of_what_came_true_are_told_on_request(tmp_path: Path) -> None:
    """`--why` shows the way to each."""
    done = inside("persona", "-C", str(org(tmp_path)), "--why")
    assert "country is France" in done.out and "at once: comes in (on list/french)" in done.out


def test_the_json_document_has_places_and_reasons(tmp_path: Path) -> None:
    """For scripts: a versioned document."""
    done = inside("persona", "-C", str(org(tmp_path, **{"personas/bo.yaml": BO})), "--format", "json")
    document = json.loads(done.out)
    assert problems(schema_of("personas"), document) == []
    assert document["format"] == "mapconfig.personas/1" and done.code == 3
    assert document["counts"] == {"passed": 3, "failed": 1, "unclear": 0, "faulty": 0}
    bo = document["personas"][1]
    assert (bo["name"], bo["file"], bo["line"], bo["as_of"]) == (
        "bo",
        "personas/bo.yaml",
        1,
        "2026-11-22T12:00:00+00:00",
    )
    assert [each["outcome"] for each in bo["expectations"]] == ["passed", "failed"]
    reason = bo["expectations"][1]["reasons"][1]
    assert (reason["asset"], reason["file"], reason["line"]) == ("list/all", "lists/all.yaml", 6)


def test_a_ci_server_reads_the_junit_file(tmp_path: Path) -> None:
    """A suite for each persona; faults are errors, and what is not true is a failure with its place."""
    faulty = "persona: x\ntitle: <X & Y>\nexpect:\n  - is inn list/a\n"
    root = org(tmp_path / "org", **{"personas/bo.yaml": BO, "personas/x.yaml": faulty})
    target = tmp_path / "junit.xml"
    done = inside("persona", "-C", str(root), "--format", "junit", "-o", str(target))
    assert done.code == 3
    suites = JUnitXml.fromfile(str(target))
    assert [(suite.name, suite.tests, suite.failures, suite.errors) for suite in suites] == [
        ("personas", 1, 0, 1),
        ("ada", 2, 0, 0),
        ("bo", 2, 1, 0),
    ]
    (failed,) = [case for suite in suites for case in suite if case.result and suite.name == "bo"]
    assert failed.name == "is in list/french" and "industry is Golf" in failed.result[0].text
    unclear = root / "lists/all.yaml"
    replace(unclear, "industry is Wine", "industry ist Wine")
    done = inside("persona", "bo", "-C", str(root), "--format", "junit")
    assert 'errors="2"' in done.out


def test_a_revision_can_be_tried(tmp_path: Path) -> None:
    """What was true then is told then."""
    root = org(tmp_path)
    Git(root).commit("Begin")
    replace(root / "lists/all.yaml", "industry is Wine", "industry is Golf")
    assert inside("persona", "-C", str(root)).code == 3
    assert inside("persona", "-C", str(root), "--at", "HEAD").code == 0


def test_what_somebody_wrote_into_a_title_cannot_move_the_cursor(tmp_path: Path) -> None:
    """Titles come from pull requests."""
    done = inside("persona", "-C", str(org(tmp_path, **{"personas/ada.yaml": ADA.replace("wine", '"\\e[2K"')})))
    done_quoted = inside(
        "persona", "-C", str(org(tmp_path, **{"personas/ada.yaml": ADA.replace("Ada, who makes wine", '"A\\e[2K"')}))
    )
    assert "\x1b" not in done.out + done_quoted.out and "\\x1b[2K" in done_quoted.out


def test_personas_need_no_engine(tmp_path: Path) -> None:
    """They run where nothing but mapconfig is installed."""
    code = (
        "import sys; from mapconfig.__main__ import run; code = run(sys.argv[1:]);"
        "print('loaded', *{m.partition('.')[0] for m in sys.modules}, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "persona", "-C", str(org(tmp_path))], capture_output=True, text=True, check=True
    )
    assert not {"duckdb", "numpy", "sqlglot", "networkx", "git"} & set(done.stderr.split())


def test_a_new_org_has_two_and_they_pass(tmp_path: Path) -> None:
    """`init` shows what a persona is, with the schema for editors, and its CI runs them."""
    root = tmp_path / "new"
    assert inside("init", str(root)).code == 0
    done = program("persona", cwd=root)
    assert done.code == 0 and "2 personas, 5 expectations: 5 passed." in done.out
    assert "- run: mapconfig persona" in (root / ".github/workflows/mapconfig.yml").read_text()
    assert (root / ".vscode/mapconfig-schemas/persona.schema.json").is_file()
    for path in (root / "personas").glob("*.yaml"):
        documents, _ = load(path.read_bytes(), str(path))
        assert all(is_valid(schema_of("persona"), document) for document in documents)


def test_a_file_in_which_nobody_can_be_read_fails(tmp_path: Path) -> None:
    """Named alone beside sound ones, it is not an empty folder: its errors are told and the exit code is 3."""
    root = org(tmp_path, **{"personas/mine.yaml": "persona: 7\n---\ntitle: Nobody\n"})
    done = inside("persona", "-C", str(root), "personas/mine.yaml")
    assert done.code == 3
    assert "personas/mine.yaml:" in done.out and "No personas" not in done.out
    assert " in the files." in done.out
    report = inside("persona", "-C", str(root), "personas/mine.yaml", "--format", "junit").out
    assert 'tests="0"' not in report and 'errors="0"' not in report.splitlines()[1]
