"""`mapconfig import`: what the platform has, in files a person would have written; then there is nothing left to do."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from tests.cli.program import SMALL, Ran, example, inside, program, replace, settled, small, write

from mapconfig.address import Address
from mapconfig.backend import Rejected
from mapconfig.backends.embedded import Embedded, connect
from mapconfig.backends.embedded.quirks import QUIRKS
from mapconfig.model import Org, normalise
from mapconfig.read.schema import kind_problems
from mapconfig.read.yaml import load
from mapconfig.testing import EXAMPLES, Ids, kinds
from mapconfig.testing.strategies import orgs

BARE = "name: Bare\nenvironments:\n  local:\n    backend: embedded\n    settings:\n      aliases: any\n"


def take(org: Path, *words: str) -> Ran:
    return inside("import", *words, "-C", str(org))


def edited(org: Path, *words: str) -> None:
    """An edit on the platform's own pages."""
    done = inside("platform", *words, "-C", str(org))
    assert done.code == 0, done.all


def plan(org: Path) -> str:
    done = inside("plan", "-C", str(org))
    assert done.code == 0, done.all
    return done.out


def content(org: Path) -> dict[str, bytes]:
    """Every file of the org and its record, but for the platform itself and caches."""
    return {
        path.relative_to(org).as_posix(): path.read_bytes()
        for path in org.rglob("*")
        if path.is_file() and "sqlite3" not in path.name and "cache" not in path.parts and path.name != "lock"
    }


def platform(org: Path, **settings: Any) -> Embedded:
    return connect({"file": ".mapconfig/platform.sqlite3", "aliases": "any", **settings}, str(org), kinds())


