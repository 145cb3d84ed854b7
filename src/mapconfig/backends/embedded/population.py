"""Made-up people: an irrigation company's market, the same for the same seed, and nobody in it is real.

Pure: random numbers in, rows out. Shares are set so that the usual definitions give believable sizes: about one person
in twelve belongs to a customer, about seven in ten may be written to, a few in a hundred have had enough e-mail. There
are no names, and every address is under a domain that can never exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate
from random import Random
from typing import Any

#: How far back activities reach, in days.
HISTORY_DAYS = 120

Row = tuple[Any, ...]

#: The columns of each table, in the order of its rows. Moments are seconds since 1970, days are texts.
COLUMNS: dict[str, tuple[str, ...]] = {
    "account": ("type", "active_contract", "lifetime_value", "drought_level", "nps"),
    "contract": ("account", "status", "end_date"),
    "opportunity": ("account", "stage", "type", "last_activity_at"),
    "person": (
        *("account", "email", "job_title", "country", "language", "industry", "source", "inquiry", "hardship_support"),
        *("crm_record", "assigned", "lead_status", "bant", "opted_out", "do_not_email", "hard_bounced"),
        *("confirmed_opt_in", "newsletter_opt_in", "score", "grade", "last_activity_at", "created_at", "prospect_at"),
        *("mql_at", "sal_at", "sql_at", "opportunity_at", "won_at", "upsell_at", "advocate_at"),
    ),
    "role": ("opportunity", "person", "role"),
    "activity": ("person", "verb", "name", "at"),
    "member": ("person", "list"),
    "enrolment": ("person", "journey", "step", "since"),
}

#: What an activity's verb means: what was done, and to what.
VERBS = (
    ("was sent", "email"),
    ("opened", "email"),
    ("clicked", "email"),
    ("bounced", "email"),
    ("submitted", "form"),
    ("viewed", "page"),
    ("downloaded", "file"),
    ("attended", "webinar"),
)
_SENT, _OPENED, _CLICKED, _BOUNCED, _SUBMITTED, _VIEWED, _DOWNLOADED, _ATTENDED = range(len(VERBS))

_DAY = 86_400
_SLOTS = 1024


def _weighted(*pairs: tuple[Any, float]) -> list[Any]:
    """A table of values in which one random place is a weighted choice: far cheaper than asking for one."""
    total = sum(weight for _, weight in pairs)
    ends = [round(end / total * _SLOTS) for end in accumulate(weight for _, weight in pairs)]
    table: list[Any] = []
    for (value, _), end in zip(pairs, ends, strict=True):
        table.extend([value] * (end - len(table)))
    return table


_ACCOUNT_TYPE = _weighted(
    ("Prospect", 62), ("Customer", 12), ("Former customer", 5), ("Partner", 2), ("Competitor", 0.6), (None, 18.4)
)
_DROUGHT = _weighted(("None", 40), ("Vigilance", 22), ("Alert", 18), ("Reinforced alert", 9), ("Crisis", 5), (None, 6))
_COUNTRY = _weighted(
    ("FR", 46), ("DE", 16), ("GB", 9), ("BE", 7), ("CH", 6), ("AT", 5), ("NL", 6), ("IE", 3), (None, 2)
)
_LANGUAGE: dict[str | None, list[Any]] = {
    "FR": _weighted(("fr", 92), ("en", 3), (None, 5)),
    "BE": _weighted(("fr", 55), ("en", 30), (None, 15)),
    "CH": _weighted(("fr", 40), ("de", 50), (None, 10)),
    "DE": _weighted(("de", 90), ("en", 5), (None, 5)),
    "AT": _weighted(("de", 93), (None, 7)),
}
_OTHER_LANGUAGE = _weighted(("en", 80), (None, 20))
_INDUSTRY = _weighted(
    ("Agriculture", 34),
    ("Viticulture", 18),
    ("Golf", 8),
    ("Municipality", 15),
    ("Landscaping", 12),
    ("Other", 8),
    (None, 5),
)
_SOURCE = _weighted(
    *(("Website", 30), ("Webinar", 14), ("Trade fair", 16), ("Referral", 7), ("Partner", 8), ("Paid advertising", 12)),
    *(("Purchased list", 5), ("Unknown", 4), (None, 4)),
)
_INQUIRY = _weighted(
    (None, 70), ("Project", 19), ("Support", 7), ("Study", 2), ("Job application", 1.4), ("Press", 0.6)
)
_JOBS: dict[str | None, list[Any]] = {
    "Agriculture": _weighted(("Farm manager", 50), ("Agronomist", 25), ("Irrigation technician", 20), (None, 5)),
    "Viticulture": _weighted(("Winegrower", 55), ("Vineyard manager", 30), ("Oenologist", 10), (None, 5)),
    "Golf": _weighted(("Head greenkeeper", 55), ("Club manager", 35), (None, 10)),
    "Municipality": _weighted(
        ("Parks manager", 50), ("Public procurement officer", 30), ("Mayor's office", 15), (None, 5)
    ),
}
_OTHER_JOB = _weighted(
    ("Landscape architect", 35), ("Site manager", 30), ("Student", 3), ("Intern", 2), ("Consultant", 15), (None, 15)
)
_LEAD_STATUS = _weighted(
    ("New", 34), ("Working", 8), ("Accepted", 4), ("Qualified", 2), ("Nurture", 34), ("Rejected", 10), (None, 8)
)
_BANT = _weighted(("Unknown", 55), ("Partly known", 12), ("Known", 4), (None, 29))
_GRADES = ("F", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+")
_OPEN_STAGE = _weighted(("Need confirmed", 35), ("Site survey", 25), ("Proposal", 25), ("Negotiation", 15))
_ROLE = _weighted(
    *(("Decision maker", 30), ("Budget holder", 18), ("Agronomist or greenkeeper", 22), ("Technical user", 16)),
    *(("Public procurement", 4), (None, 10)),
)
_NEWSLETTER = {"fr": "newsletter-winter-fr", "de": "newsletter-winter-de"}
_NURTURE: dict[str | None, tuple[str, ...]] = {
    "Agriculture": ("nurture-agriculture-savings", "nurture-agriculture-case", "nurture-agriculture-drought"),
    "Viticulture": ("nurture-agriculture-savings", "nurture-agriculture-drought"),
    "Golf": ("nurture-golf-greens", "nurture-golf-course"),
}
_PAGES = _weighted(("/pricing", 25), ("/service-plans", 20), ("/careers", 4), ("/stories", 30), ("/", 21))


@dataclass(slots=True)
class Population:
    """Rows by table. The number of a row is its place, counted from 1."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in COLUMNS})


