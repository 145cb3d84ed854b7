"""The adapter's requests and logins against the stand-in for Mautic, over real HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from tests.backends.mautic.platform import connected, log_in

from mapconfig.address import Address
from mapconfig.backend import NotApplied, Pace, Rejected, Unclear
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.session import session
from mapconfig.backends.mautic.types import CAMPAIGN, SEGMENT, TAG
from mapconfig.testing import Ids, proxy
from mapconfig.testing.mautic import Mautic, start
from mapconfig.testing.proxy import Chances, Fault
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
    return Api(Wire(login, pace=Pace(pause=0.01)), session(login, "/oauth/v2/token"))


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


@pytest.mark.parametrize("fault", sorted(set(Fault) - {Fault.STALE, Fault.LATE}))
def test_a_reading_survives_what_happens_on_the_way(mautic: Mautic, fault: Fault) -> None:
    """A list of three pages, one thing, and what is looked for by name, with two faults each."""
    tags(mautic, 450)
    chances = Chances(rate=1.0, faults=frozenset({fault}), most=2, wait=0.01, slow=0.01)
    origin = mautic.url

    def asked(question: Callable[[Api], object]) -> object:
        with proxy.start(origin, chances) as between:
            login = Login(Origin.of(between.url), user="admin", secrets={"password": Secret("mautic")})
            wire = Wire(login, pace=Pace(pause=0.001))
            answer = question(Api(wire, session(login, "/oauth/v2/token")))
            assert set(between.counts()) == {fault}
            return answer

    # Two refusals of the same login in a row are believed.
    expected = Rejected if fault is Fault.EXPIRED else None
    for question, answer in (
        (lambda api: len(api.all(TAG)), 450),
        (lambda api: (api.one(TAG, "7") or {})["tag"], "t7"),
        (lambda api: [thing["id"] for thing in api.where(TAG, "tag", "t9")], [9]),
    ):
        if expected is not None:
            with pytest.raises(expected):
                asked(question)
        else:
            assert asked(question) == answer


def test_a_login_that_was_refused_once_is_asked_again(mautic: Mautic) -> None:
    """Also where it is a password: a 401 has certainly done nothing."""
    tags(mautic, 1)
    chances = Chances(rate=1.0, faults=frozenset({Fault.EXPIRED}), most=1)
    with proxy.start(mautic.url, chances) as between:
        login = Login(Origin.of(between.url), user="admin", secrets={"password": Secret("mautic")})

        assert Api(Wire(login), session(login, "")).create(TAG, {"tag": "new"})["tag"] == "new"
        assert between.counts() == {Fault.EXPIRED: 1}
    assert len(mautic.store.of("tags")) == 2


def test_what_follows_a_write_that_was_confirmed_is_no_refusal(mautic: Mautic, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is made, and then Mautic takes no more requests: whether it is there has to be looked up. Called not
    done, it would be made a second time."""
    log_in(monkeypatch, mautic)
    backend = connected(mautic, pace={"pause": 0.001})
    attributes = backend.kept("list", {"title": "VIP", "static": True})

    def closing(method: str, target: str) -> None:
        if mautic.writes:
            mautic.knobs.rate_limit = 0

    backend.find(Address("list/vip"), attributes, Ids())
    mautic.knobs.before = closing
    with pytest.raises(Unclear, match="Something had been written before that"):
        backend.create(Address("list/vip"), attributes, Ids())
    mautic.writes.clear()
    with pytest.raises(NotApplied):
        backend.create(Address("list/vip"), attributes, Ids())


def test_the_stand_in_runs_by_itself() -> None:
    """`python -m mapconfig.testing.mautic` says where it listens and who may ask, and answers there."""
    command = [sys.executable, "-m", "mapconfig.testing.mautic", "--port", "0", "--version", "7.0.0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        assert "user admin, password mautic" in process.stderr.readline()
        login = Login(
            Origin.of(process.stdout.readline().strip()), user="admin", secrets={"password": Secret("mautic")}
        )
        asked = Api(Wire(login), session(login, "/oauth/v2/token"))
        assert asked.all(SEGMENT) == []
        assert asked.version == "7.0.0"
        process.terminate()


def test_a_login_that_is_not_taken_is_told_where_logins_are_explained(mautic: Mautic) -> None:
    """Mautic's own words alone name neither the file nor the switches in its configuration."""
    login = Login(Origin.of(mautic.url), user="admin", secrets={"password": Secret("wrong")})

    with pytest.raises(Rejected, match=r"does not take the login \(401\): .*docs/logins\.md"):
        Api(Wire(login), session(login, "")).all(TAG)


def test_a_server_that_sends_requests_on_is_named_as_that(mautic: Mautic) -> None:
    """Nothing is followed, and the likely mistake, an address with or without www, is said."""
    with pytest.raises(Rejected, match=r"sends requests on to another address \(301\)"):
        api(mautic).get("tags/")
