"""What ends a command is told in the language that was chosen, and is the same English for programs as ever."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.program import REPOSITORY, Ran, inside, planned, program, replace, settled, small, write
from tests.language.test_nothing_is_left import Written, blacked_out  # noqa: F401  # a fixture
from tests.record.repository import Git

from mapconfig.errors import MapconfigError
from mapconfig.language import say, told
from mapconfig.plan.guards import GUARD_NAMES
from mapconfig.read.schema import load_kinds
from mapconfig.record.lock import Holder, held

#: Commands that end with an error: their words, the exit code, and what they say in English. A word in braces is a file
#: or directory of `made`.
CASES: tuple[tuple[str, int, str], ...] = (
    ("apply {spent}", 5, "has been applied already; a plan is good for one time. Nothing was changed."),
    ("apply {stale}", 5, "The files of the org have changed since the plan was made"),
    ("apply {foreign}", 5, "The plan was made for the environment 'staging', and this is 'local'."),
    ("apply {edited}", 5, "was edited after it was made: its digest does not match what it says."),
    ("apply {cut}", 5, "it is no longer JSON"),
    ("apply {refused}", 4, "The plan is refused, and nothing was changed:"),
    ("apply {asset}", 1, "is no plan of mapconfig, so nothing was done."),
    ("apply nowhere.json", 1, "There is no plan nowhere.json."),
    ("apply", 64, "Name the plan to apply, or say --resume"),
    ("plan -e stagging", 64, "has no environment 'stagging'. Did you mean staging?"),
    ("plan -e elsewhere", 64, "has no environment 'elsewhere'. There are local, staging."),
    ("plan --accept sendz:list/all --because x", 64, "There is no guard 'sendz'. Did you mean sends?"),
    ("plan --accept zzz --because x", 64, "There is no guard 'zzz'. Yes can be said to cosmetic, tuning, "),
    ("plan --accept impossible:journey/welcome --because x", 64, "No yes helps against the guard impossible."),
    ("plan --accept unadopted --because x --lang fr", 64, "Aucun accord n'aide contre le garde-fou unadopted."),
    ("plan --accept sends:*", 64, "--accept needs a reason that will be on record"),
    ("plan --overwrite list/frensh", 64, "There is no asset 'list/frensh'. Did you mean list/french?"),
    ("plan --out {asset}", 64, "is there already and is no plan, so it is not overwritten."),
    ("plan -C {damaged}", 1, "Somebody or something changed the record after it was written"),
    ("plan -C {broken}", 3, "The org cannot be read in full (1 error), so nothing is compared with it"),
    ("drift -C {broken} --lang fr", 3, "L'organisation ne peut pas être lue en entier"),
    ("diff nowhere..", 1, 'There is no revision "nowhere" in the repository.'),
    ("diff HEAD.. HEAD", 64, "names both sides already"),
    ("show list/nowhere", 64, "The org has no list/nowhere."),
    ("show french", 64, "'french' is not an address: write kind/key, for example list/customers."),
    ("why list/nowhere", 1, "list/nowhere is in no file, and the history knows nothing of it."),
    ("why list/all titel", 1, "list/all has no titel, and never had in the history that is here. Did you mean title?"),
    ("history list/nowhere", 1, "list/nowhere is in no file"),
    ("history nowhere", 64, "'nowhere' is not an address"),
    ("impact kind:jorney", 64, "The selector cannot be understood at character 6: There is no kind"),
    ("impact (list/all", 64, "The bracket opened at character 1 is not closed."),
    ("validate {foreign}", 64, "is not in the org at"),
    ("validate nowhere.yaml -C {org}", 64, "nowhere.yaml"),
    ("validate --lang de", 64, "--lang asks for the language 'de', which mapconfig does not speak."),
    ("validate -C {org}/nowhere", 64, "is not a directory. Name the directory that holds mapconfig.yaml."),
    ("rm list/all --why tidy", 4, "list/all is still named, so nothing was changed:"),
    ("rm list/nowhere --why tidy", 64, "list/nowhere"),
    ("mv list/all list/old", 1, "There is list/old already, in lists/old.yaml."),
    ("mv list/all email/all", 64, "list/all is a list and cannot become a email: write list/all."),
    ("adopt", 64, "Name the assets to adopt, such as list/customers, or say --all."),
    ("adopt list/nowhere", 64, "What is on the platform and in no file gets a file"),
    ("import persona/x", 64, "has no kind 'persona'."),
    ("review --from nowhere.json", 1, "nowhere.json cannot be read: No such file or directory."),
    ("review --from {asset}", 1, "is no JSON. Make it with: mapconfig review"),
    ("audience list/all", 1, "Nobody can be counted: "),
    ("audience --at HEAD --compare HEAD..", 64, "--at and --compare both say which definitions count"),
    ("simulate --cap often", 64, "--cap takes a number of e-mails and of days"),
    ("simulate --at HEAD --compare HEAD..", 64, "--at and --compare both say which revision runs"),
    ("docs build --output {org}", 64, "holds other files. Name a folder that is empty"),
    ("explain MC999", 64, "There is no code 'MC999'."),
    ("init {org}", 1, "is not empty"),
    ("fmt nowhere.yaml", 64, "nowhere.yaml is no YAML file of the org"),
    ("attest 001 --note done", 64, "No plan waits for anything here."),
    ("platform edit list/nowhere title x", 1, "The platform in"),
    ("validate -o {org}", 1, "cannot be written: Is a directory."),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A small org that is applied and committed, others with a fault, and plans that nothing can be done with."""
    top = tmp_path_factory.mktemp("errors")
    org = settled(small(top / "org"), top / "spent.json")
    replace(org / "lists/old.yaml", "title: Old list", "title: Older list")
    assert planned(org, top / "stale.json").code == 0
    assert planned(org, top / "foreign.json", "-e", "staging").code == 0
    edited = (top / "stale.json").read_text(encoding="utf-8")
    write(top, {"edited.json": edited.replace("Older list", "Oldest list"), "cut.json": edited[:-200]})
    replace(org / "lists/old.yaml", "title: Older list", "title: Oldest list")
    replace(org / "journeys/welcome.yaml", "  - id: pause\n    wait: 2 days\n", "")
    assert inside("plan", "-C", str(org), "--out", str(top / "refused.json")).code == 4
    Git(org).commit("Begin")
    damaged = Path(shutil.copytree(org, top / "damaged"))
    journal = damaged / ".mapconfig/local/journal.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join([lines[0], lines[1].replace('"', "'", 1), *lines[2:]]))
    broken = Path(shutil.copytree(org, top / "broken"))
    write(broken, {"lists/cut.yaml": "kind: list\nkey: [\n"})
    there = {"org": org, "damaged": damaged, "broken": broken, "asset": org / "lists/all.yaml"}
    plans = {name: top / f"{name}.json" for name in ("spent", "stale", "foreign", "edited", "cut", "refused")}
    return {name: str(path) for name, path in {**there, **plans}.items()}


