"""What a change does to people: both orgs on one sheet, every question in one pass over the data, small counts hidden.

Lists whose formula is the same on both sides have the same members and are not asked about. What cannot be asked of
these data is unknown with the reason, and keeps no other number from being given. Every part collects its questions
first and gives a function that makes its rows of the answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from mapconfig.audience.asked import but, either, every
from mapconfig.audience.difference import belonging, ejected, mailings, queues, scores
from mapconfig.audience.difference.pair import Pair
from mapconfig.audience.engine import Engine, moment
from mapconfig.audience.small import K, Showing
from mapconfig.diff import Change
from mapconfig.impact.people import ZERO, PeopleImpact
from mapconfig.model import Org


def measure(before: Org, after: Org, changes: Sequence[Change], engine: Engine, small: int = K) -> PeopleImpact:
    """What `changes`, which lead from `before` to `after`, do to the people whom `engine` counts.

    `before` is the org whose lists the data know; counts below `small` are hidden. Raises what the engine raises when
    it cannot read its data.
    """
    pair = Pair(before, after, changes, engine, small)
    moving, mailing = list(belonging.moving(pair)), list(mailings.mailing(pair))
    moves = [belonging.moves(pair, one) for one in moving]
    mails = [mailings.mails(pair, one) for one in mailing]
    outs = [ejected.ejects(pair, *each) for each in ejected.ejecting(pair)]
    leads = [queues.queue(pair, *each) for each in queues.queues(moving)]
    models = [scores.scores(pair, address) for address in scores.models(pair)]
    newly = [each for one in mailing for each in (one.newly, *one.flight)]
    firsts = [every(pair.sheet, (one.newly, mailings.not_had(pair.now, one.emails))) for one in mailing]
    known = [each for each in newly if not pair.lacks(each)]
    total = either(pair.sheet, known)
    first = either(pair.sheet, [each for each in firsts if not pair.lacks(each)])
    again = but(pair.sheet, total, first)
    risky = every(pair.sheet, (total, pair.now.risky()))
    apart = [one.barred for one in mailing]
    barred = either(pair.sheet, [each for each in apart if not pair.lacks(each)])
    pair.questions.of(*newly, *firsts, *apart, total, first, again, risky, barred)
    pair.questions.part(total, first, again, risky, barred, *known)
    answers = pair.questions.answers()
    told = [make(answers) for make in moves]
    mailed = [make(answers) for make in mails]
    led = [make(answers) for make in leads]
    return PeopleImpact(
        as_of=moment(engine),
        engine=engine.name,
        people=answers.people,
        newly_mailed=answers.at_least(total, newly),
        first=answers.at_least(first, firsts),
        again=answers.at_least(again, [*newly, *firsts]),
        risky=answers(risky),
        barred=answers.at_least(barred, apart),
        reachable=pair.now.org.settings.reachable,
        moves=tuple(sorted((one for one in told if belonging.tells(pair, one)), key=belonging.gravest)),
        mailings=tuple(sorted((one for one in mailed if one.newly != ZERO), key=mailings.gravest)),
        ejected=tuple(one for one in (make(answers) for make in outs) if one.people != ZERO),
        queues=tuple(sorted((one for one in led if belonging.differs(one)), key=lambda one: (one.team, one.via))),
        scores=tuple(one for one in (make(answers) for make in models) if one.reason or scores.spread_differs(one)),
        rounded=answers.how is not Showing.AS_THEY_ARE,
    )
