"""What a person reads, in their language: English is written where it is said, and other languages look it up.

A sentence is said with `say` or `plural` and gives a `Text`: its English, which remembers what it was made of. Whoever
shows it to a person passes it through what `speech` gives for their language; everybody else treats it as the plain
text that it is, so machine formats stay English without knowing of this room.

Loaded by nearly every command, so it loads nothing itself: catalogues are read by the first sentence that needs one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

__all__ = [
    "COLON",
    "LANGUAGES",
    "NOTHING",
    "Page",
    "Speech",
    "Text",
    "begun",
    "chosen",
    "english",
    "kept",
    "listed",
    "packed",
    "paged",
    "plural",
    "reworded",
    "say",
    "shortened",
    "speech",
    "spoken",
    "taken",
    "together",
    "told",
    "unended",
    "unpacked",
]

#: The languages there are, English first. A catalogue lies in `catalogues/` for every other.
LANGUAGES = ("en", "fr")

#: Puts a text into one language.
Speech = Callable[[str], str]


class Text(str):
    """English that remembers its template and its values. Made by `say`, `plural`, `listed` and `together` only.

    It equals, sorts, hashes and is written to JSON as the English; what is cut from it or joined with `+`, `join` or an
    f-string is plain text, and stays English in every language.
    """

    __slots__ = ("template", "values")

    template: str | tuple[str, str]
    """The key in the catalogues; a pair of singular and plural where the value `n` decides between them."""
    values: Mapping[str, str | int]
    """By the name in the template. A value may be a `Text`, which is put into the same language; all else is as it
    is."""


def say(template: str, /, **values: str | int) -> Text:
    """A sentence with its values: ``say("{list} has no criteria.", list=address)``.

    `template` is a literal string in the call, which is where extraction finds it. Its places are names, which may ask
    for grouped thousands as in ``{n:,}`` and for nothing else; a brace itself is doubled. A sentence is said whole:
    what is put together from pieces cannot be put in another order by a translator.
    """
    return _made(template.format_map(values), template, values)


def plural(one: str, other: str, n: int, /, **values: str | int) -> Text:
    """A sentence whose words depend on a number, which both templates call ``{n}``."""
    values["n"] = n
    return _made((one if n == 1 else other).format_map(values), (one, other), values)


def together(separator: str, items: Iterable[str], /) -> Text:
    """Texts in a row, such as whole sentences with a space between them. `separator` is the same in all languages."""
    values = {f"p{number}": item for number, item in enumerate(items)}
    return _made(separator.join(values.values()), separator.join(f"{{{name}}}" for name in values), values)


def shortened(text: str, most: int) -> Text:
    """`text` on at most `most` characters, with a sign where something is left out: in each language of its own."""
    if len(text) <= most:
        return text if isinstance(text, Text) else together("", [text])
    cut = text[: most - 1].rstrip()
    return _made(f"{cut}…", f"{{text:.{len(cut)}}}…", {"text": text})


def begun(text: str) -> Text:
    """`text` at the beginning of a sentence. A name stays as it is spelled: ``list/vip`` has no capital."""
    return _made(capital(text), "{text:^}", {"text": text})


def capital(said: str) -> str:
    """What is said, with a capital, unless it begins with a name such as ``list/vip`` or ``account.type``."""
    first = said.partition(" ")[0].rstrip(".:,;")
    return said if any(sign in first for sign in "/._`") else said[:1].upper() + said[1:]


def unended(text: str) -> Text:
    """The first line of a text without its full stop, for the middle of a sentence."""
    return _made(without_end(text), "{text:-}", {"text": text})


def without_end(text: str) -> str:
    return text.strip().partition("\n")[0].strip().rstrip(".")


def listed(items: Iterable[str], /, last: str = "and") -> Text:
    """``a, b and c``; with `last` as "or", ``a, b or c``; of none nothing."""
    *some, end = tuple(items) or (NOTHING,)
    if not some:
        return end if isinstance(end, Text) else together("", [end])
    if last == "or":
        return say("{some} or {last}", some=together(", ", some), last=end)
    return say("{some} and {last}", some=together(", ", some), last=end)


class Page(Text):
    """A manual page in Markdown, which is put into a language piece by piece (`mapconfig.language.manuals`)."""

    __slots__ = ()


def paged(markdown: str) -> Page:
    """A manual page, for `speech` to put into a language."""
    page = Page(markdown)
    page.template, page.values = "", {}
    return page


def reworded(text: Text, english: str) -> Text:
    """`text` with other words in English; in other languages it stays what it is."""
    return _made(english, text.template, text.values)


def told(error: BaseException) -> str:
    """What an error says: the `Text` that it was raised with, which may be put into another language, or its plain
    words where it has none."""
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Text) else str(error)


def _made(text: str, template: str | tuple[str, str], values: Mapping[str, str | int]) -> Text:
    made = Text(text)
    made.template = template
    made.values = values
    return made


#: Between a name and what is said of it, where a format shows the two differently and one sentence cannot hold both.
COLON = say(": ")
#: For a place where there is nothing to say.
NOTHING = _made("", "", {})


def speech(language: str) -> Speech:
    """What puts texts into `language`, one of `LANGUAGES`: a `Text` by its catalogue, and in English where that has no
    such sentence; a plain text, which is the user's own, as it is."""
    if language == LANGUAGES[0]:
        return english
    from mapconfig.language.speaking import speaker

    return speaker(language)


