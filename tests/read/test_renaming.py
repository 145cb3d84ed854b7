"""What a person may rely on when an asset gets another name in all files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.read.made import changed

from mapconfig.address import Address
from mapconfig.model import rewrite
from mapconfig.read.documents import documents_of
from mapconfig.read.edit import UneditableError
from mapconfig.read.org import read_org
from mapconfig.read.renaming import rewrite_addresses, rewrite_embeds, rewrite_personas, rewrite_references
from mapconfig.read.tree import Tree
from mapconfig.testing.build import kinds

ORG = Path(__file__).parents[2] / "org-config"


def to(old: str, new: str) -> Callable[[Address], Address]:
    return lambda address: Address(new) if address == old else address


def test_a_rename_reaches_settings_of_a_platform() -> None:
    """
    What a platform's own settings name is renamed with its target, in files and in what is compared with them.
    """
    text = """\
kind: journey
key: welcome
vendor:
  mautic:
    events:
      - id: hello   # email/hello
        name: email/hello there
        triggerInterval: 8
        properties:
          email: email/hello
          segments: [list/all, 7]
"""
    rename = to("email/hello", "email/hi")
    done = rewrite_references(text.encode(), kinds(), rename).decode()

    assert [line for line in changed(text, done) if line.startswith("+")] == ["+           email: email/hi"]
    attributes = {"vendor": {"mautic": {"events": [{"email": "email/hello", "lists": ["list/all", 7]}]}}}
    renamed = rewrite(kinds()["journey"], attributes, rename)
    assert renamed == {"vendor": {"mautic": {"events": [{"email": "email/hi", "lists": ["list/all", 7]}]}}}


def test_a_rename_changes_names_and_nothing_else() -> None:
    """
    In references, in criteria, in bodies; not in titles, not in comments, not in other words.
    """
    text = """\
kind: list   # list/customers is not a reference here
key: vip
title: list/customers
extends:   'list/customers'
suppress: [list/customers,list/customers-2]
criteria:
- not   in list customers   # in list customers
- any: [in list customers, in list "customers"]
---
kind: email
key: hello
subject: Hi
body: |
  {{ snippet/legal }} and {{snippet/legal-2}}
  {{ snippet/legal }}
text: "{{ snippet/legal }}"
to:
  - list/customers
---
kind: unicorn
extends: list/customers
"""

    lists = rewrite_references(text.encode(), kinds(), to("list/customers", "list/clients")).decode()
    snippets = rewrite_references(text.encode(), kinds(), to("snippet/legal", "snippet/imprint")).decode()

    assert [line for line in changed(text, lists) if line.startswith("+")] == [
        '+ extends:   "list/clients"',
        "+ - not in list clients   # in list customers",
        "+ - any: [in list clients, in list clients]",
        "+   - list/clients",
    ] or changed(text, lists)
    assert "suppress" in lists
    assert "title: list/customers\n" in lists
    assert "kind: unicorn\nextends: list/customers\n" in lists
    assert snippets == text.replace("{{ snippet/legal }}", "{{ snippet/imprint }}")
    assert rewrite_references(text.encode(), kinds(), lambda one: one) == text.encode()


def test_names_in_groups_and_long_lists_of_values_are_renamed() -> None:
    """
    Where the field is the key of the group as well.
    """
    text = "kind: list\nkey: x\ncriteria:\n  - country in:  # where\n      - FR\n"
    body = "kind: email\nkey: x\nsubject: X\nbody:\n"

    assert rewrite_references(text.encode(), kinds(), to("field/country", "field/land")).decode() == text.replace(
        "country in:", "land in:"
    )
    assert rewrite_references(body.encode(), kinds(), to("snippet/a", "snippet/b")) == body.encode()


def test_settings_name_assets_too() -> None:
    """
    Waivers, overrides and fatigue lists follow a rename, as values and as keys.
    """
    text = (
        "waivers:\n  - {code: MC101, asset: list/a}\nenvironments:\n  x:\n    overrides:\n"
        "      list/a: {title: list/a b}\nfatigue: ['list/a', 5]\n"
    )

    out = rewrite_addresses(text.encode(), to("list/a", "list/b")).decode()

    assert out == text.replace("list/a}", "list/b}").replace("list/a:", "list/b:").replace("'list/a'", '"list/b"')


def test_side_files_embed_snippets_too() -> None:
    """
    Everything around the name stays as it is.
    """
    text = "<p>{{snippet/legal}} {{  snippet/legal-2 }} {{ other }}</p>\r\n"

    assert rewrite_embeds(text.encode(), to("snippet/legal", "snippet/x")).decode() == text.replace(
        "{{snippet/legal}}", "{{snippet/x}}"
    )


def test_a_rename_in_the_example_org_is_complete() -> None:
    """
    After it nothing refers to the old name any more, and the org is otherwise the same.
    """
    from mapconfig.model import mentions

    old, new = Address("list/customers"), Address("list/clients")
    rename = to(old, new)
    for found in read_org(Tree(ORG), kinds()).org.values():
        kind = kinds()[found.kind]
        if found.origin is None or not any(one.target == old for one in mentions(kind, found.attributes)):
            continue
        data = (ORG / found.origin.file).read_bytes()
        out = rewrite_references(data, kinds(), rename)
        again = documents_of(found.origin.file, out, kinds(), lambda name: (ORG / name).read_bytes()).assets[
            found.origin.document
        ]
        targets = [one.target for one in mentions(kind, again.attributes)]
        assert old not in targets
        assert new in targets
        assert len(changed(data.decode(), out.decode())) == 2 * sum(
            one.target == old for one in mentions(kind, found.attributes)
        )


def test_a_rename_reaches_the_fictional_people_of_the_org() -> None:
    """
    Their fields, their lists and what is expected of them; their words, comments and values stay.
    """
    text = """\
# customers are what we live from
persona: ada
title: Ada of list/customers
as_of: 2026-11-22
fields:
  country: customers   # no list
lists: [list/customers]
expect:
  - is in list/customers   # she bought
  - is not in list/vip
---
- no persona
"""

    lists = rewrite_personas(text.encode(), to("list/customers", "list/clients")).decode()
    fields = rewrite_personas(text.encode(), to("field/country", "field/land")).decode()

    assert changed(text, lists) == [
        "- lists: [list/customers]",
        "+ lists: [list/clients]",
        "-   - is in list/customers   # she bought",
        "+   - is in list/clients   # she bought",
    ]
    assert changed(text, fields) == ["-   country: customers   # no list", "+   land: customers   # no list"]
    with pytest.raises(UneditableError):
        rewrite_personas(b"a: [", to("list/a", "list/b"))