def populate(count: int, seed: int, as_of: datetime) -> Population:
    """`count` people and what belongs to them, as they are at `as_of`."""
    made = Population()
    dice = Random(seed)
    now = int(as_of.astimezone(UTC).timestamp())
    accounts = max(1, int(count * 0.42))
    deals = _accounts(made, dice, now, accounts)
    _people(made, dice, now, count, accounts, deals)
    _belonging(made, Random(f"{seed} belonging"), now)
    return made


def _accounts(made: Population, dice: Random, now: int, count: int) -> dict[int, list[tuple[int, str, str, int]]]:
    """Accounts with their contracts and opportunities; gives those by account as (number, stage, type, moment)."""
    random = dice.random
    deals: dict[int, list[tuple[int, str, str, int]]] = {}
    for number in range(1, count + 1):
        kind = _ACCOUNT_TYPE[int(random() * _SLOTS)]
        value: float | None = None
        active: bool | None = False if random() < 0.7 else None
        if kind == "Customer":
            value = round(2_000 * 2.718281828 ** (dice.gauss(1.9, 1.15)), 2)
            active = random() < 0.88
            ends = _day(now + int((random() * 700 + 20) * _DAY) if active else now - int(random() * 500 * _DAY))
            made.rows["contract"].append((number, "Activated" if active else "Expired", ends))
            if random() < 0.25:
                made.rows["contract"].append((number, "Expired", _day(now - int((random() * 900 + 30) * _DAY))))
            if random() < 0.85:
                kept = int((random() ** 1.3) * 1_600 * _DAY)
                _deal(made, deals, number, "Closed Won", "New business", now - kept)
            if random() < 0.12:
                stage = _OPEN_STAGE[int(random() * _SLOTS)]
                _deal(made, deals, number, stage, "Upsell", now - int(random() * 220 * _DAY))
        elif kind == "Former customer":
            value = round(1_500 * 2.718281828 ** (dice.gauss(1.5, 1.0)), 2)
            ended = now - int((random() * 900 + 30) * _DAY)
            made.rows["contract"].append((number, "Terminated" if random() < 0.3 else "Expired", _day(ended)))
            _deal(made, deals, number, "Closed Won", "New business", ended - int((random() * 900 + 200) * _DAY))
        elif kind == "Prospect" and random() < 0.10:
            fate = random()
            if fate < 0.60:
                stage = _OPEN_STAGE[int(random() * _SLOTS)]
                _deal(made, deals, number, stage, "New business", now - int(random() * 240 * _DAY))
            elif fate < 0.97:
                _deal(made, deals, number, "Closed Lost", "New business", now - int(random() * 900 * _DAY))
            else:  # won, and nobody has changed the account's type yet
                _deal(made, deals, number, "Closed Won", "New business", now - int(random() * 20 * _DAY))
                made.rows["contract"].append((number, "In Approval Process", _day(now + 1_095 * _DAY)))
        if active is not None and random() < 0.006:  # the nightly flow has not come by yet
            active = not active
        nps = int(dice.triangular(0, 11, 8.5)) if kind == "Customer" and random() < 0.55 else None
        made.rows["account"].append((kind, active, value, _DROUGHT[int(random() * _SLOTS)], nps))
    return deals


