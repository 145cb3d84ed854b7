"""What every backend promises, as tests: subclass `BackendContract` and say how to connect.

    class TestMine(BackendContract):
        def connect(self) -> Backend:
            return Mine(...)

The laws run over every kind that the backend declares it can create and read; what it declares it cannot do must be
refused. Plain assertions and no test framework, so that they can run anywhere; pytest finds the class by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, ClassVar

from mapconfig.address import Address
from mapconfig.backend import Backend, Conflict, Live, Outcome, Receipt, Rejected, Verb
from mapconfig.errors import PlatformError
from mapconfig.model import Kinds, canonical, mentions, normalise
from mapconfig.testing.build import Ids, kinds
from mapconfig.testing.examples import EXAMPLES, Example


class BackendContract:
    """The laws. Override `connect`, and the hooks and facts below where the platform differs."""

    examples: ClassVar[Sequence[Example]] = EXAMPLES
    """What is put on the platform; in an order in which what an example refers to comes before it."""
    tells_conflicts: ClassVar[bool] = True
    """Whether the platform refuses a write that was made for an older version."""
    refers_by_id: ClassVar[bool] = True
    """Whether a rename of an asset leaves those that refer to it as they are."""
    renames: ClassVar[bool] = True
    """Whether the natural key of an asset can be changed."""
    fixed_keys: ClassVar[frozenset[str]] = frozenset()
    """Kinds whose natural key cannot be changed: a rename of one is refused for good."""
    refers_ahead: ClassVar[bool] = True
    """Whether a reference to an asset that is not there yet is kept; where not, whatever has one is refused."""
    refers_by_alias: ClassVar[frozenset[str]] = frozenset({"field", "crm-field"})
    """Kinds that are referred to by their natural key all the same."""
    missing_id: ClassVar[str] = "999999"
    """An id that the platform never gave to anything."""
    many: ClassVar[int] = 30
    """How many assets are more than one page of the platform's answer."""

    # What a subclass says. What it leaves out is missed by the laws that ask for it, and by no other.

    def connect(self) -> Backend:
        """A connection to an empty account, the same account for the length of one test."""
        raise NotImplementedError

    def another_account(self) -> Backend:
        """A connection to another account."""
        raise NotImplementedError

    def kinds(self) -> Kinds:
        return kinds()

    def sent(self, backend: Backend) -> int | None:
        """How many changes the platform has carried out so far, by its own log; None where it keeps none."""
        return None

    def set_unknown(self, backend: Backend, live: Live) -> bool:
        """Set a field of this asset that mapconfig knows nothing of, by other means; False where that cannot be."""
        return False

    def unknown(self, backend: Backend, live: Live) -> object:
        """What that field holds now; asked for only where `set_unknown` can set it."""
        raise NotImplementedError

    # The laws

    def test_its_identity_is_its_own_and_stays(self) -> None:
        """A record made with one account is never used with another by mistake."""
        backend = self.connect()

        assert backend.identity() == backend.identity() == self.connect().identity()
        assert backend.identity() != self.another_account().identity()
        assert backend.name
        assert backend.settle >= 0

    def test_it_says_that_it_is_there(self) -> None:
        """Whoever would wait for it finds out first, and changes nothing by asking."""
        backend = self.connect()
        before = self.sent(backend)

        backend.probe()

        assert self.sent(backend) == before

    def test_kept_is_what_it_keeps_of_it(self) -> None:
        """What is meant can be compared with what is live: passing it through twice changes nothing."""
        backend = self.connect()

        for address, before, after in self._known(backend):
            for attributes in (before, after):
                once = backend.kept(address.kind, attributes)

                assert backend.kept(address.kind, once) == once, address
                assert normalise(self.kinds()[address.kind], once) == once, f"{address}: not in normal form"

    def test_what_is_created_is_read_back(self) -> None:
        """After a create, reading gives what was meant, and nothing runs yet."""
        backend, names = self.connect(), Ids()

        for address, before, _ in self._assets(backend):
            receipt = self._create(backend, names, address, before)
            live = backend.read(address.kind, receipt.remote_id, names)

            assert live is not None, f"{address} is not there after it was created"
            self._is(live, address, backend.kept(address.kind, before))
            assert live.remote_id == receipt.remote_id
            assert live.version == receipt.version
            assert live.active is (False if self.kinds()[address.kind].activation else None), address

    def test_a_changed_asset_is_read_back(self) -> None:
        """After an update, reading gives what was meant: new values are there and those left out are gone."""
        backend, names = self.connect(), Ids()
        made = self._make(backend, names)

        for address, _, after in self._assets(backend, Verb.UPDATE):
            was = made[address]
            assert backend.refusals(was, address, after) == {}, address
            receipt = backend.update(was, address, after, names)
            live = self._read(backend, names, was)

            self._is(live, address, backend.kept(address.kind, after))
            assert live.remote_id == was.remote_id, f"{address} got a new id by an update"
            assert live.version == receipt.version
            assert live.version != was.version, f"{address} has the same version after a change"

    def test_an_update_without_a_difference_sends_nothing(self) -> None:
        """What is fetched and written back unchanged is no request and no new version."""
        backend, names = self.connect(), Ids()
        made = self._make(backend, names)
        before = self.sent(backend)

        for address, meant, _ in self._assets(backend, Verb.UPDATE):
            live = made[address]
            assert backend.update(live, address, live.attributes, names).version == live.version, address
            assert backend.update(live, address, meant, names).version == live.version, address
            assert self._read(backend, names, live) == live

        assert self.sent(backend) == before

    def test_a_fetch_gives_every_asset_once_and_in_a_stable_order(self) -> None:
        """However many pages the answer has, it is complete and has nothing twice."""
        backend, names = self.connect(), Ids()
        readable = [kind for kind, capability in backend.capabilities.items() if capability.readable]
        built_in = {live.address for live in backend.fetch(readable, names)}
        made = self._make(backend, names)
        address, attributes, _ = next(self._assets(backend))
        for number in range(self.many):
            one = Address.of(address.kind, f"{address.key}-{number}")
            self._create(backend, names, one, {**attributes, "title": f"Number {number}"})
            made[one] = self._read_by(backend, names, one)

        fetched = list(backend.fetch(readable, names))

        assert {live.address: live for live in fetched if live.address not in built_in} == made
        assert len(fetched) == len(made) + len(built_in)
        assert list(backend.fetch(readable, names)) == fetched
        for kind in readable:
            assert [live for live in fetched if live.address.kind == kind] == list(backend.fetch([kind], names))

    def test_an_asset_the_record_does_not_know_is_called_by_its_natural_key(self) -> None:
        """What somebody made by hand, or what a lost record forgot, is seen under a name people know."""
        backend, names = self.connect(), Ids()
        readable = [kind for kind, capability in backend.capabilities.items() if capability.readable]
        built_in = {live.address for live in backend.fetch(readable, names)}
        made = self._make(backend, names)

        strange = {live.address: live for live in backend.fetch(readable, Ids()) if live.address not in built_in}

        assert strange == made

    def test_a_create_whose_answer_was_lost_is_found(self) -> None:
        """Before a create is repeated, the asset that it may have made is found by its natural key."""
        backend, names = self.connect(), Ids()

        for address, before, _ in self._assets(backend):
            assert backend.find(address, before, names) == [], address
            receipt = backend.create(address, before, names)
            found = backend.find(address, before, names)

            assert [live.remote_id for live in found] == [receipt.remote_id], address
            self._is(found[0], address, backend.kept(address.kind, before))
            names.learn(address, receipt.remote_id)

    def test_what_is_deleted_is_gone(self) -> None:
        """A deleted asset is neither read, nor found, nor fetched, and its id goes to nobody else."""
        backend, names = self.connect(), Ids()
        made = self._make(backend, names)

        for address, before, _ in reversed(list(self._assets(backend, Verb.DELETE))):
            live = made[address]
            assert backend.refusals(live, address, None) == {}, address
            backend.delete(live)

            assert backend.read(address.kind, live.remote_id, names) is None, address
            assert backend.find(address, before, names) == [], address
            assert address not in {one.address for one in backend.fetch([address.kind], names)}
            names.forget(address)
            again = self._create(backend, names, address, before)
            assert again.remote_id != live.remote_id, f"{address} has the id of what was deleted"
            backend.delete(self._read_by(backend, names, address))
            names.forget(address)

    def test_what_was_never_there_reads_as_nothing(self) -> None:
        """An id that leads nowhere is an answer, not an error."""
        backend = self.connect()

        for kind, capability in backend.capabilities.items():
            if capability.readable:
                assert backend.read(kind, self.missing_id, Ids()) is None, kind

    def test_a_rename_keeps_the_id(self) -> None:
        """A new key is a new name for the same thing, which keeps its members and its history."""
        backend, names = self.connect(), Ids()
        made = self._make(backend, names)

        for address, before, _ in self._assets(backend, Verb.UPDATE) if self.renames else ():
            new = Address.of(address.kind, f"{address.key}-renamed")
            live = made[address]
            if address.kind in self.fixed_keys:
                self._raises(Rejected, partial(backend.update, live, new, before, names), address)
                assert self._read(backend, names, live) == live
                continue
            backend.update(live, new, before, names)
            names.learn(new, live.remote_id)
            now = self._read(backend, names, live)

            assert now.remote_id == live.remote_id
            assert [one.remote_id for one in backend.find(new, before, Ids())] == [live.remote_id], new
            assert backend.find(address, before, Ids()) == [], f"{address} is still there under its old name"
            names.learn(address, live.remote_id)
            backend.update(now, address, before, names)

    def test_a_rename_does_not_touch_those_who_refer_to_it(self) -> None:
        """References follow the asset: users of a renamed one say its new name and are as they were."""
        backend, names = self.connect(), Ids()
        made = self._make(backend, names)
        assets = list(self._assets(backend, Verb.UPDATE)) if self.refers_by_id and self.renames else []

        for address, before, _ in assets:
            if address.kind in self.refers_by_alias | self.fixed_keys:
                continue
            new = Address.of(address.kind, f"{address.key}-renamed")
            backend.update(self._read(backend, names, made[address]), new, before, names)
            names.learn(new, made[address].remote_id)
            for user, meant, _ in assets:
                kept = backend.kept(user.kind, meant)
                targets = {mention.target for mention in mentions(self.kinds()[user.kind], kept)}
                if address not in targets or user == address:
                    continue
                now = self._read(backend, names, made[user])
                seen = {mention.target for mention in mentions(self.kinds()[user.kind], now.attributes)}
                assert seen == targets - {address} | {new}, f"{user} does not say {new}"
                assert now.version == made[user].version, f"{user} was touched by a rename"
            backend.update(self._read(backend, names, made[address]), address, before, names)
            names.learn(address, made[address].remote_id)
            made[address] = self._read(backend, names, made[address])

    def test_a_write_for_an_older_version_is_refused(self) -> None:
        """Somebody else's change is not overwritten, whatever the write is, and nothing of it is done."""
        backend, names = self.connect(), Ids()
        made = self._make(backend, names)

        for address, before, after in self._assets(backend, Verb.UPDATE) if self.tells_conflicts else ():
            old = made[address]
            backend.update(old, address, after, names)
            now = self._read(backend, names, old)

            self._raises(Conflict, partial(backend.update, old, address, {**before, "title": "Mine"}, names), address)
            self._raises(Conflict, partial(backend.delete, old), address, Verb.DELETE, backend)
            if old.active is not None:
                self._raises(Conflict, partial(backend.activate, old), address, Verb.ACTIVATE, backend)
            assert self._read(backend, names, old) == now

    def test_a_write_to_what_is_gone_is_refused(self) -> None:
        """An asset that somebody deleted is not brought back by an update."""
        backend, names = self.connect(), Ids()
        made = self._make(backend, names)

        for address, _, after in reversed(list(self._assets(backend, Verb.DELETE))):
            live = made[address]
            backend.delete(live)
            if backend.capabilities[address.kind].outcome(Verb.UPDATE) is Outcome.APPLY:
                self._raises(Conflict, partial(backend.update, live, address, after, names), address)
            self._raises(Conflict, partial(backend.delete, live), address)
            assert backend.find(address, after, names) == []

    def test_two_writers_do_not_lose_each_others_work(self) -> None:
        """Of two that read the same version one gets through; writers to different assets both do."""
        backend, names = self.connect(), Ids()
        other = self.connect()
        made = self._make(backend, names)
        assets = list(self._assets(backend, Verb.UPDATE)) if self.tells_conflicts else []

        for address, before, after in assets:
            live = other.read(address.kind, made[address].remote_id, names)
            assert live == made[address]
            other.update(live, address, {**after, "title": "Theirs"}, names)

            self._raises(Conflict, partial(backend.update, live, address, {**before, "title": "Ours"}, names), address)
            now = self._read(backend, names, made[address])
            assert now.attributes["title"] == "Theirs"
        for (one, _, _), (two, _, _) in pairwise(assets):
            for connection, address in ((backend, one), (other, two)):
                now = self._read(connection, names, made[address])
                connection.update(now, address, {**now.attributes, "title": str(address)}, names)
            assert self._read(backend, names, made[two]).attributes["title"] == two

    def test_fields_mapconfig_does_not_know_survive(self) -> None:
        """What the platform keeps beside the managed attributes is neither shown nor lost."""
        backend, names = self.connect(), Ids()
        made = self._make(backend, names)

        for address, before, after in self._assets(backend, Verb.UPDATE):
            if not self.set_unknown(backend, made[address]):
                continue
            live = self._read(backend, names, made[address])
            self._is(live, address, backend.kept(address.kind, before))
            unknown = self.unknown(backend, live)
            backend.update(live, address, after, names)
            now = self._read(backend, names, live)

            assert self.unknown(backend, now) == unknown, address
            self._is(now, address, backend.kept(address.kind, after))

    def test_running_is_a_facet_of_its_own(self) -> None:
        """Starting and pausing change whether an asset runs and nothing else; doing it twice sends nothing."""
        backend, names = self.connect(), Ids()
        made = self._make(backend, names)

        for address, before, _ in self._assets(backend, Verb.ACTIVATE):
            live = made[address]
            for start, verb in ((True, backend.activate), (False, backend.deactivate)):
                receipt = verb(live)
                now = self._read(backend, names, live)
                sent = self.sent(backend)

                assert now.active is start, address
                assert now.version == receipt.version
                assert "state" not in now.attributes
                self._is(now, address, backend.kept(address.kind, before))
                assert verb(now).version == now.version
                assert self.sent(backend) == sent
                live = now

    def test_the_state_of_what_runs_is_no_attribute(self) -> None:
        """Whatever `state` says, content is written paused and stays as it is until it is started."""
        backend, names = self.connect(), Ids()

        for address, before, after in self._assets(backend):
            if not self.kinds()[address.kind].activation:
                if not self.refers_ahead:
                    self._create(backend, names, address, before)
                continue
            self._create(backend, names, address, {**before, "state": "paused"})
            live = self._read_by(backend, names, address)
            self._is(live, address, backend.kept(address.kind, before))
            if backend.capabilities[address.kind].outcome(Verb.UPDATE) is Outcome.APPLY:
                backend.update(live, address, {**after, "state": "archived"}, names)
                live = self._read_by(backend, names, address)
                self._is(live, address, backend.kept(address.kind, after))
            assert live.active is False

    def test_what_must_be_paused_to_be_edited_says_so(self) -> None:
        """An edit of a running asset is refused where the capability says so, and goes through where it does not."""
        backend, names = self.connect(), Ids()
        made = self._make(backend, names)

        for address, _, after in self._assets(backend, Verb.ACTIVATE, Verb.UPDATE):
            backend.activate(made[address])
            running = self._read(backend, names, made[address])
            if backend.capabilities[address.kind].pause_to_edit:
                self._raises(Rejected, partial(backend.update, running, address, after, names), address)
                assert self._read(backend, names, running) == running
                backend.deactivate(running)
                running = self._read(backend, names, running)
            backend.update(running, address, after, names)
            self._is(self._read(backend, names, running), address, backend.kept(address.kind, after))

    def test_what_it_says_it_cannot_do_it_refuses(self) -> None:
        """A verb whose outcome is not `apply` is refused for good, and nothing of it is done."""
        backend, names = self.connect(), Ids()
        made = self._make(backend, names)
        before = self.sent(backend)

        for address, meant, after in self._known(backend):
            capability = backend.capabilities[address.kind]
            live = made.get(address) or Live(address, self.missing_id, "1", backend.kept(address.kind, meant))
            new = Address.of(address.kind, "never-made")
            tries: dict[Verb, Callable[[], object]] = {
                Verb.CREATE: partial(backend.create, new, meant, names),
                Verb.UPDATE: partial(backend.update, live, address, after, names),
                Verb.DELETE: partial(backend.delete, live),
                Verb.ACTIVATE: partial(backend.activate, live),
                Verb.DEACTIVATE: partial(backend.deactivate, live),
            }
            for verb, attempt in tries.items():
                if capability.outcome(verb) is not Outcome.APPLY:
                    self._raises(Rejected, attempt, f"{verb} {address}")

        assert self.sent(backend) == before
        assert all(self._read(backend, names, live) == live for live in made.values())

    def test_what_cannot_be_read_is_not_answered_with_nothing(self) -> None:
        """A kind that the platform has not, or does not show, is refused: an empty answer would read as "none"."""
        backend, names = self.connect(), Ids()

        self._raises(Rejected, partial(self._fetch, backend, "no-such-kind"), "no-such-kind")
        self._raises(Rejected, partial(backend.read, "no-such-kind", self.missing_id, names), "no-such-kind")
        for kind, capability in backend.capabilities.items():
            if not capability.readable:
                self._raises(Rejected, partial(self._fetch, backend, kind), kind)
                self._raises(Rejected, partial(backend.read, kind, self.missing_id, names), kind)

    def test_a_reference_to_what_is_not_there_yet_is_kept(self) -> None:
        """Two assets that refer to each other can be made one after the other."""
        backend, names = self.connect(), Ids()

        for address, before, _ in reversed(list(self._assets(backend))):
            missing = [each for each in self._targets(backend, address, before) if names.remote_id(each) is None]
            try:
                self._create(backend, names, address, before)
            except Rejected:
                assert missing and not self.refers_ahead, f"{address} was refused"
                assert backend.find(address, before, names) == [], f"{address} was made all the same"
                continue
            self._is(self._read_by(backend, names, address), address, backend.kept(address.kind, before))

    def test_what_is_gone_is_still_named(self) -> None:
        """When the target of a reference was deleted, its user can be read, and does not seem to be without it."""
        backend, names = self.connect(), Ids()
        made = self._make(backend, names)
        targets = list(self._assets(backend, Verb.DELETE))

        for address, _, _ in targets:
            try:
                backend.delete(made[address])
            except Rejected:  # the platform does not delete what is used, which is as good
                assert self._read(backend, names, made[address]) == made[address]
                continue
            names.forget(address)
            for user in list(made.values()):
                found = backend.read(user.address.kind, user.remote_id, names)
                if found is not None:
                    count = len(list(mentions(self.kinds()[user.address.kind], user.attributes)))
                    assert len(list(mentions(self.kinds()[user.address.kind], found.attributes))) == count, user.address

    # Means

    @staticmethod
    def _fetch(backend: Backend, kind: str) -> list[Live]:
        return list(backend.fetch([kind], Ids()))

    def _targets(self, backend: Backend, address: Address, attributes: dict[str, Any]) -> set[Address]:
        """What an asset refers to, as far as the platform keeps it at all."""
        kept = backend.kept(address.kind, attributes)
        return {mention.target for mention in mentions(self.kinds()[address.kind], kept)}

    def _known(self, backend: Backend) -> Iterator[tuple[Address, dict[str, Any], dict[str, Any]]]:
        """The examples of kinds that the backend knows, in normal form."""
        shipped = self.kinds()
        for example in self.examples:
            kind = example.address.kind
            if kind in backend.capabilities:
                yield example.address, normalise(shipped[kind], example.before), normalise(shipped[kind], example.after)

    def _assets(self, backend: Backend, *verbs: Verb) -> Iterator[tuple[Address, dict[str, Any], dict[str, Any]]]:
        """The examples of kinds that the backend can create and read, and for which it has these verbs."""
        for address, before, after in self._known(backend):
            capability = backend.capabilities[address.kind]
            needed = (Verb.CREATE, *verbs)
            if capability.readable and all(capability.outcome(verb) is Outcome.APPLY for verb in needed):
                yield address, before, after

    def _create(self, backend: Backend, names: Ids, address: Address, attributes: dict[str, Any]) -> Receipt:
        assert backend.refusals(None, address, attributes) == {}, address
        receipt = backend.create(address, attributes, names)
        names.learn(address, receipt.remote_id)
        return receipt

    def _make(self, backend: Backend, names: Ids) -> dict[Address, Live]:
        """Every example, created and read."""
        made = {}
        for address, before, _ in self._assets(backend):
            self._create(backend, names, address, before)
            made[address] = self._read_by(backend, names, address)
        return made

    def _read_by(self, backend: Backend, names: Ids, address: Address) -> Live:
        remote_id = names.remote_id(address)
        assert remote_id is not None
        live = backend.read(address.kind, remote_id, names)
        assert live is not None, f"{address} is not there"
        return live

    def _read(self, backend: Backend, names: Ids, was: Live) -> Live:
        live = backend.read(was.address.kind, was.remote_id, names)
        assert live is not None, f"{was.address} is not there"
        return live

    def _is(self, live: Live, address: Address, attributes: dict[str, Any]) -> None:
        """`live` is this asset, to the letter and in normal form."""
        assert live.address == address
        # As bytes, since true and 1 are equal in Python and are not in an asset.
        assert canonical(dict(live.attributes)) == canonical(attributes), (
            f"{address} reads {dict(live.attributes)!r}, meant was {attributes!r}"
        )
        assert canonical(normalise(self.kinds()[address.kind], live.attributes)) == canonical(attributes)

    def _raises(
        self,
        error: type[PlatformError],
        attempt: Callable[[], object],
        what: str,
        verb: Verb | None = None,
        backend: Backend | None = None,
    ) -> None:
        """`attempt` raises `error` and says something; where `verb` is not the backend's to do, it is Rejected."""
        if verb is not None and backend is not None:
            kind = Address(what).kind
            if backend.capabilities[kind].outcome(verb) is not Outcome.APPLY:
                error = Rejected
        try:
            attempt()
        except error as raised:
            assert str(raised), f"{what}: the {error.__name__} says nothing"
        else:
            raise AssertionError(f"{what} was done; it should have been refused as {error.__name__}")
