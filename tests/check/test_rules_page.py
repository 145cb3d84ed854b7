from __future__ import annotations

import importlib.util
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def test_the_page_of_rules_is_up_to_date() -> None:
    """
    docs/rules.md says what the rules say. When this fails: python script/rules_page.py
    """
    script = REPOSITORY / "script" / "rules_page.py"
    specification = importlib.util.spec_from_file_location("rules_page", script)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)

    assert (REPOSITORY / "docs" / "rules.md").read_text(encoding="utf-8") == module.page()


def test_every_code_of_the_index_leads_to_a_page() -> None:
    """
    Nobody clicks into nothing.
    """
    text = (REPOSITORY / "docs" / "rules.md").read_text(encoding="utf-8")
    anchors = {line[4:].lower().replace(" ", "-") for line in text.splitlines() if line.startswith("### MC")}
    links = {part.split(")")[0] for part in text.split("](#")[1:]}

    assert links == anchors
