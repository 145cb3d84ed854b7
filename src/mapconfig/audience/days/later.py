"""Who belongs on a later day, as formulas about people as they are now.

`Later` asks criteria at an instant after the one of its sheet, by the rules that `journeys` gives: dates of the record
are compared with the later instant, windows of e-mails sent end there, and what people do is asked as of now.
Since the sheet's leaves know the instant of the sheet alone, a date before or after a later instant is said by how far
it is from now: ``in last 30 days`` in ten days' time is in the last 20 days or in the next ten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from mapconfig.address import Address
from mapconfig.audience.days.journeys import behaviour_fields
from mapconfig.audience.membership import Lists
from mapconfig.audience.sheet import FieldLeaf, Ref, Sheet
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.moments import Interval, interval_of_test, interval_of_window
from mapconfig.criteria.syntax import ActivityTest, ChangeTest, FieldTest, Span
from mapconfig.model import Org

_MICROSECOND = timedelta(microseconds=1)
_HOUR = timedelta(hours=1) // _MICROSECOND


class Later(Lists):
    """The lists of an org as they will be at `at`, as far as what is known now goes."""

    def __init__(
        self, org: Org, sheet: Sheet, at: datetime, renamed: Mapping[Address, Address] = MappingProxyType({})
    ) -> None:
        super().__init__(org, sheet, renamed)
        self.at = at
        self._still = behaviour_fields(org)

    def _ask(self, test: FieldTest, kind: FieldType) -> Ref:
        if test.span is None or self.at == self.sheet.as_of or test.field in self._still:
            return super()._ask(test, kind)
        start, end = interval_of_test(test, self.at)
        ended = self._before(test, kind, end)
        return ended if start is None else self.sheet.but(ended, self._before(test, kind, start))

    def _before(self, test: FieldTest, kind: FieldType, moment: datetime | None) -> Ref:
        """Who has a date before `moment`. Every window that moves with the clock has an end."""
        sheet = self.sheet
        assert moment is not None
        past = sheet.put(FieldLeaf(replace(test, operator="more than ago", span=Span(0, "hours")), kind))
        away = (moment - sheet.as_of) // _MICROSECOND
        if away == 0:
            return past
        hours, rest = divmod(abs(away), _HOUR)
        span = Span(abs(away), "microseconds") if rest else Span(hours, "hours")
        if away > 0:
            soon = sheet.put(FieldLeaf(replace(test, operator="in next", span=span), kind))
            return sheet.any((past, soon))
        return sheet.put(FieldLeaf(replace(test, operator="more than ago", span=span), kind))

    def _interval(self, test: ActivityTest | ChangeTest) -> Interval:
        """When something has to have happened: up to the later instant where we do it ourselves, and as of now where
        people do. What changed does not change on, but leaves its window."""
        own = isinstance(test, ActivityTest) and test.verb != "was sent"
        start, end = interval_of_window(test.window, self.sheet.as_of if own else self.at)
        if isinstance(test, ChangeTest) and end is not None:
            end = min(end, self.sheet.as_of)
        return start, end
