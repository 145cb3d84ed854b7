"""One way to write a sentence: keywords in lower case, one space, values of `in` sorted, quotes only where needed."""

from __future__ import annotations

from mapconfig.criteria.syntax import ActivityTest, ChangeTest, FieldTest, ListTest, Span, Test, Times, Window
from mapconfig.criteria.words import field_word, name_word, quoted, value_after_is, value_in_change, value_word

LIST_COLUMNS = 80
"""A sentence with a list of values that is longer than this is written with one value a line."""


def write(test: Test) -> str:
    """`test` as a sentence. Reading it back gives an equal test."""
    if isinstance(test, FieldTest):
        return _field_test(test)
    if isinstance(test, ActivityTest):
        return _activity_test(test)
    if isinstance(test, ListTest):
        return f"{'' if test.member else 'not '}in list {test.name}"
    return _change_test(test)


def long_form(test: FieldTest) -> tuple[str, list[str]]:
    """The key and the values of `test` written with one value a line."""
    return f"{field_word(test.field)} {test.operator}", list(test.values)


def _field_test(test: FieldTest) -> str:
    operator = test.operator
    if operator in ("is", "is not"):
        text = f"{field_word(test.field)} {operator} {value_after_is(test.values[0])}"
    elif operator in ("in", "not in"):
        text = f"{field_word(test.field)} {operator} [{', '.join([value_word(value) for value in test.values])}]"
    elif test.span is not None:
        text = f"{field_word(test.field)} {_with_span(operator, test.span)}"
    elif operator == "between":
        text = f"{field_word(test.field)} between {test.values[0]} and {test.values[1]}"
    elif test.values:
        text = f"{field_word(test.field)} {operator} {value_word(test.values[0])}"
    else:
        text = f"{field_word(test.field)} {operator}"
    return text + " or blank" if test.or_blank else text


def _with_span(operator: str, span: Span) -> str:
    if operator == "more than ago":
        return f"more than {span.words} ago"
    return f"{operator} {span.words}"


def _change_test(test: ChangeTest) -> str:
    text = f"{field_word(test.field)} changed"
    if test.before is not None:
        text += f" from {value_in_change(test.before)}"
    if test.after is not None:
        text += f" to {value_in_change(test.after)}"
    text += _window(test.window)
    return text + " or blank" if test.or_blank else text


def _activity_test(test: ActivityTest) -> str:
    text = f"never {test.verb}" if test.never else test.verb
    kind = test.object
    if kind == "activity":
        text += " any" if test.name is None else f" {name_word(test.name)}"
    else:
        text += f" any {kind}" if test.name is None else f" {kind} {name_word(test.name)}"
    return text + _times(test.times) + _window(test.window)


def _times(times: Times | None) -> str:
    if times is None:
        return ""
    if times.kind == "between":
        return f" between {times.low} and {times.high} times"
    return f" {times.kind} {times.low} {'time' if times.low == 1 else 'times'}"


def _window(window: Window | None) -> str:
    if window is None:
        return ""
    if window.span is not None:
        return f" in last {window.span.words}"
    if window.kind == "between":
        return f" between {window.first} and {window.last}"
    return f" {window.kind} {window.first}"


def name_of_asset(name: str, kind: str) -> str:
    """`name` of a field, list, e-mail or form as the word that stands in a sentence."""
    if kind == "field":
        return field_word(name)
    return name_word(name) if kind in ("email", "form") else name


__all__ = ["LIST_COLUMNS", "long_form", "name_of_asset", "quoted", "write"]
