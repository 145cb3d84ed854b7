"""Who is mailed: every asset that would e-mail people whom it did not e-mail before, and who they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.asked import Asked, but, either, every
from mapconfig.audience.difference.pair import Pair
from mapconfig.audience.questions import Answers
from mapconfig.audience.sheet import EVERYBODY, NOBODY
from mapconfig.audience.side import Side
from mapconfig.impact.people import Mailing


@dataclass(frozen=True, slots=True)
class Mailed:
    """What one asset would mail, as formulas: its audience before and after as far as it may be e-mailed, who is new
    in it, and people in flight whom new e-mails in it reach."""

    subject: Address
    emails: tuple[Address, ...]
    before: Asked
    after: Asked
    newly: Asked
    flight: tuple[Asked, ...]
    barred: Asked
    """Who of all these may not be e-mailed, and would be."""


def mailing(pair: Pair) -> Iterator[Mailed]:
    """Every asset that would e-mail people whom it did not e-mail before."""
    for address in pair.now.org.assets:
        if address.kind not in ("journey", "rule", "email") or not pair.now.runs(address):
            continue
        emails = pair.now.emails(address)
        if not emails or over(pair, address):
            continue
        was = pair.was(address)
        sent = () if _sent_again(pair, address) else pair.then.emails(was)
        then = {pair.is_now(each): pair.then.mailed(was, each, pair.knows) for each in sent}
        now = {each: pair.now.mailed(address, each, pair.knows) for each in emails}
        before, after = either(pair.sheet, then.values()), either(pair.sheet, now.values())
        # Of an e-mail that it sent already also who gets this one now and had others.
        other = [but(pair.sheet, mailed, then[each]) for each, mailed in now.items() if each in then]
        newly = either(pair.sheet, [but(pair.sheet, after, before), *other])
        flight: tuple[Asked, ...] = ()
        if address.kind == "journey" and pair.then.runs(was):
            more = [each for each in emails if each not in then]
            if more:
                skipped = every(pair.sheet, [pair.now.skipped(each, pair.knows) for each in more])
                flight = (but(pair.sheet, pair.now.enrolled(address), skipped),)
        if newly != NOBODY or flight:
            barred = every(
                pair.sheet,
                (newly, either(pair.sheet, [pair.now.barred(address, each, pair.knows) for each in emails])),
            )
            if flight and not pair.now.operational(address):
                barred = either(pair.sheet, (barred, but(pair.sheet, flight[0], pair.now.reachable())))
            yield Mailed(address, emails, before, after, newly, flight, barred)


def over(pair: Pair, address: Address) -> bool:
    """Whether an e-mail to lists has gone out and nothing about it changes, so that its lists mail nobody."""
    if address.kind != "email" or not pair.now.sent_by(address, pair.engine.as_of):
        return False
    return address not in pair.changes


def _sent_again(pair: Pair, address: Address) -> bool:
    """Whether an e-mail to lists has gone out and is set to go out another time."""
    if address.kind != "email" or address not in pair.changes:
        return False
    before, after = pair.then.asset(pair.was(address)), pair.now.asset(address)
    if before is None or after is None or before.attributes.get("schedule") == after.attributes.get("schedule"):
        return False
    return pair.then.sent_by(pair.was(address), pair.engine.as_of)


def mails(pair: Pair, one: Mailed) -> Callable[[Answers], Mailing]:
    sheet, asked = pair.sheet, pair.questions
    everyone = either(sheet, [each for each in (one.newly, *one.flight) if not pair.lacks(each)])
    if pair.lacks(one.newly):
        everyone = one.newly
    first = every(sheet, (everyone, not_had(pair.now, one.emails)))
    again = every(sheet, (everyone, pair.now.had(one.emails)))
    fatigued = every(sheet, (everyone, pair.now.fatigued()))
    risky = every(sheet, (everyone, pair.now.risky()))
    asked.of(one.before, one.after, one.newly, everyone, first, again, fatigued, risky, NOBODY, *one.flight)
    asked.of(one.barred)
    asked.part(one.after, one.newly)
    asked.part(everyone, first, again, fatigued, risky, one.newly, one.barred)
    because = pair.because.get(one.subject, (one.subject,))
    schedule = pair.now.org.assets[one.subject].attributes.get("schedule") or {}

    def made(answers: Answers) -> Mailing:
        return Mailing(
            subject=one.subject,
            because=because,
            audience_before=answers(one.before),
            audience=answers(one.after),
            newly=answers.at_least(everyone, one.flight),
            first=answers(first),
            again=answers(again),
            fatigued=answers(fatigued),
            risky=answers(risky),
            in_flight=answers(one.flight[0] if one.flight else NOBODY),
            barred=answers(one.barred),
            batches=bool(schedule.get("batches")),
            one_send=one.subject.kind == "email",
        )

    return made


def not_had(side: Side, emails: Sequence[Address]) -> Asked:
    """Who was never sent one of `emails`."""
    return but(side.sheet, EVERYBODY, side.had(emails))


def gravest(one: Mailing) -> tuple[Any, ...]:
    return (-one.newly.middle, one.subject)