def put(backend: Embedded, assets: Mapping[Address, Mapping[str, Any]], running: bool = True) -> Ids:
    """Put assets on a platform past mapconfig, references by id where the id is known."""
    names = Ids()
    for _ in range(2):  # the second time every id is known
        for address, attributes in assets.items():
            raw = normalise(kinds()[address.kind], attributes)
            known = names.remote_id(address)
            if known is None:
                names.learn(address, backend.create(address, raw, names).remote_id)
            else:
                live = backend.read(address.kind, known, names)
                assert live is not None
                backend.update(live, address, raw, names)
    for address in assets if running else ():
        live = backend.read(address.kind, names.remote_id(address) or "", names)
        assert live is not None
        if live.active is False and assets[address].get("state", "active") == "active":
            backend.activate(live)
    return names


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An org that has settings and nothing else."""
    return write(tmp_path / "bare", {"mapconfig.yaml": BARE})


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """The small org, applied; its record lies in the org."""
    return settled(small(tmp_path / "org"), tmp_path / "plan.json")


# -- new files --------------------------------------------------------------------------------------------------------


def test_a_platform_becomes_an_org(bare: Path) -> None:
    """One of every kind: each gets a file, references are addresses, and the plan is empty."""
    put(platform(bare), {each.address: each.before for each in EXAMPLES})

    done = take(bare)

    assert done.code == 0, done.all
    assert done.out.count("new ") == len(EXAMPLES)
    assert "extends: list/customers\n" in (bare / "lists/customers-fr.yaml").read_text()
    assert "not in list fatigued" in (bare / "lists/customers-fr.yaml").read_text()
    assert "{{ snippet/footer }}" in (bare / "emails/welcome-1.yaml").read_text()
    assert "nothing to do" in plan(bare)


def test_files_are_in_the_canonical_form_with_the_key_first(bare: Path) -> None:
    """As a person would have written them: `fmt` has nothing to add."""
    put(platform(bare), {each.address: each.before for each in EXAMPLES})
    take(bare)

    assert (bare / "lists/customers.yaml").read_text().startswith("kind: list\nkey: customers\ntitle: Customers")
    assert inside("fmt", "--check", "-C", str(bare)).code == 0


def test_a_second_import_changes_nothing(bare: Path) -> None:
    """Not a byte of the files, and no entry of the journal."""
    put(platform(bare), {each.address: each.after for each in EXAMPLES})
    take(bare)
    before = content(bare)

    done = take(bare)

    assert (done.code, done.out) == (0, "")
    assert content(bare) == before


def test_long_bodies_get_files_of_their_own(bare: Path) -> None:
    """Beside the e-mail, under names that no other text has."""
    body = "<p>Hello</p>\n" * 40
    text = "Hello\n" * 40
    put(platform(bare), {
        Address("email/long"): {"title": "Long", "subject": "Long", "body": body, "text": text},
        Address("snippet/long"): {"title": "Long", "content": body},
        Address("email/plain"): {"title": "Plain", "subject": "Plain", "body": text + "1", "text": text},
    })  # fmt: skip
    write(bare, {"emails/long.html": "Somebody's notes.\n"})

    done = take(bare)

    assert done.code == 0, done.all
    (email,) = load((bare / "emails/long.yaml").read_bytes(), "")[0]
    assert (email["body_file"], email["text_file"]) == ("long-2.html", "long.txt")
    assert (bare / "emails/long-2.html").read_text() == body
    assert (bare / "emails/long.html").read_text() == "Somebody's notes.\n"
    (plain,) = load((bare / "emails/plain.yaml").read_bytes(), "")[0]
    assert (bare / "emails" / plain["text_file"]).read_text() == text
    assert "nothing to do" in plan(bare)


def test_long_lines_are_folded_and_keys_stand_as_people_write_them(bare: Path) -> None:
    """No line that runs off the screen, no embed torn apart; a step says what it waits for before where it goes."""
    steps = [
        {"then": "end", "else": "end", "within": "5 days", "did": "opened any email", "id": "read"},
        {"next": "end", "do": [{"score": 5}], "id": "act"},
    ]
    long = " ".join(["It is a word and another word, then {{ snippet/foot }} and"] * 4) + " # end"
    put(platform(bare), {
        Address("journey/a"): {"title": "A", "steps": steps},
        Address("snippet/a"): {"title": "A", "variants": [{"id": "fr", "when": ["country is FR"], "content": long}]},
        Address("snippet/b"): {"title": "B", "content": " " + "x" * 200},
    })  # fmt: skip

    assert take(bare).code == 0

    journey = (bare / "journeys/a.yaml").read_text()
    assert journey.endswith(
        "  - id: read\n    did: opened any email\n    within: 5 days\n    then: end\n    else: end\n"
        "  - id: act\n    do:\n      - score: 5\n    next: end\n"
    )
    lines = (bare / "snippets/a.yaml").read_text().splitlines()
    assert max(map(len, lines)) <= 120
    assert sum(line.count("{{ snippet/foot }}") for line in lines) == 4
    assert inside("fmt", "--check", "-C", str(bare)).code == 0
    assert "nothing to do" in plan(bare)


def test_a_number_that_yaml_does_not_keep_is_named(bare: Path) -> None:
    """What would be another number after reading is not written."""
    put(platform(bare), {Address("form/a"): {"title": "A", "vendor": {"embedded": {"id": -(2**53)}}}})

    done = take(bare)

    assert done.code == 3
    assert "form/a (id 1) is on the platform as no file can have it" in done.err
    assert "has more digits than every program keeps" in done.err


def test_a_number_that_yaml_does_not_keep_is_named_for_long_texts_too(bare: Path) -> None:
    """A side file beside it changes nothing about that."""
    vendor = {"embedded": {"id": -(2**53)}}
    put(platform(bare), {Address("email/a"): {"title": "A", "body": "<p>A</p>\n" * 40, "vendor": vendor}})

    done = take(bare)

    assert done.code == 3
    assert "has more digits than every program keeps" in done.err
    assert not (bare / "emails").exists()


def test_what_stands_still_is_paused(bare: Path) -> None:
    """`state` says what runs: active, which needs no word, or paused."""
    put(platform(bare), {each.address: each.before for each in EXAMPLES}, running=False)
    take(bare)

    assert "state: paused\n" in (bare / "journeys/welcome.yaml").read_text()
    assert "nothing to do" in plan(bare)
    edited(bare, "start", "journey/welcome")
    done = take(bare)
    assert done.out == "changed  journey/welcome  journeys/welcome.yaml\n"
    assert "state:" not in (bare / "journeys/welcome.yaml").read_text()


def test_a_file_that_is_in_the_way_stays(bare: Path) -> None:
    """Another asset in a file of that name, whatever the capitals, does not make the import lose one."""
    write(bare, {"lists/VIP.yaml": "kind: list\nkey: other\ntitle: Other\n"})
    put(platform(bare), {Address("list/vip"): {"title": "Theirs"}})

    done = take(bare)

    assert done.out == "new      list/vip  lists/vip-2.yaml\n"
    assert "key: other" in (bare / "lists/VIP.yaml").read_text()


def test_only_what_is_asked_for(bare: Path) -> None:
    """Kinds and addresses; the rest is left alone."""
    put(platform(bare), {each.address: each.before for each in EXAMPLES})

    assert take(bare, "team", "list/customers").code == 0

    assert sorted(path.name for path in bare.rglob("*.yaml")) == [
        "customers.yaml", "mapconfig.yaml", "marketing-ops.yaml"
    ]  # fmt: skip
    assert "nothing to do" in plan(bare)


def test_a_dry_run_writes_nothing(bare: Path) -> None:
    """It lists what would be written, and that is what is written."""
    put(platform(bare), {each.address: each.before for each in EXAMPLES})
    before = content(bare)

    dry = take(bare, "--dry-run")

    assert dry.code == 0
    assert "would be written" in dry.err
    assert content(bare) == before
    assert take(bare).out == dry.out


# -- files that exist -------------------------------------------------------------------------------------------------


def test_changes_on_the_platform_are_taken_into_the_files(org: Path) -> None:
    """Only the lines that say what changed; comments and everything else stay, and the plan has nothing to do."""
    file = org / "lists/french.yaml"
    file.write_text("# France.\n" + file.read_text().replace("title: French growers", "title: French growers # here"))
    before = file.read_text()
    edited(org, "edit", "list/french", "title", "Growers in France")
    edited(org, "edit", "journey/welcome", "steps.pause.wait", "4 days")
    edited(org, "edit", "list/old", "tags", '["new"]')

    done = take(org)

    assert done.code == 0, done.all
    assert done.out.splitlines() == [
        "changed  journey/welcome  journeys/welcome.yaml",
        "changed  list/french  lists/french.yaml",
        "changed  list/old  lists/old.yaml",
    ]
    assert file.read_text() == before.replace("title: French growers", "title: Growers in France")
    assert (org / "journeys/welcome.yaml").read_text() == SMALL["journeys/welcome.yaml"].replace("2 days", "4 days")
    assert "nothing to do" in plan(org)
    assert inside("drift", "-C", str(org)).code == 0


def test_a_side_file_gets_the_new_text(org: Path, tmp_path: Path) -> None:
    """The text changes where it is kept; the YAML is not touched."""
    write(org, {"emails/hello.yaml": SMALL["emails/hello.yaml"].replace("body: <p>Hello</p>", "body_file: hello.html"),
                "emails/hello.html": "<p>Hello</p>"})  # fmt: skip
    assert "nothing to do" in plan(org)
    before = (org / "emails/hello.yaml").read_bytes()
    edited(org, "edit", "email/hello", "body", "<p>Good day</p>")

    assert take(org).code == 0

    assert (org / "emails/hello.html").read_text() == "<p>Good day</p>"
    assert (org / "emails/hello.yaml").read_bytes() == before
    assert "nothing to do" in plan(org)


def test_two_assets_of_one_file_are_both_taken(org: Path, tmp_path: Path) -> None:
    """Each edit builds on the one before."""
    one, other = (org / "lists/old.yaml").read_text(), (org / "lists/all.yaml").read_text()
    (org / "lists/all.yaml").unlink()
    (org / "lists/old.yaml").write_text(f"{one}---\n{other}")
    edited(org, "edit", "list/old", "title", "One")
    edited(org, "edit", "list/all", "title", "Two")

    assert take(org).code == 0

    assert [each["title"] for each in load((org / "lists/old.yaml").read_bytes(), "")[0]] == ["One", "Two"]
    assert "nothing to do" in plan(org)


def test_a_change_in_the_files_gives_way_to_the_platform(org: Path) -> None:
    """An import says: theirs. What git has is not lost."""
    replace(org / "lists/old.yaml", "title: Old list", "title: Ours")

    assert take(org, "list/old").code == 0

    assert "title: Old list" in (org / "lists/old.yaml").read_text()


def test_a_managed_asset_without_a_file_gets_one_again(org: Path) -> None:
    """Somebody lost the file; the platform still has the asset."""
    (org / "lists/old.yaml").unlink()

    done = take(org)

    assert done.out == "new      list/old  lists/old.yaml\n"
    assert "nothing to do" in plan(org)


def test_what_is_gone_on_the_platform_is_left_alone_and_named(org: Path) -> None:
    """No file is deleted because somebody deleted the asset."""
    edited(org, "delete", "list/old")

    done = take(org)

    assert done.code == 0
    assert "list/old is gone from the platform. Its file was left alone" in done.err
    assert (org / "lists/old.yaml").exists()
    assert take(org, "list/old").err.count("is gone from the platform") == 1
    assert "is gone" not in take(org, "team").err


def test_what_is_to_be_deleted_is_not_written_again(org: Path) -> None:
    """removed.yaml is a wish; an import does not contradict it."""
    assert inside("rm", "list/old", "--why", "Old", "-C", str(org)).code == 0

    done = take(org)

    assert done.code == 3
    assert "removed.yaml asks for it to be deleted, so no file was written" in done.err
    assert not (org / "lists/old.yaml").exists()


def test_a_stranger_that_is_to_be_deleted_is_named(bare: Path) -> None:
    """Even one that mapconfig never managed."""
    put(platform(bare), {Address("list/old"): {"title": "Old"}})
    write(bare, {"removed.yaml": "removed:\n  - asset: list/old\n    why: Old\n"})

    done = take(bare)

    assert done.code == 3
    assert "mapconfig adopt list/old" in done.err


def test_a_rename_that_is_not_applied_yet_survives(org: Path) -> None:
    """The file keeps its new key; the plan still shows the rename and nothing else."""
    assert inside("mv", "list/french", "paris", "-C", str(org)).code == 0
    edited(org, "edit", "list/french", "title", "Theirs")

    done = take(org)

    assert done.out == "changed  list/paris  lists/paris.yaml\n"
    assert "title: Theirs" in (org / "lists/paris.yaml").read_text()
    out = plan(org)
    assert "list/paris" in out
    assert "1 to " in out


def test_overrides_of_an_environment_stay_in_the_settings(org: Path, tmp_path: Path) -> None:
    """What differs on purpose is not written into the file that is for all environments."""
    (org / "mapconfig.yaml").write_text(
        "name: Small\nenvironments:\n  local:\n    backend: embedded\n    overrides:\n      list/old:\n"
        "        title: Only here\n      journey/welcome:\n        state: paused\n"
    )
    settled(org, tmp_path / "second.json")
    edited(org, "edit", "list/old", "tags", '["new"]')
    assert take(org).out == "changed  list/old  lists/old.yaml\n"
    assert "title: Old list" in (org / "lists/old.yaml").read_text()
    assert "nothing to do" in plan(org)

    edited(org, "edit", "list/old", "title", "Somebody's")
    edited(org, "start", "journey/welcome")
    before = content(org)
    done = take(org)

    assert done.code == 3
    assert "list/old differs in title, which an override of the environment local sets" in done.err
    assert "journey/welcome differs in state" in done.err
    assert content(org) == before


# -- what cannot be written -------------------------------------------------------------------------------------------


def test_a_name_that_is_taken_is_told_with_both(org: Path) -> None:
    """An asset of that address in the files that the record does not know: nobody guesses that the two are one."""
    write(org, {"lists/mine.yaml": "kind: list\nkey: theirs\ntitle: Mine\nowner: team/ops\n"})
    edited(org, "create", "list/theirs", '{"title": "Theirs"}')

    done = take(org)

    assert done.code == 3
    found = re.search(r"list/theirs is in lists/mine.yaml and on the platform \(id (\d+)\)", done.err)
    assert found is not None
    assert f"    mapconfig adopt list/theirs --remote-id {found[1]}\n" in done.err
    assert inside("adopt", "list/theirs", "--remote-id", found[1], "-C", str(org)).code == 0
    assert "title: Mine" in (org / "lists/mine.yaml").read_text()


def test_of_two_with_one_name_none_is_taken_and_no_reference_is_guessed(bare: Path) -> None:
    """Both are named with their ids, and so is who refers to one of them; the rest is imported."""
    backend = platform(bare)
    names = put(backend, {Address("list/a"): {"title": "One"}, Address("list/b"): {"extends": "list/a"},
                          Address("list/c"): {"title": "Fine"}})  # fmt: skip
    again = backend.create(Address("list/a"), {"title": "Two"}, Ids()).remote_id

    done = take(bare)

    assert done.code == 3
    for number in (names.remote_id(Address("list/a")), again):
        assert f"mapconfig adopt list/a --remote-id {number}" in done.err
    assert "import again, or write a file for list/a, and choose it then:" in done.err
    assert "list/b names the list with the id" in done.err
    assert done.out == "new      list/c  lists/c.yaml\n"
    assert "3 left as they are" in done.err
    assert take(bare, "list/a").code == 3

    write(bare, {"lists/a.yaml": "kind: list\nkey: a\ntitle: Two\n"})
    assert "import again, or choose it:" in take(bare, "list/a").err
    assert inside("adopt", "list/a", "--remote-id", again, "-C", str(bare)).code == 0


def test_fields_of_other_records_ask_for_a_word_in_the_settings(bare: Path) -> None:
    """Which is said with the lines to add, and no more when they are there."""
    number = {"title": "Size", "type": "number"}
    put(platform(bare), {Address(f"field/{key}"): number for key in ("size", "account.size", "contract.size")})

    told = take(bare, "--dry-run").err

    assert "Fields of account, contract are of another record than the person." in told
    assert "    relations:\n      account: one   # or many\n      contract: one   # or many\n" in told
    settings = (bare / "mapconfig.yaml").read_text()
    (bare / "mapconfig.yaml").write_text(f"{settings}\nrelations:\n  account: one\n  contract: many\n")
    assert "relations" not in take(bare).err
    assert inside("validate", "-C", str(bare), "--format", "json").code == 0


def test_a_managed_asset_is_not_confused_with_its_namesake(org: Path) -> None:
    """The one that the record knows goes on; the other one is named."""
    assert inside("mv", "list/french", "paris", "-C", str(org)).code == 0
    live = platform(org).create(Address("list/old"), {"title": "Impostor"}, Ids()).remote_id
    edited(org, "edit", "journey/welcome", "steps.pause.wait", "9 days")

    done = take(org)

    assert done.code == 3
    assert f"the one with the id {live} is not managed" in done.err
    assert "wait: 9 days" in (org / "journeys/welcome.yaml").read_text()
    assert "Old list" in (org / "lists/old.yaml").read_text()


def test_what_no_file_may_say_is_named_and_left_out(bare: Path) -> None:
    """A platform may hold what the schema refuses; the org stays one that can be read."""
    put(platform(bare), {Address("email/odd"): {"title": "Odd", "type": "pigeon"}, Address("list/c"): {"title": "C"}})

    done = take(bare)

    assert done.code == 3
    assert "email/odd (id 1) is on the platform as no file can have it, and nothing was written for it." in done.err
    assert done.out == "new      list/c  lists/c.yaml\n"
    assert "nothing to do" in plan(bare)


def test_a_change_that_no_file_may_say_is_named_and_left_out(org: Path) -> None:
    """The same for the file of an asset that is managed."""
    edited(org, "edit", "email/hello", "type", "pigeon")
    before = content(org)

    done = take(org)

    assert done.code == 3
    assert "email/hello" in done.err
    assert content(org) == before


def test_a_name_that_can_be_no_key_is_named(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other platforms allow names that an address cannot have."""
    put(platform(bare), {Address("list/c"): {"title": "C"}})
    real = Embedded.fetch

    def odd(self: Embedded, *words: Any) -> Any:
        from dataclasses import replace as with_

        return (with_(each, address=Address("list/Our customers!")) for each in real(self, *words))

    monkeypatch.setattr(Embedded, "fetch", odd)

    done = take(bare)

    assert done.code == 3
    assert "The list with the id 1 is called 'Our customers!' on the platform, which can be no key here" in done.err