def _deal(
    made: Population, deals: dict[int, list[tuple[int, str, str, int]]], account: int, stage: str, kind: str, at: int
) -> None:
    made.rows["opportunity"].append((account, stage, kind, at))
    deals.setdefault(account, []).append((len(made.rows["opportunity"]), stage, kind, at))


def _people(
    made: Population,
    dice: Random,
    now: int,
    count: int,
    accounts: int,
    deals: dict[int, list[tuple[int, str, str, int]]],
) -> None:
    random, gauss = dice.random, dice.gauss
    rows, roles = made.rows["person"], made.rows["role"]
    types = [None, *(account[0] for account in made.rows["account"])]
    decree = int(datetime(2026, 6, 15, tzinfo=UTC).timestamp())
    for number in range(1, count + 1):
        account = int(random() ** 1.25 * accounts) + 1 if random() < 0.68 else None
        kind = types[account] if account is not None else None
        country = _COUNTRY[int(random() * _SLOTS)]
        language = _LANGUAGE.get(country, _OTHER_LANGUAGE)[int(random() * _SLOTS)]
        industry = _INDUSTRY[int(random() * _SLOTS)]
        job = _JOBS.get(industry, _OTHER_JOB)[int(random() * _SLOTS)]
        source = _SOURCE[int(random() * _SLOTS)]
        fate = random()
        if account is not None:
            crm_record: str | None = "Contact"
        else:
            crm_record = "Lead" if fate < 0.6 else None
        assigned = crm_record is not None and random() < (0.62 if crm_record == "Contact" else 0.35)
        email = f"p{number}@people.example" if random() < 0.95 else None
        if kind == "Competitor" and email is not None:
            email = f"p{number}@{'aquaprobe' if fate < 0.5 else 'hydrosense'}.example"
        bought = source == "Purchased list"
        created = now - int((random() ** 1.4) * 1_900 * _DAY) - _DAY
        if random() < 0.06 and now - decree > 2 * _DAY:  # the rush after the drought decree
            created = decree + int(random() * min(60 * _DAY, now - decree - _DAY))
        opted_out = random() < (0.36 if bought else 0.20)
        consent: bool | None = None if random() < 0.12 else opted_out
        confirmed = None if random() < 0.2 else (not bought and random() < 0.62)
        newsletter = random() < (0.5 if confirmed else 0.12) and not opted_out
        forbidden = random() < 0.05
        bounced = None if random() < 0.15 else random() < 0.055
        warmth = random()
        mailable = email is not None and not opted_out and not forbidden and not bounced
        last, points = _activities(made, dice, now, number, industry, language, warmth, mailable, newsletter, created)
        score = max(0, int(points + abs(gauss(0, 21)) * (0.4 + warmth)))
        grade = None if random() < 0.33 else _GRADES[min(12, max(0, int(gauss(8.5 if kind == "Customer" else 6, 2.6))))]
        status = _LEAD_STATUS[int(random() * _SLOTS)] if crm_record == "Lead" or random() < 0.2 else None
        qualified = created + int((now - created) * (0.2 + 0.6 * random()))
        won = opened = upsold = None
        for deal, stage, sort, at in deals.get(account, ()) if account is not None else ():
            if random() < 0.6:
                roles.append((deal, number, _ROLE[int(random() * _SLOTS)]))
                opened = min(at, opened or at)
                if stage == "Closed Won":
                    won = at
                if sort == "Upsell":
                    upsold = at
        if kind == "Customer" and won is None and random() < 0.8:
            won = created + int((now - created) * random())
        worked = status in ("Working", "Accepted", "Qualified") or opened is not None
        rows.append(
            (
                account,
                email,
                job,
                country,
                language,
                industry,
                source,
                _INQUIRY[int(random() * _SLOTS)],
                True if industry == "Agriculture" and random() < 0.03 else (None if random() < 0.5 else False),
                crm_record,
                assigned,
                status,
                _BANT[int(random() * _SLOTS)] if crm_record is not None else None,
                consent,
                forbidden,
                bounced,
                confirmed,
                newsletter,
                score,
                grade,
                last,
                created,
                created if crm_record is None or kind != "Customer" else None,
                qualified if score >= 60 or worked else None,
                qualified + 3 * _DAY if status in ("Accepted", "Qualified") or opened is not None else None,
                qualified + 9 * _DAY if status == "Qualified" or opened is not None else None,
                opened,
                won,
                upsold,
                won + 400 * _DAY if won is not None and now - won > 500 * _DAY and random() < 0.05 else None,
            )
        )