def english(text: str) -> str:
    """Speaks English."""
    return text


def spoken(value: Any, speak: Speech) -> Any:
    """JSON values with every text in them as `speak` says it."""
    if speak is english:
        return value
    if isinstance(value, str):
        return speak(value)
    if isinstance(value, Mapping):
        return {name: spoken(below, speak) for name, below in value.items()}
    return [spoken(below, speak) for below in value] if isinstance(value, list | tuple) else value


def chosen(option: str | None, setting: str, environ: Mapping[str, str]) -> str:
    """The language to speak: that of ``--lang``, of ``MAPCONFIG_LANG``, of the org's settings ("" where they say
    nothing) or of the locale, the first that says one; English where none does.

    Raises `mapconfig.errors.UsageError` when one of the first two asks for a language that there is not.
    """
    from mapconfig.language.choice import choice

    return choice(option, setting, environ)


def packed(text: str) -> Any:
    """A text as JSON values that `unpacked` makes the same of: a `Text` as a mapping of its English as ``text``, its
    ``template`` (a list of two where a number decides) and its ``values``; a plain text as it is."""
    if not isinstance(text, Text):
        return text
    template = text.template
    return {
        "text": str(text),
        "template": template if isinstance(template, str) else list(template),
        "values": {name: _plain(value, packed) for name, value in text.values.items()},
    }


def _plain(value: Any, write: Callable[[str], Any]) -> Any:
    if type(value) is int:
        return value
    return write(value if isinstance(value, str) else str(value))


def kept(text: str) -> Any:
    """A text as JSON values for a file of our own, which `taken` reads back without a look: a list of its English, its
    template and its values; a plain text as it is."""
    if not isinstance(text, Text):
        return text
    return [
        str(text),
        text.template,
        {name: _plain(value, kept) for name, value in text.values.items()},
    ]


def taken(value: Any) -> str:
    """The text that `kept` made this of."""
    if isinstance(value, str):
        return value
    text, template, values = value
    if isinstance(template, list):
        template = (template[0], template[1])
    return _made(text, template, {n: taken(each) if isinstance(each, list) else each for n, each in values.items()})


def unpacked(value: Any) -> str:
    """The text that `packed` made this of. What does not hold together, such as a template that is not of its text, is
    given as the plain text; what is no text at all raises `ValueError`. It may come from a stranger."""
    if isinstance(value, str):
        return value
    from mapconfig.language.packing import unpack

    return unpack(value)
