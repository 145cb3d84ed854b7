"""What a person may rely on about the codes of reading."""

from __future__ import annotations

import re

import pytest

from mapconfig.finding import Severity
from mapconfig.read import codes
from mapconfig.read.codes import CODES, Code


def test_every_code_that_the_module_defines_is_in_the_table() -> None:
    """`explain` finds each of them."""
    defined = [value for value in vars(codes).values() if isinstance(value, Code)]

    assert sorted(code.code for code in defined) == sorted(CODES)
    assert len({code.name for code in defined}) == len(defined)


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_every_code_has_a_page(code: Code) -> None:
    """What is reported, why it matters, and what to do instead, in sentences."""
    assert re.fullmatch("MC0[0-4][0-9]", code.code)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", code.name)
    assert code.severity in (Severity.ERROR, Severity.WARNING)
    assert not code.summary.endswith(".")
    assert code.why.endswith(".")
    assert code.instead.endswith(".")
    assert [line for line in code.page.splitlines() if line.startswith("##")] == [
        "## Why it matters",
        "## Instead",
    ]