def _activities(
    made: Population,
    dice: Random,
    now: int,
    person: int,
    industry: str | None,
    language: str | None,
    warmth: float,
    mailable: bool,
    newsletter: bool,
    created: int,
) -> tuple[int | None, float]:
    """What a person got and did in the last months; the moment of the latest thing they did, and points for all."""
    random = dice.random
    sent: list[tuple[str, int]] = []
    if mailable:
        if newsletter:
            name = _NEWSLETTER.get(language or "", "newsletter-winter-en")
            for days in (12, 43, 73, 104):
                if random() < 0.93:
                    sent.append((name, now - days * _DAY + int(random() * 20_000)))
        if random() < 0.28:  # on a journey, one e-mail in nine days or so
            at = now - int(random() * HISTORY_DAYS * _DAY)
            for name in _NURTURE.get(industry, ("webinar-invitation", "webinar-recording")):
                if at < now:
                    sent.append((name, at))
                at += int((6 + random() * 6) * _DAY)
        if random() < 0.22:
            sent.append(("webinar-invitation", now - 35 * _DAY + int(random() * 30_000)))
    add = made.rows["activity"].append
    last: int | None = None
    points = 0.0
    for name, at in sent:
        if at < created:
            continue
        add((person, _SENT, name, at))
        if random() < 0.012:
            add((person, _BOUNCED, name, at + 60))
        elif random() < 0.12 + 0.5 * warmth:
            seen = at + int(random() * random() * 3 * _DAY) + 120
            if seen < now:
                add((person, _OPENED, name, seen))
                last, points = max(last or 0, seen), points + 3
                if random() < 0.05 + 0.25 * warmth:
                    add((person, _CLICKED, name, seen + 30))
                    points += 8
    if warmth > 0.78:
        for _ in range(int(random() * random() * 7) + 1):
            at = now - int(random() * HISTORY_DAYS * _DAY) - 60
            if at >= created:
                add((person, _VIEWED, _PAGES[int(random() * _SLOTS)], at))
                last, points = max(last or 0, at), points + 5
        for verb, name, chance, worth in _RARE:
            if random() < chance:
                at = now - int(random() * HISTORY_DAYS * _DAY) - 60
                if at >= created:
                    add((person, verb, name, at))
                    last, points = max(last or 0, at), points + worth
    if last is None and random() < 0.7:
        last = created + int((now - created) * random() * 0.8)
    return last, points


