"""What somebody made by hand in a Mautic, with whatever it accepts, becomes an org; the recordings are such people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.backends.mautic.platform import connected, log_in
from tests.backends.mautic.test_commands import content, nothing_to_do, run, settings
from tests.backends.mautic.test_replay import RECORDINGS, replayed
from tests.cli.program import inside, write

from mapconfig.model import canonical, normalise
from mapconfig.testing import Ids, kinds
from mapconfig.testing.mautic import Mautic, start

KINDS = ("field", "campaign", "stage", "list", "snippet", "email", "form", "scoring", "rule", "journey")

#: What Mautic lets somebody make and then refuses to change: a list e-mail whose lists are gone, one without a subject,
#: a campaign whose sources are gone.
BROKEN = {"to", "subject", "entry"}


@pytest.fixture(params=RECORDINGS, ids=lambda file: file.stem)
def grown(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mautic]:
    """A Mautic in which everything was done that a recording shows."""
    with start() as server:
        replayed(request.param, server)
        log_in(monkeypatch, server)
        yield server


def test_what_is_there_is_a_fixed_point(grown: Mautic) -> None:
    """Whatever is fetched is in normal form, can be held, reads the same by itself, and would be kept as it is."""
    backend = connected(grown)
    lives = list(backend.fetch(KINDS, Ids()))

    for live in lives:
        kind = live.address.kind
        assert backend.read(kind, live.remote_id, Ids()) == live
        assert set(backend.gaps(kind, live.attributes)) <= BROKEN, live
        assert canonical(backend.kept(kind, live.attributes)) == canonical(dict(live.attributes)), live
        assert canonical(normalise(kinds()[kind], live.attributes)) == canonical(dict(live.attributes)), live
    assert len({live.address for live in lives}) == len(lives)


def test_it_is_taken_in_and_then_there_is_nothing_to_do(grown: Mautic, tmp_path: Path) -> None:
    """Import, plan, import: files for everything, nothing to do, nothing new."""
    org = write(tmp_path / "org", {"mapconfig.yaml": settings((grown,))})

    done = inside("import", *KINDS, "-C", str(org))
    first = content(org)

    assert done.code == 0, done.all
    nothing_to_do(org)
    run(org, "import", *KINDS)
    assert content(org) == first