def failed(case: str, made: dict[str, str]) -> Ran:
    words = [word.format_map(made) for word in case.split()]
    return inside(*words) if {"-C", "--from", "init", "explain"} & set(words) else inside(*words, "-C", made["org"])


@pytest.mark.parametrize(("case", "code", "english"), CASES, ids=[case for case, _, _ in CASES])
def test_english_is_as_it_was(case: str, code: int, english: str, made: dict[str, str]) -> None:
    """The exit code and the sentence by which a CI or a person knows the fault."""
    done = failed(case, made)

    assert (done.code, done.out) == (code, "")
    assert english in done.err


@pytest.mark.usefixtures("blacked_out")
@pytest.mark.parametrize(
    ("case", "code"), [(case, code) for case, code, _ in CASES], ids=[case for case, _, _ in CASES]
)
def test_nothing_of_an_error_is_left_in_english(
    case: str, code: int, made: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names, commands and what the user wrote are all that is the same in every language."""
    monkeypatch.setenv("MAPCONFIG_LANG", "fr")
    done = failed(case, made)

    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("█████")
    own = Written(Path(made["org"]))
    own.all += f"\n{case} {case.replace('/', ' ')}\npause\n(wait 2 days)".lower()
    said = done.err
    for path in sorted(made.values(), key=len, reverse=True):
        said = said.replace(path, " | ")
    said = re.sub(r"'[^']*'|\"[^\"]*\"|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\S*/errors\d*\S*|mapconfig [^\n]*", " | ", said)
    known = {
        *load_kinds(),
        *re.findall(r"\w+", " ".join(GUARD_NAMES)),
        "crm",
        "embedded",
        "staging",
        "local",
        "title",
        "mapconfig.yaml",
    }
    assert [piece for piece in own.left([said]) if not set(re.findall(r"\w+(?:\.\w+)?", piece)) <= known] == []


def test_the_language_is_that_of_the_org_unless_somebody_asks_for_another(
    made: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option, the variable, the settings, the locale; a setting that is broken hides no error."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "MAPCONFIG_LANG"):
        monkeypatch.delenv(name, raising=False)
    settings = Path(made["org"], "mapconfig.yaml")
    before = settings.read_text(encoding="utf-8")
    french = "error: The org" not in inside("show", "list/nowhere", "-C", made["org"]).err
    said = []
    for text, words, variable in (
        (f"language: fr\n{before}", (), ""),
        (f"language: fr\n{before}", ("--lang", "en"), ""),
        (f"language: fr\n{before}", ("--lang=en",), ""),
        (f"language: fr\n{before}", (), "en"),
        (f"language: fr\n{before}", (), "de"),
        (f"language: fr\n{before}[", (), ""),
        (before, ("--lang", "fr"), ""),
    ):
        settings.write_text(text, encoding="utf-8")
        monkeypatch.setenv("MAPCONFIG_LANG", variable)
        done = inside("plan", "--accept", "sends:*", f"-C{made['org']}", *words)
        said.append(done.err.partition(":")[0].strip())
        assert done.code == 64, done.all
    settings.write_text(before, encoding="utf-8")

    assert not french
    assert said == ["erreur", "error", "error", "error", "erreur", "erreur", "erreur"]


def test_outside_an_org_the_locale_says_the_language(tmp_path: Path) -> None:
    """As a process of its own, with the exit code and the words of a person who speaks French."""
    done = program("plan", cwd=tmp_path, env={"LC_ALL": "fr_FR.UTF-8", "MAPCONFIG_LANG": ""})

    assert done.code == 64
    assert done.err.startswith("erreur\u00a0: Il n'y a pas d'organisation ici\u00a0: pas de mapconfig.yaml dans ")
    assert "    mapconfig init my-org\n" in done.err


def test_the_audit_of_a_damaged_journal_is_told_in_french(
    made: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lines and the verdict, since errors send there; the document for programs stays English."""
    monkeypatch.setenv("MAPCONFIG_LANG", "fr")
    done = inside("audit", "verify", "-C", made["damaged"])
    document = json.loads(inside("audit", "verify", "-C", made["damaged"], "--format", "json").out)

    assert done.code == 1
    assert "ligne 2\u00a0: la ligne a été modifiée\u00a0: ce n'est pas du JSON\n" in done.out
    assert "Le journal n'est PAS tel qu'il a été écrit (" in done.out
    assert document["tamperings"] == [{"line": 2, "what": "the line was edited: it is not JSON"}]


def test_a_record_that_somebody_else_holds_is_told_in_french(
    made: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who holds it, where and since when, with the day as French writes it."""
    monkeypatch.setenv("MAPCONFIG_LANG", "fr")
    with held(Path(made["org"], ".mapconfig/local"), Holder("Ana", "elsewhere", 7, "2026-11-22T09:00:00Z", "p1")):
        done = inside("apply", made["spent"], "-C", made["org"])

    assert done.code == 5
    assert (
        "est pris par Ana sur elsewhere (processus 7) depuis le 22 novembre 2026 à 9\u00a0h\u00a000 (UTC)" in done.err
    )


def test_a_refusal_of_the_operating_system_is_told_in_french(
    made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Linux says most is known; whatever else it says stays as it says it."""
    monkeypatch.setenv("MAPCONFIG_LANG", "fr")
    (tmp_path / "plan.json").mkdir()
    done = inside("apply", str(tmp_path / "plan.json"), "-C", made["org"])

    assert done.code == 1
    assert "Impossible de lire" in done.err
    assert "ce n'est pas un fichier ordinaire" in done.err or "c'est un dossier" in done.err


def test_a_bug_and_an_interrupt_are_told_in_french(made: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The boundary speaks, too."""
    monkeypatch.setenv("MAPCONFIG_LANG", "fr")
    said = []
    for error in (
        KeyError("x"),
        KeyboardInterrupt(),
        RecursionError(),
        MemoryError(),
        OSError(28, "No space left on device", "x"),
    ):

        def fail(*_: object, error: BaseException = error, **__: object) -> int:
            raise error

        monkeypatch.setattr("mapconfig.frequent.run", fail)
        said.append(inside("validate", "-C", made["org"]))

    assert [done.code for done in said] == [1, 130, 1, 1, 1]
    assert "c'est un défaut de mapconfig (KeyError à test_errors.py:" in said[0].err
    assert said[1].err == "interrompu\n"
    assert said[4].err == "erreur\u00a0: x\u00a0: plus de place sur le disque. Rien de plus n'a été fait.\n"


def test_a_catalogue_that_cannot_be_read_hides_no_error(made: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken installation tells why a command ended all the same, in English."""

    def broken(_: str) -> Callable[[str], str]:
        raise OSError("no catalogue")

    monkeypatch.setenv("MAPCONFIG_LANG", "fr")
    monkeypatch.setattr("mapconfig.language.speaking.speaker", broken)

    assert inside("apply", "-C", made["org"]).err.startswith("error: Name the plan to apply")


def test_an_error_keeps_its_english() -> None:
    """For programs, for tests, and inside another error, whose words it is said with."""
    error = MapconfigError(say("There is no plan {path}. Make one: mapconfig plan --out {path}", path="p"))

    assert str(error) == "There is no plan p. Make one: mapconfig plan --out p"
    assert json.dumps({"why": told(error)}) == '{"why": "There is no plan p. Make one: mapconfig plan --out p"}'
    assert told(ValueError("x")) == "x"
    assert told(OSError(2, "No such file")) == "[Errno 2] No such file"
    assert told(KeyError()) == ""


def _kinds(sources: Path) -> set[str]:
    """The names of all classes of errors that reach a person."""
    above = {
        found[1]: found[2]
        for path in sources.rglob("*.py")
        for found in re.finditer(r"^class (\w+)\((\w+)\):", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    names = {"MapconfigError"}
    while more := {name for name, base in above.items() if base in names} - names:
        names |= more
    return names


#: Those that take something else first, of which they say a sentence.
_OWN_WORDS = {"SelectorError", "UnreadableError"}


def test_no_error_is_raised_with_words_that_nobody_can_translate() -> None:
    """An f-string or a plain text in the place of a message is English for ever. What tests stand on is left out."""
    sources = REPOSITORY / "src/mapconfig"
    names = _kinds(sources)
    left = []
    for path in sources.rglob("*.py"):
        if "testing" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names - _OWN_WORDS:
                said = node.args[0] if node.args else None
                words = isinstance(said, ast.JoinedStr | ast.BinOp | ast.Constant)
                plain = isinstance(said, ast.Call) and isinstance(said.func, ast.Name) and said.func.id == "str"
                if words or plain:
                    left.append(f"{path.relative_to(sources)}:{node.lineno}")

    assert {"StalePlan", "Rejected", "UsageError", "NoHistoryError"} <= names
    assert left == []