#: What few people do: the verb, the name, the chance among the interested, and what it is worth.
_RARE = (
    (_SUBMITTED, "demo-request", 0.035, 40),
    (_SUBMITTED, "newsletter-signup", 0.06, 10),
    (_SUBMITTED, "webinar-registration", 0.09, 15),
    (_ATTENDED, "drought-planning", 0.05, 20),
    (_DOWNLOADED, "water-saving-guide", 0.08, 12),
)


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def _belonging(made: Population, dice: Random, now: int) -> None:
    """Who was put on a list by hand or by a form, and who is on a journey at which step: what follows from what people
    got and did, with dice where that does not say it."""
    latest: dict[int, dict[tuple[int, str], int]] = {}
    for person, verb, name, at in made.rows["activity"]:
        if verb in (_SENT, _SUBMITTED):
            moments = latest.setdefault(person, {})
            moments[verb, name] = max(at, moments.get((verb, name), 0))
    ends: dict[int, int] = {}
    for account, status, day in made.rows["contract"]:
        if status == "Activated":
            ends[account] = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
    types = [None, *(account[0] for account in made.rows["account"])]
    places = {name: place for place, name in enumerate(COLUMNS["person"])}
    add = made.rows["enrolment"].append
    for number, row in enumerate(made.rows["person"], 1):
        person = {name: row[place] for name, place in places.items() if name in _DECIDES}
        moments = latest.get(number, {})
        registered = moments.get((_SUBMITTED, "webinar-registration"))
        if registered is not None:
            made.rows["member"].append((number, "webinar-drought-planning"))
            if now - registered < 28 * _DAY:
                add((number, "webinar-follow-up", "came", registered))
        if dice.random() < 0.0003:
            made.rows["member"].append((number, "colleagues"))
        if person["email"] is None or person["opted_out"] or person["do_not_email"] or person["hard_bounced"]:
            continue
        account = person["account"]
        kind = types[account] if account is not None else None
        for journey, step, since in _steps(dice, now, person, kind, moments, ends.get(account, 0)):
            add((number, journey, step, since))


#: What decides on which journeys somebody is.
_DECIDES = frozenset(
    {"account", "email", "opted_out", "do_not_email", "hard_bounced", "won_at", "confirmed_opt_in", "newsletter_opt_in"}
)


def _steps(
    dice: Random,
    now: int,
    person: dict[str, Any],
    kind: str | None,
    moments: dict[tuple[int, str], int],
    ends: int,
) -> Iterator[tuple[str, str, int]]:
    """The journeys that somebody who gets e-mails is on: each with the step they wait at, and since when."""
    if kind != "Customer":
        start = max(moments.get((_SENT, f"nurture-agriculture-{name}"), 0) for name in ("savings", "drought"))
        if moments.get((_SENT, "nurture-agriculture-case"), 0) < start:
            waited = (now - start) // _DAY
            if waited < 14:
                yield "nurture-agriculture", "pause", start
            elif waited < 42:
                yield "nurture-agriculture", "long-pause", start + 14 * _DAY
        start = moments.get((_SENT, "nurture-golf-greens"), 0)
        if moments.get((_SENT, "nurture-golf-course"), 0) < start:
            waited = (now - start) // _DAY
            if waited < 21:
                yield "nurture-golf", "look", start
            elif waited < 29:
                yield "nurture-golf", "rest", start + 21 * _DAY
    elif person["won_at"] is not None and now - person["won_at"] < 38 * _DAY:
        waited = (now - person["won_at"]) // _DAY
        step, began = ("look", 0) if waited < 10 else ("settle", 10) if waited < 18 else ("first-month", 18)
        yield "onboarding", step, person["won_at"] + began * _DAY
    if kind == "Customer" and 80 * _DAY < ends - now <= 90 * _DAY:
        yield "renewal", "read", ends - 90 * _DAY
    if kind == "Former customer" and dice.random() < 0.06:
        yield "win-back", "answer", now - int(dice.random() * 21 * _DAY)
    if person["newsletter_opt_in"] and not person["confirmed_opt_in"] and dice.random() < 0.08:
        yield "re-permission", "answer", now - int(dice.random() * 28 * _DAY)
