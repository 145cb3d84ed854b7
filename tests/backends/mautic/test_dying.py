"""A Mautic that dies in the middle of an apply: how long that takes, what is told, and how it goes on."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.backends.mautic.platform import log_in
from tests.backends.mautic.test_commands import ENVIRONMENT, SMALL, nothing_to_do, run
from tests.cli.program import inside, replace, write

from mapconfig.testing.mautic import start

#: Patience as it is, but for the first pause, from which the others follow.
QUICK = "      pace: {pause: 0.02}\n"


def test_a_server_that_dies_ends_the_apply_with_an_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is waited for step by step; a resume finds out first whether anybody is there; and when the server is
    back under its address, one resume does the rest, once."""
    with ExitStack() as stack:
        first = stack.enter_context(start())
        log_in(monkeypatch, first)
        port = int(first.url.rpartition(":")[2])
        place = ENVIRONMENT.format(name="live", url=first.url).replace("settle: 0", "settle: 20") + QUICK
        head = "name: Small\ndefault_environment: live\nrelations:\n  account: one\nenvironments:\n"
        org = write(tmp_path / "small", {"mapconfig.yaml": head + place, **SMALL})
        plan = tmp_path / "plan.json"
        yes = ("--accept", "sends:*", "--accept", "invalid:*", "--because", "a test")
        run(org, "plan", "--out", str(plan), *yes)

        def die(method: str, target: str) -> None:
            if method == "POST" and "/segments/" in target:
                closing = threading.Thread(target=stack.close)
                closing.start()
                closing.join(timeout=10)
                raise ConnectionAbortedError

        first.knobs.before = die
        began = time.monotonic()
        died = inside("apply", str(plan), "-C", str(org))
        again = inside("apply", "--resume", "-C", str(org))
        took = time.monotonic() - began

    assert died.code == 6, died.all
    assert took < 15, "neither the patience of each step nor the time to settle"
    assert "UNCLEAR" in died.err and died.err.count("cannot be reached") < 12
    assert "stopped, since the platform does not answer" in died.err
    assert "1 step is unclear: 003 create list/wine" in died.err
    assert "steps were not tried: 004 create list/wine-hot" in died.err
    assert "mapconfig apply --resume" in died.err
    assert again.code == 1, again.all
    assert "cannot be reached" in again.err and "nothing was tried" in again.err
    assert "waiting" not in again.err

    replace(org / "mapconfig.yaml", "settle: 20", "settle: 0")
    with start(port=port) as second:
        second.store = first.store
        run(org, "apply", "--resume")
        nothing_to_do(org)
