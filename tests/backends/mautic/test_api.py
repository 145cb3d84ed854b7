"""The adapter's requests and logins against the stand-in for Mautic, over real HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from mapconfig.backend import NotApplied, Rejected, Unclear
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.session import session
from mapconfig.backends.mautic.types import CAMPAIGN, SEGMENT, TAG
from mapconfig.testing.mautic import Mautic, start
from mapconfig.wire.client import Wire
from mapconfig.wire.login import Login, Secret
from mapconfig.wire.origin import Origin


@pytest.fixture
def mautic() -> Iterator[Mautic]:
    with start() as found:
        yield found


def api(mautic: Mautic, *, token: bool = False) -> Api:
    origin = Origin.of(mautic.url)
    if token:
        login = Login(origin, client_id="1_client", secrets={"client_secret": Secret("secret")})
    else:
        login = Login(origin, user="admin", secrets={"password": Secret("mautic")})
    return Api(Wire(login), session(login, "/oauth/v2/token"))


def tags(mautic: Mautic, number: int) -> None:
    for each in range(1, number + 1):
        mautic.store.seed("tags", {"id": each, "tag": f"t{each}", "description": None})


def test_all_pages_are_read(mautic: Mautic) -> None:
    """Nothing is missed where there is more than one page, and the version is known afterwards."""
    tags(mautic, 450)
    asked = api(mautic)

    assert [thing["id"] for thing in asked.all(TAG)] == list(range(1, 451))
    assert asked.version == "5.1.1"


def test_a_list_that_shifts_is_read_again(mautic: Mautic) -> None:
    """What somebody deletes between two pages takes nothing else with it."""
    tags(mautic, 450)
    asked: list[str] = []

    def meanwhile(method: str, target: str) -> None:
        asked.append(target)
        if len(asked) == 2:
            del mautic.store.of("tags")[7]

    mautic.knobs.before = meanwhile

    assert [thing["id"] for thing in api(mautic).all(TAG)] == [n for n in range(1, 451) if n != 7]


def test_a_hidden_thing_is_in_no_list_and_not_allowed(mautic: Mautic) -> None:
    """What the login may not see is refused by id, and does not look deleted."""
    tags(mautic, 2)
    mautic.knobs.hidden.add(("tags", 2))

    assert [thing["id"] for thing in api(mautic).all(TAG)] == [1]
    with pytest.raises(Rejected, match="403"):
        api(mautic).one(TAG, "2")


def test_where_is_looked_through(mautic: Mautic) -> None:
    """The database does not tell case apart; we do."""
    asked = api(mautic)
    asked.create(SEGMENT, {"name": "VIP"})

    assert asked.where(SEGMENT, "name", "vip") == []
    assert [thing["alias"] for thing in asked.where(SEGMENT, "name", "VIP")] == ["vip"]
    with pytest.raises(NotApplied):
        asked.where(SEGMENT, "nonsense", "vip")


def test_a_put_to_an_id_that_is_gone_is_unclear(mautic: Mautic) -> None:
    """Mautic makes a new one of it."""
    with pytest.raises(Unclear, match="made list 1 where 99"):
        api(mautic).put(SEGMENT, "99", {"name": "Again"})

    assert len(mautic.store.of("segments")) == 1


def test_an_error_500_may_have_done_it(mautic: Mautic) -> None:
    """A campaign with a date is stored, and answered with an error."""
    asked = api(mautic)
    segment = asked.create(SEGMENT, {"name": "Source"})
    event = {"id": "new1", "name": "A", "type": "lead.changepoints", "eventType": "action", "triggerMode": "date"}
    event["triggerDate"] = "2030-01-01 10:00:00"

    with pytest.raises(Unclear, match="500"):
        asked.create(CAMPAIGN, {"name": "Dated", "events": [event], "lists": [{"id": segment["id"]}]})

    assert [thing["name"] for thing in asked.all(CAMPAIGN)] == ["Dated"]


def test_a_delete_of_what_is_gone_is_told(mautic: Mautic) -> None:
    """Deleting twice is no error; the writes are in the log of the stand-in."""
    asked = api(mautic)
    asked.create(TAG, {"tag": "vip"})

    assert asked.delete(TAG, "1") is True
    assert asked.delete(TAG, "1") is False
    assert asked.one(TAG, "1") is None
    assert mautic.writes == [("POST", "/api/tags/new"), *[("DELETE", "/api/tags/1/delete")] * 2]


def test_a_token_that_has_ended_is_renewed_once(mautic: Mautic) -> None:
    """A 401 has certainly done nothing, so the request is sent again with a new token."""
    asked = api(mautic, token=True)
    asked.create(TAG, {"tag": "one"})
    mautic.end_tokens()

    asked.create(TAG, {"tag": "two"})

    assert mautic.writes == [("POST", "/api/tags/new")] * 2


def test_a_token_that_is_never_good_is_refused(mautic: Mautic) -> None:
    """It is asked for twice and not for ever."""
    mautic.knobs.token_seconds = 0
    asked = api(mautic, token=True)

    with pytest.raises(Rejected, match="401"):
        asked.all(TAG)


def test_a_wrong_password_is_rejected(mautic: Mautic) -> None:
    """Basic authentication has nothing to renew."""
    mautic.knobs.password = "another"

    with pytest.raises(Rejected, match="invalid credentials"):
        api(mautic).all(TAG)


def test_the_rate_limit_says_how_long_to_wait(mautic: Mautic) -> None:
    """From X-RateLimit-Reset, which is an hour away at most; the wait is bounded."""
    mautic.knobs.rate_limit = 1
    asked = api(mautic)
    asked.all(TAG)

    with pytest.raises(NotApplied, match="rate limit of 1") as refused:
        asked.create(TAG, {"tag": "late"})

    assert 0 < refused.value.retry_after <= 3600
    assert mautic.store.of("tags") == {}


def test_the_stand_in_runs_by_itself() -> None:
    """`python -m mapconfig.testing.mautic` says where it listens, and answers there."""
    command = [sys.executable, "-m", "mapconfig.testing.mautic", "--port", "0", "--version", "7.0.0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        login = Login(
            Origin.of(process.stdout.readline().strip()), user="admin", secrets={"password": Secret("mautic")}
        )
        asked = Api(Wire(login), session(login, "/oauth/v2/token"))
        assert asked.all(SEGMENT) == []
        assert asked.version == "7.0.0"
        process.terminate()
