"""Text that somebody else wrote, made harmless for the place it is shown in: the one door for every format.

Titles, subjects and details hold what people typed, and what an attacker may have put into a platform. Shown raw, an
escape sequence moves the cursor over the line that says "0 to delete", a bidirectional override turns a sentence round,
and a control character makes a JUnit file unreadable. Nothing is dropped here: what cannot be shown is named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: Letters by category that show as nothing at all, so that two names look alike.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SHORT_NAMES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HIDDEN = frozenset({"Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})
#: How many combining marks may follow one letter: Vietnamese needs two, pointed Hebrew four.
_MARKS_SHOWN = 4

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$^=])")
_TICKS = re.compile(r"`+")
#: Where a forge begins to see an address, a mention, a number of something, or a name of a picture.
_LINKS = re.compile(
    r"(?i)(?<=[a-z])(?=:\S)|(?<=:)(?=[a-z])|(?<=www)(?=\\?\.)|(?<=[@#/!~$%^])(?=\w)|(?<=&amp;)(?=\w)"
    r"|(?<=\bGH\\-)(?=\d)"
)
_JOINER = "\u200d"
#: What a forge may take for a commit, and how much of it none takes for one.
_HASH = r"(?<![\w/])(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7,64}(?![\w/])"
_NO_HASH = re.compile(r".{1,6}")


#: Signs with which a formula begins, as some spreadsheets also read them in their wide forms.
_FORMULA = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")


def terminal(text: str, limit: int = 0) -> str:
    """`text` on one line with nothing hidden: ``\\x1b`` for a control character, ``<U+202E>`` for an invisible one.

    With a `limit`, longer text is cut there and says by how much.
    """
    if limit and len(text) > limit:
        return f"{terminal(text[:limit])}… (+{len(text) - limit})"
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        if category in _MARKS and char not in _BLANK_LETTERS:
            marks += 1
            if marks <= _MARKS_SHOWN:
                out.append(_named(char) if _selects_a_form(char) else char)
            continue
        if marks > _MARKS_SHOWN:
            out.append(f"<{marks - _MARKS_SHOWN} more combining marks>")
        marks = 0
        if category == "Cc":
            out.append(_SHORT_NAMES.get(char) or f"\\x{ord(char):02x}")
        elif category in _HIDDEN or char in _BLANK_LETTERS:
            out.append(_named(char))
        else:
            out.append(char)
    if marks > _MARKS_SHOWN:
        out.append(f"<{marks - _MARKS_SHOWN} more combining marks>")
    return "".join(out)


def _selects_a_form(char: str) -> bool:
    """Whether `char` is an invisible variation selector, other than the one that makes an emoji colourful."""
    return "\ufe00" <= char <= "\ufe0e" or "\U000e0100" <= char <= "\U000e01ef"


def xml(text: str) -> str:
    """`text` for the content or a quoted attribute of XML 1.0, which has no way to write most control characters."""
    shown = terminal(text)
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&apos;")):
        shown = shown.replace(char, entity)
    return shown


_BLANKS = re.compile(r"[\n\t]")
#: What HTML shows otherwise than it is written, or not at all; most texts of a page have none of it.
_NOT_PLAIN = re.compile(r"[^ !#-%(-;=?-~]")


def html(text: str) -> str:
    """`text` for the content or a quoted attribute of HTML; lines and tabs stay, since pages show whole texts too."""
    if _NOT_PLAIN.search(text) is None:
        return text
    if text.isascii() and text.isprintable():
        shown = text
    else:
        start, parts = 0, []
        for blank in _BLANKS.finditer(text):
            parts += [terminal(text[start : blank.start()]), blank[0]]
            start = blank.end()
        shown = "".join([*parts, terminal(text[start:])])
    from html import escape  # which loads all names of characters: 1 ms, for pages alone

    return escape(shown)


def code(text: str) -> str:
    """`text` as a Markdown code span: the fence is longer than any run of backticks in it, so nothing gets out."""
    shown = terminal(text)
    longest = max((len(run) for run in _TICKS.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if not shown.strip() or shown.startswith(("`", " ")) or shown.endswith(("`", " ")) else ""
    return f"{fence}{padding}{shown or ' '}{padding}{fence}"


def cell(text: str) -> str:
    """`text` as a code span inside a Markdown table, where even there a bare pipe would end the cell."""
    return code(text).replace("|", "\\|")


def markdown(text: str) -> str:
    """`text` as Markdown prose with no link, image, heading, mention, issue number or HTML in it.

    Forges look for mentions and addresses after Markdown is done, so an invisible joiner splits those. Prefer `code`
    for names.
    """
    shown = re.sub(_HASH, lambda match: _JOINER.join(_NO_HASH.findall(match[0])), terminal(text))
    shown = _MARKDOWN.sub(r"\\\1", shown).replace("&", "&amp;").replace("<", "&lt;")
    return _LINKS.sub(_JOINER, shown)


#: What means nothing to Mermaid, to HTML or to Markdown.
_PLAIN = re.compile(r"[^A-Za-z0-9 /.,()\u00c0-\u024f…→?-]")


def mermaid(text: str) -> str:
    """`text` for a quoted label of a Mermaid chart: whatever could mean something is written as its number, which
    Mermaid turns into the character after it has read the chart, and shows as text."""
    return _PLAIN.sub(lambda match: f"#{ord(match[0])};", terminal(text))


def fence(lines: list[str], mark: str = "") -> list[str]:
    """`lines` as a fenced block of Markdown; the fence is longer than any run of backticks in them. `mark` is ours."""
    shown = [terminal(line) for line in lines]
    longest = max((len(run) for line in shown for run in _TICKS.findall(line)), default=0)
    ticks = "`" * max(longest + 1, 3)
    return [f"{ticks}{mark}", *shown, ticks]


def spreadsheet(text: str) -> str:
    """`text` for a cell of a CSV file. What a spreadsheet would take for a formula begins with an apostrophe, which
    makes it a text; blanks and invisible characters before the sign do not hide it."""
    shown = terminal(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) or (text[:1] in "\t\r\n" and text) else shown


def _named(char: str) -> str:
    return f"<U+{ord(char):04X}>"


#: An address of an asset, a commit, or what the text itself sets off as code.
#: What stands between ticks as a word of its own, which may have a tick in it as long as a letter follows.
_TICKED = r"(?<![\w`])`[^\s`|](?:[^\n|]{0,78}?[^\s`|])??`(?![\w`])"
_BETWEEN_TICKS = re.compile(_TICKED)
_NAMES = re.compile(
    r"(?<![\w/@:.-])[a-z][a-z0-9-]*/[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?(?![\w/@]|:\S)|" + _TICKED + "|" + _HASH
)


def ticked(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a sentence, each with whether it stands between ticks, which are left out."""
    end = 0
    for match in _BETWEEN_TICKS.finditer(text):
        yield text[end : match.start()], False
        yield match[0][1:-1], True
        end = match.end()
    yield text[end:], False


def prose(text: str) -> str:
    """`text` as Markdown, with addresses, commits and what stands between ticks as code, so that they can be copied."""
    out, end = [], 0
    for match in _NAMES.finditer(text):
        out += [markdown(text[end : match.start()]), code(match[0][1:-1] if match[0][0] == "`" else match[0])]
        end = match.end()
    return "".join([*out, markdown(text[end:])])
