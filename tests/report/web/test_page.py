"""The frame of pages: one file under a policy that lets nothing in but itself."""

from __future__ import annotations

import base64
import hashlib
import json
import re

from mapconfig.language import say
from mapconfig.report.web.html import el
from mapconfig.report.web.page import Linked, page, page_assets


def _policy(made: str) -> str:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', made)
    assert found is not None
    return found[1]


def _hashes(made: str, name: str) -> set[str]:
    inside = re.findall(rf"<{name}>(.*?)</{name}>", made, re.S)
    return {"sha256-" + base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inside}


def test_the_policy_lets_in_what_is_in_the_file_and_nothing_else() -> None:
    """
    Everything is refused by default; style and scripts are let in by their hash.
    """
    made = page("T", el("p", "x"), extra_script="document.title += '!';")
    policy = _policy(made)

    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    assert set(re.findall(r"'(sha256-[^']+)'", policy)) == _hashes(made, "style") | _hashes(made, "script")
    assert len(_hashes(made, "script")) == 2


def test_a_page_of_a_folder_shares_its_style_and_script() -> None:
    """
    Pages of a site link to two files that lie in one folder of it.
    """
    made = page("T", el("p", "x"), linked=Linked("../assets/", ("search.js",)))

    assert "script-src 'self'" in _policy(made) and "style-src 'self'" in _policy(made)
    assert '<link rel="stylesheet" href="../assets/style.css">' in made
    assert re.findall(r'<script src="([^"]+)"></script>', made) == ["../assets/page.js", "../assets/search.js"]
    assert "<style>" not in made
    assert set(page_assets()) == {"style.css", "page.js"}


def test_titles_languages_and_descriptions_are_text() -> None:
    """
    What a page is called cannot end its head.
    """
    made = page("</title><script>x</script>", lang='fr"><b>', description='"><i>')

    assert "<script>x" not in made and "<b>" not in made and "<i>" not in made


def test_data_for_scripts_cannot_end_its_block() -> None:
    """
    A block of JSON is read back as it was and has no character that HTML would act on.
    """
    value = {"a": "</script><!--<script>&\u2028", "b": [1, None]}
    made = page("T", data={"index": value})
    block = re.search(r'<script type="application/json" id="index">(.*?)</script>', made, re.S)

    assert block is not None and json.loads(block[1]) == value
    assert not set("<>&\u2028") & set(block[1])


def test_words_of_the_script_are_in_the_language_of_the_page() -> None:
    """
    What scripts write is taken from the page, where it was spoken.
    """
    made = page(say("T"), speak=lambda text: f"«{text}»" if hasattr(text, "template") else text, lang="fr")

    assert '<html lang="fr">' in made and "<title>«T»</title>" in made
    assert '<span data-word="none">«Nothing matches.»</span>' in made
