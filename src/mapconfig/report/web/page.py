"""The frame of every page: one HTML file that shows what it has and asks for nothing.

The policy in the head refuses everything by default and lets in our own style and script by their hash, so that even a
mistake in a page could not load, send or run anything. A page is whole without its script; that adds sorting, filters
and keyboard comfort.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from mapconfig.language import say
from mapconfig.report import safe
from mapconfig.report.web.html import Child, Element, Speak, el, render
from mapconfig.values import dataclass

__all__ = ["Linked", "page", "page_assets"]

STYLE = "style.css"
SCRIPT = "page.js"

#: A square with a tick, in the colour of links: what a tab shows. As an address of its own, since nothing is fetched.
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='3' fill='%231c5d99'/%3E"
    "%3Cpath d='M4 8.5 7 11.5 12 5' fill='none' stroke='white' stroke-width='2'/%3E%3C/svg%3E"
)


@dataclass(frozen=True, slots=True)
class Linked:
    """A page of a folder site: its style and script lie in `folder` (``../assets/``), as `page_assets` gives them."""

    folder: str
    scripts: tuple[str, ...] = ()
    """More scripts of ours in that folder, in order."""


def page(
    title: str,
    *body: Child,
    lang: str = "en",
    speak: Speak = str,
    linked: Linked | None = None,
    data: Mapping[str, Any] | None = None,
    extra_script: str = "",
    description: str = "",
) -> str:
    """A whole page: `body` in the frame, in the language `lang` as `speak` speaks it.

    Without `linked`, style and script are in the file. `data` are blocks of JSON for our scripts, by id.
    `extra_script` is more JavaScript of ours: a constant of the package, never anything with an asset in it.
    """
    blocks = "".join(
        f'<script type="application/json" id="{safe.html(name)}">{_inert(value)}</script>\n'
        for name, value in (data or {}).items()
    )
    about = f'<meta name="description" content="{safe.html(speak(description))}">\n' if description else ""
    return (
        f'<!doctype html>\n<html lang="{safe.html(lang)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(linked, extra_script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{safe.html(speak(title))}</title>\n{about}"
        f'<link rel="icon" href="{_ICON}">\n{_style(linked)}</head>\n<body>\n'
        f"{render(_body(body), speak)}\n{blocks}{_scripts(linked, extra_script)}</body>\n</html>\n"
    )


def page_assets() -> dict[str, str]:
    """The files that pages of a folder site share, by name."""
    return {name: _asset(name) for name in (STYLE, SCRIPT)}


def _body(body: Child) -> Child:
    return [
        el("a", say("Skip to the content"), href="#content", class_="skip"),
        body,
        _words(),
    ]


@cache
def _words() -> Element:
    """What scripts write on the page, in the reader's language; the text of a template is inert."""
    return el(
        "template",
        el("span", say("Sort by this column"), data_word="sort"),
        el("span", say("Filter"), data_word="filter"),
        el("span", say("Nothing matches."), data_word="none"),
        el("span", say("{shown} of {total} rows", shown="{shown}", total="{total}"), data_word="rows"),
        el("span", say("Open all"), data_word="open"),
        el("span", say("Close all"), data_word="close"),
        id="words",
    )


def _policy(linked: Linked | None, extra_script: str) -> str:
    if linked is None:
        style, script = _hash(_asset(STYLE)), _hash(_asset(SCRIPT))
    else:
        style = script = "'self'"
    if extra_script:
        script += " " + _hash(extra_script)
    shown = f"style-src {style}; script-src {script}; img-src data:"
    return f"default-src 'none'; {shown}; base-uri 'none'; form-action 'none'"


def _style(linked: Linked | None) -> str:
    if linked is None:
        return f"<style>{_asset(STYLE)}</style>\n"
    return f'<link rel="stylesheet" href="{safe.html(linked.folder + STYLE)}">\n'


def _scripts(linked: Linked | None, extra_script: str) -> str:
    said = f"<script>{extra_script}</script>\n" if extra_script else ""
    if linked is None:
        return f"<script>{_asset(SCRIPT)}</script>\n{said}"
    named = (SCRIPT, *linked.scripts)
    return "".join(f'<script src="{safe.html(linked.folder + name)}"></script>\n' for name in named) + said


def _inert(value: Any) -> str:
    """`value` as JSON in which nothing can end the block it is in, nor begin a comment."""
    said = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return said.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