def test_a_file_that_cannot_be_edited_is_named(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an edit would change the meaning of the rest, a person has to do it."""
    from mapconfig.read import edit, writing

    def refuse(*_: Any, **__: Any) -> Any:
        raise edit.UneditableError("It cannot be edited.")

    monkeypatch.setattr(writing, "merge_asset", refuse)
    edited(org, "edit", "list/old", "title", "New")

    done = take(org)

    assert done.code == 3
    assert "list/old is different on the platform, and lists/old.yaml was left alone: It cannot be edited." in done.err


@pytest.mark.parametrize("how", ["merge_asset", "write_asset", "write_asset under another key"])
def test_a_file_that_would_say_something_else_is_not_written(
    org: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was prepared is read back before it is written."""
    from mapconfig.read import writing

    key = {"merge_asset": "old", "write_asset": "fresh"}.get(how, "other")
    wrong = f"kind: list\nkey: {key}\ntitle: Wrong\n"
    monkeypatch.setattr(writing, "merge_asset", lambda *_: (wrong.encode(), {}))
    monkeypatch.setattr(writing, "write_asset", lambda asset, _: {"lists/fresh.yaml": wrong})
    if how == "merge_asset":
        edited(org, "edit", "list/old", "title", "New")
    else:
        edited(org, "create", "list/fresh", '{"title": "Fresh"}')
    before = content(org)

    done = take(org)

    assert done.code == 3
    assert "so that it means what is on the platform" in done.err
    assert content(org) == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["lists"], "embedded has no kind 'lists'. Did you mean list?"),
        (["crm-field"], "embedded has no kind 'crm-field'."),
        (["list/odl"], "embedded has no list/odl. Did you mean list/old?"),
        (["zzzz/x"], "embedded has no kind 'zzzz'. It has team,"),
    ],
)
def test_words_that_pick_nothing_are_refused(org: Path, words: list[str], sentence: str) -> None:
    """A misspelt name is no empty import."""
    done = take(org, *words)

    assert done.code == 64
    assert sentence in done.err


