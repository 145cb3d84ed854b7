"""What a person may rely on when mapconfig writes assets into files."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from tests.read.made import changed

from mapconfig.model import Asset
from mapconfig.read.documents import documents_of
from mapconfig.read.formatting import fmt
from mapconfig.read.org import read_org
from mapconfig.read.tree import Tree
from mapconfig.read.writing import merge_asset, path_of, write_asset
from mapconfig.testing.build import asset, kinds

ORG = Path(__file__).parents[2] / "org-config"


# write_asset, merge_asset -------------------------------------------------------------------------------------------


def test_a_new_asset_is_a_file_that_a_person_would_have_written() -> None:
    """
    In the folder of its kind, in the order of the schema, a sentence a line.
    """
    made = asset(
        "list/vip",
        criteria=["country is FR", {"any": ["score >= 50", "in list friends"]}],
        owner="team/ops",
        title="VIP",
        tags=["b", "a"],
        why={"ticket": "MOPS-1", "reason": "Sales asked"},
    )

    files = write_asset(made, kinds())

    assert list(files) == [path_of(made, kinds())] == ["lists/vip.yaml"]
    assert files["lists/vip.yaml"] == (
        "kind: list\nkey: vip\ntitle: VIP\nowner: team/ops\ntags:\n  - a\n  - b\n"
        "why:\n  reason: Sales asked\n  ticket: MOPS-1\n"
        "criteria:\n  - country is FR\n  - any:\n      - score >= 50\n      - in list friends\n"
    )


def test_long_texts_go_to_side_files_and_come_back_as_they_were() -> None:
    """
    HTML to .html, plain text to .txt, short ones stay in the YAML.
    """
    body = "<p>Hello</p>\n" * 20
    plain = "Hello, you.\n" * 20

    files = write_asset(asset("email/hello", subject="Hi", body=body, text=plain, preheader="x"), kinds())

    assert files["emails/hello.html"] == body
    assert files["emails/hello.txt"] == plain
    assert "body_file: hello.html\n" in files["emails/hello.yaml"]
    assert "text_file: hello.txt\n" in files["emails/hello.yaml"]
    short = write_asset(asset("email/hello", subject="Hi", body="<p>Hi</p>\n<p>You</p>\n"), kinds())
    assert short["emails/hello.yaml"].endswith("body: |\n  <p>Hi</p>\n  <p>You</p>\n")
    odd = write_asset(asset("email/hello", subject="Hi", body="\r" + body), kinds())
    assert list(odd) == ["emails/hello.yaml"]
    text = write_asset(asset("snippet/legal", format="text", content="No tags here. " * 40), kinds())
    assert list(text) == ["snippets/legal.yaml", "snippets/legal.txt"]


def test_every_asset_of_the_example_org_is_written_and_read_back_the_same() -> None:
    """
    Import gives the org that was exported.
    """
    for found in read_org(Tree(ORG), kinds()).org.values():
        if found.kind == "crm-field":
            continue
        files = write_asset(found, kinds())
        file = path_of(found, kinds())

        def side(name: str, files: dict[str, str] = files) -> bytes:
            return files[name].encode()

        reading = documents_of(file, files[file].encode(), kinds(), side)
        assert reading.findings == ()
        assert reading.assets == (found,)
        assert fmt(files[file].encode(), kinds()).decode() == files[file]


EMAIL = """\
kind: email
key: hello
subject: "Hi"  # short
type: journey
suppress: [list/b, list/a]   # in this order
body_file: hello.html
"""


def merged(text: str, **attributes: Any) -> tuple[str, dict[str, str]]:
    """The file after the platform's side was merged into it, which must then be the same asset."""
    wanted = asset("email/hello", attributes)
    sides = {"hello.html": "<p>Hi</p>"}
    data, texts = merge_asset(wanted, kinds(), text.encode(), 0, sides.get)
    now = {**sides, **texts}
    reading = documents_of("hello.yaml", data, kinds(), lambda name: now[name].encode())
    assert reading.findings == ()
    assert reading.assets == (wanted,)
    return data.decode(), texts


def test_merging_what_is_the_same_changes_nothing() -> None:
    """
    Defaults that a person wrote out, their order and their quotes stay.
    """
    assert merged(EMAIL, subject="Hi", suppress=["list/a", "list/b"], body="<p>Hi</p>") == (EMAIL, {})


def test_merging_changes_only_what_is_different() -> None:
    """
    Values where they stand, texts in their side file, what is gone taken out.
    """
    text, sides = merged(EMAIL, subject="Hello", suppress=["list/a", "list/b", "list/c"], body="<p>Hello</p>")
    gone, _ = merged(EMAIL, subject="Hi", type="list")

    assert text == EMAIL.replace('"Hi"', '"Hello"').replace("list/a]", "list/a, list/c]")
    assert sides == {"hello.html": "<p>Hello</p>"}
    assert "suppress" not in gone
    assert "body_file" not in gone
    assert "type: list\n" in gone


def test_merging_keeps_the_writing_of_criteria_and_nested_defaults() -> None:
    """
    Only a sentence that means something else is touched.
    """
    text = (
        "kind: journey\nkey: x\nentry: {lists: [list/b, list/a], re_entry: never}\n"
        "goal:\n- country  is FR  # one\n- score >= 50\n"
        "steps:\n- {id: a, send: email/a}\n- id: b\n  wait: 3 days\n"
    )
    wanted = asset(
        "journey/x",
        entry={"lists": ["list/a", "list/b", "list/c"]},
        goal=["country is FR", "score >= 60"],
        steps=[{"id": "a", "send": "email/a"}, {"id": "b", "wait": "4 days"}],
    )

    data, _ = merge_asset(wanted, kinds(), text.encode(), 0, lambda name: None)

    reading = documents_of("x.yaml", data, kinds(), lambda name: b"")
    assert reading.assets == (wanted,)
    assert changed(text, data.decode()) == [
        "- entry: {lists: [list/b, list/a], re_entry: never}",
        "+ entry: {lists: [list/b, list/a, list/c], re_entry: never}",
        "- - score >= 50",
        "+ - score >= 60",
        "-   wait: 3 days",
        "+   wait: 4 days",
    ]


def test_any_asset_of_the_example_org_can_be_merged_into_any_other_of_its_kind() -> None:
    """
    Whatever the platform has, the file can be made to say it, and then it does.
    """
    org = read_org(Tree(ORG), kinds()).org
    chance = random.Random(1)
    for found in org.values():
        if found.kind == "crm-field" or found.origin is None:
            continue
        other = chance.choice(list(org.of_kind(found.kind)))
        wanted = Asset(found.address, other.attributes)
        file = found.origin.file
        folder = Path(file).parent

        def side(name: str, folder: Path = folder) -> str | None:
            path = ORG / folder / name
            return path.read_text() if path.is_file() else None

        data, texts = merge_asset(wanted, kinds(), (ORG / file).read_bytes(), found.origin.document, side)

        def now(name: str, folder: Path = folder, texts: dict[str, str] = texts) -> bytes:
            given = {str(folder / key): value for key, value in texts.items()}
            return given[name].encode() if name in given else (ORG / name).read_bytes()

        reading = documents_of(file, data, kinds(), now)
        assert reading.assets[found.origin.document] == wanted
