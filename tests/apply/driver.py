"""A program that applies: what the crash tests kill. Run again, it goes on where it was killed.

    python -m tests.apply.driver ROOT [PAUSE]

makes the account below ROOT what `AFTER` says, on a platform that cannot update e-mails. With PAUSE it waits that many
seconds before each request, so that others can come in between.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from tests.apply.account import Account
from tests.plan.test_build import without

from mapconfig.address import Address
from mapconfig.apply.events import Event, Finished
from mapconfig.backend import Backend, Capability, Outcome, Verb
from mapconfig.errors import MapconfigError
from mapconfig.model import Org
from mapconfig.plan import file
from mapconfig.plan.definition import Accept, Plan
from mapconfig.testing import Crippled, Flaky, asset, org

SWAPPED = Capability({Verb.CREATE: Outcome.APPLY, Verb.UPDATE: Outcome.REPLACE, Verb.DELETE: Outcome.APPLY})

BEFORE = org(
    asset("list/all", title="All"),
    asset("list/silver", title="Silver", extends="list/all"),
    asset("list/old", title="Old"),
    asset("email/hello", subject="Hello", body="Hi", to=["list/silver"]),
    asset("journey/hello", entry={"lists": ["list/silver"]}, steps=[{"id": "s", "send": "email/hello"}]),
)

AFTER = replace(
    without(
        org(
            asset("list/all", title="Everybody"),
            asset("list/gold", title="Gold", extends="list/all"),
            asset("list/new", title="New", extends="list/gold"),
            asset("email/hello", subject="Welcome", body="Hi", to=["list/gold"]),
            asset(
                "journey/hello",
                title="Hello",
                entry={"lists": ["list/gold", "list/new"]},
                steps=[{"id": "s", "send": "email/hello"}],
            ),
        ),
        "list/old",
    ),
    renamed_from={Address("list/gold"): Address("list/silver")},
)


def account(root: Path, pause: float = 0.0) -> Account:
    """The account below `root`. It takes two assets of one name, so that a duplicate would be seen."""

    def through(backend: Backend) -> Backend:
        slow = Flaky(backend, settle=0.0, meanwhile=lambda verb, call: time.sleep(pause)) if pause else backend
        return Crippled(slow, {"email": SWAPPED})

    return Account(root, through, aliases="any", deletes="unchecked")


def prepared(root: Path) -> Account:
    """The account with what `BEFORE` says, applied."""
    made = account(root)
    made.settle(BEFORE)
    return made


def planned(made: Account, desired: Org = AFTER) -> Plan:
    """The plan for `desired`, with a yes to what it deletes and makes anew."""
    return made.plan(desired, accepts=(Accept("replace", "email/hello", "a test"),))


def go_on(made: Account) -> list[Event]:
    """One command: resume what was begun, or else plan and apply."""
    if made.record.state().resumable:
        return made.resume()
    plan = planned(made)
    file.save(plan, made.root / "plan.json")
    return made.apply(file.load(made.root / "plan.json"))


def main(root: Path, pause: float) -> int:
    """Exit codes are those of mapconfig."""
    try:
        given = root / "given.json"
        made = account(root, pause)
        events = made.apply(file.load(given)) if given.exists() else go_on(made)
    except MapconfigError as error:
        print(type(error).__name__, error, flush=True)
        return error.exit_code
    return 0 if isinstance(events[-1], Finished) and events[-1].complete else 6


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0))