def test_an_apply_that_was_cut_short_comes_first(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody knows the end of is not written down as a fact."""
    from mapconfig.record.state import State

    monkeypatch.setattr(State, "unresolved", property(lambda self: ["c0ffee"]))

    done = take(org)

    assert done.code == 1
    assert "Plan c0ffee was cut short" in done.err
    assert "mapconfig apply --resume" in done.err


def test_a_kind_that_the_platform_does_not_show_is_refused(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to import from."""
    from mapconfig.testing import Crippled
    from mapconfig.workspace import Workspace

    real = Workspace.backend
    monkeypatch.setattr(Workspace, "backend", lambda self, where: Crippled(real(self, where)))

    done = take(org, "stage")

    assert done.code == 64
    assert "embedded does not show its stage assets" in done.err


def test_gaps_of_a_platform_leave_the_files_as_they_are(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a platform cannot hold is not taken out of the file because it is not there."""
    from mapconfig.testing import Crippled
    from mapconfig.workspace import Workspace

    real = Workspace.backend
    text = "kind: snippet\nkey: foot\ntitle: Foot\nowner: team/ops\ncontent: Bye\n"
    variants = "variants:\n  - id: fr\n    when:\n      - country is France\n    content: Adieu\n"
    write(org, {"snippets/foot.yaml": text + variants})
    edited(org, "create", "snippet/foot", '{"title": "Foot", "owner": "team/ops", "content": "Bye"}')
    monkeypatch.setattr(Workspace, "backend", lambda self, where: Crippled(real(self, where)))
    assert inside("adopt", "snippet/foot", "-C", str(org)).code == 0
    edited_on_platform = platform(org)
    live = edited_on_platform.find(Address("snippet/foot"), {}, Ids())[0]
    edited_on_platform.update(live, live.address, {**live.attributes, "content": "Ciao"}, Ids())

    done = take(org, "snippet")

    assert done.code == 0, done.all
    assert (org / "snippets/foot.yaml").read_text() == text.replace("Bye", "Ciao") + variants


# -- the law ----------------------------------------------------------------------------------------------------------


def sound(org: Org) -> dict[Address, dict[str, Any]]:
    """The assets of a generated org as far as a schema allows them, as raw attributes."""
    found = {}
    for address, asset in org.items():
        kind = org.kinds[asset.kind]
        raw = dict(asset.attributes)
        for _ in range(20):
            faults = kind_problems(kind, {"kind": asset.kind, "key": asset.key, **raw})
            names = {str(fault.path[0]) for fault in faults if fault.path} & set(raw)
            if not names:
                break
            raw = {name: value for name, value in raw.items() if name not in names}
        found[address] = raw
    return found


def law(root: Path, org: Org, quirks: list[str]) -> Ran:
    """import -> plan is empty, and a second import changes not a byte. Gives the first import."""
    quoted = json.dumps(quirks)
    write(root, {"mapconfig.yaml": BARE + f"      quirks: {quoted}\n"})
    put(platform(root, quirks=quirks), sound(org))
    first = take(root)
    assert first.code in (0, 3), first.all
    out = plan(root)
    assert "nothing to do" in out, first.all + out
    before = content(root)
    second = take(root)
    assert second.code == first.code, second.all
    assert second.out == ""
    assert content(root) == before
    return first


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(orgs(max_size=5))
def test_after_an_import_there_is_nothing_to_do(org: Org) -> None:
    """For whatever a platform holds: `import`, then `plan` is empty, and `import` again changes nothing."""
    with tempfile.TemporaryDirectory() as root:
        law(Path(root), org, [])


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(orgs(max_size=5))
def test_the_same_of_a_platform_that_rewrites_what_it_is_given(org: Org) -> None:
    """Titles trimmed, tags lowered, HTML tidied, numbers for yes and no."""
    with tempfile.TemporaryDirectory() as root:
        law(Path(root), org, list(QUIRKS))


@pytest.mark.slow
@pytest.mark.parametrize("quirks", [[], list(QUIRKS)])
def test_the_example_org_comes_back_from_the_platform(tmp_path: Path, quirks: list[str]) -> None:
    """Everything in it, with every reference, none left out."""
    root = example(tmp_path / "example")
    from mapconfig.read.org import read_org
    from mapconfig.read.tree import Tree

    org = read_org(Tree(root)).org
    assets = [asset for asset in org.values() if asset.kind != "crm-field"]
    done = law(tmp_path / "bare", Org.of(kinds(), assets), quirks)

    assert done.code == 0, done.all
    assert Counter(line.split()[0] for line in done.out.splitlines()) == {"new": len(assets)}


def test_drift_of_a_rewriting_platform_keeps_what_a_person_wrote(tmp_path: Path) -> None:
    """Where the platform only writes it in another way, the file stays; where somebody changed it, theirs counts."""
    root = small(tmp_path / "org")
    replace(root / "mapconfig.yaml", "    backend: embedded\n", "    backend: embedded\n    settings:\n      quirks: "
            + json.dumps(list(QUIRKS)) + "\n")  # fmt: skip
    replace(root / "lists/old.yaml", "title: Old list", 'title: "Old   list"\ntags: [VIP, All]')
    settled(root, tmp_path / "plan.json")
    before = (root / "lists/old.yaml").read_text()
    assert take(root).out == ""
    edited(root, "edit", "list/old", "description", "Theirs")

    assert take(root).code == 0

    after = (root / "lists/old.yaml").read_text()
    assert after.replace("description: Theirs\n", "") == before
    assert "nothing to do" in plan(root)


def test_it_works_as_a_program(bare: Path) -> None:
    """As people call it."""
    put(platform(bare), {Address("list/c"): {"title": "C"}})

    done = program("import", cwd=bare)

    assert (done.code, done.out) == (0, "new      list/c  lists/c.yaml\n")


def test_a_refused_write_of_the_record_writes_no_file(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else holds the record: the files wait as well."""
    from mapconfig.record.store import Record

    put(platform(bare), {Address("list/c"): {"title": "C"}})

    def locked(*_: Any, **__: Any) -> Any:
        raise Rejected("held")

    monkeypatch.setattr(Record, "writing", locked)

    assert take(bare).code == 1
    assert not (bare / "lists").exists()


def test_criteria_come_in_their_one_form(bare: Path) -> None:
    """A sentence a line."""
    put(platform(bare), {Address("list/c"): {"criteria": {"all": ["industry  is   Golf"]}}})
    take(bare)

    assert (bare / "lists/c.yaml").read_text().endswith("criteria:\n  - industry is Golf\n")


def test_fields_that_depend_on_each_other_come_as_the_platform_has_them(
    org: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A platform may drop one field because of another; what a person wrote there gives way."""
    real = Embedded.kept

    def kept(self: Embedded, kind: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
        found = real(self, kind, attributes)
        if str(found.get("title", "")).startswith("Old"):
            found.pop("description", None)
        return found

    monkeypatch.setattr(Embedded, "kept", kept)
    replace(org / "lists/old.yaml", "title: Old list\n", "title: Old list\ndescription: Ours\n")
    assert take(org).out == ""
    edited(org, "edit", "list/old", "title", "New list")

    assert take(org).code == 0

    assert (org / "lists/old.yaml").read_text() == SMALL["lists/old.yaml"].replace("Old list", "New list")
    assert "nothing to do" in plan(org)


def test_a_side_file_that_is_no_text_is_no_reason_to_stop(org: Path) -> None:
    """It is a finding, so the org is not read in full, and nothing is imported on half of it."""
    write(org, {"emails/hello.yaml": SMALL["emails/hello.yaml"].replace("body: <p>Hello</p>", "body_file: hello.html"),
                "emails/hello.html": b"\xff\xfe"})  # fmt: skip

    done = take(org)

    assert done.code == 3
    assert "mapconfig validate" in done.err


def test_a_text_that_two_share_is_parted_when_one_changes(org: Path, tmp_path: Path) -> None:
    """The other asset keeps what it has."""
    shared = "kind: email\nkey: {key}\ntitle: {key}\nowner: team/ops\nsubject: {key}\nbody_file: hello.html\n"
    write(org, {"emails/hello.yaml": shared.format(key="hello") + "---\n" + shared.format(key="news"),
                "emails/hello.html": "<p>Hello</p>"})  # fmt: skip
    settled(org, tmp_path / "second.json")
    edited(org, "edit", "email/news", "body", "<p>News</p>")

    done = take(org)

    assert done.code == 0, done.all
    assert (org / "emails/hello.html").read_text() == "<p>Hello</p>"
    assert (org / "emails/news.html").read_text() == "<p>News</p>"
    assert (org / "emails/hello.yaml").read_text().endswith("body_file: news.html\n")
    assert "nothing to do" in plan(org)
