"""An asset of every kind is put on a Mautic over a bad network: in the end it is there, once, and as it was meant."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.backends.mautic.examples import EXAMPLES
from tests.backends.mautic.platform import connected, log_in
from tests.cli.program import inside, write

from mapconfig.model import normalise
from mapconfig.testing import Ids, asset, kinds, org, proxy
from mapconfig.testing.mautic import Mautic, start

#: Where Mautic has what several requests make.
PATHS = ("segments", "campaigns", "points", "forms", "categories")

_ORG = """
name: Bad network
relations: {{account: one}}
default_environment: one
environments:
  one: {{backend: mautic, settings: {{url: "{one}", settle: 0}}}}
  other: {{backend: mautic, settings: {{url: "{other}", settle: 0.3, pace: {{pause: 0.05}}}}}}
"""


def fill(server: Mautic) -> None:
    """Put the examples there."""
    shipped, names = kinds(), Ids()
    made = [each for each in EXAMPLES if each.address.kind == "field"]
    fields = [asset(each.address, normalise(shipped["field"], each.before)) for each in made]
    backend = connected(server, org(*fields))
    for each in EXAMPLES:
        attributes = normalise(shipped[each.address.kind], each.before)
        names.learn(each.address, backend.create(each.address, attributes, names).remote_id)


def content(server: Mautic) -> dict[str, object]:
    """What a Mautic has, by address."""
    backend = connected(server)
    return {live.address: live.attributes for live in backend.fetch(list(backend.capabilities), Ids())}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [pytest.param(2, marks=pytest.mark.campaign), 5])
def test_three_faults_in_ten_make_nothing_twice(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is lost, late, repeated or cut short: apply and resume end with what the files say, and with no more
    segments, campaigns, points, forms and categories than a Mautic has that knew no faults."""
    with (
        start() as one,
        start() as other,
        proxy.start(other.url, proxy.Chances(seed=seed, rate=0.3, settle=0.2)) as bad,
    ):
        log_in(monkeypatch, one, other)
        login = f'["{bad.url}"]\nuser = "admin"\npassword = {{env = "MAUTIC_PASSWORD"}}\n'
        monkeypatch.setenv("MAPCONFIG_LOGINS", os.environ["MAPCONFIG_LOGINS"] + login)
        fill(one)
        here = write(tmp_path / "org", {"mapconfig.yaml": _ORG.format(one=one.url, other=bad.url)})
        assert inside("import", "-C", str(here)).code == 0
        asked = ("mass-change", "invalid", "sends", "consent", "send-date-over")
        yes = [word for guard in asked for word in ("--accept", f"{guard}:*")]
        plan = str(tmp_path / "plan.json")
        said = ""
        for _ in range(30):
            inside("adopt", "--all", "-C", str(here), "--env", "other")
            done = inside("plan", "-C", str(here), "--env", "other", "--out", plan, *yes, "--because", "a test")
            if done.code == 0 and "nothing to do" in done.all:
                break
            done = inside("apply", plan, "-C", str(here), "--env", "other")
            for _ in range(10):
                if done.code == 0 or "--resume" not in done.all:
                    break
                done = inside("apply", "--resume", "-C", str(here), "--env", "other")
            said = done.all
        else:
            raise AssertionError(f"it never came to an end: {said}")

        assert content(one) == content(other)
        assert [len(one.store.of(path)) for path in PATHS] == [len(other.store.of(path)) for path in PATHS]
