"""References that came or went, in words: a sentence each, since no two verbs are denied alike in every language."""

from __future__ import annotations

from collections.abc import Callable

from mapconfig.language import Text, say

#: By relation, of an address: what is said where it is the one there is now, where it came to others, where it is gone.
REFERENCES: dict[str, Callable[[str], tuple[Text, Text, Text]]] = {
    "extends": lambda target: (
        say("now extends {target}", target=target),
        say("now also extends {target}", target=target),
        say("no longer extends {target}", target=target),
    ),
    "suppresses": lambda target: (
        say("now suppresses {target}", target=target),
        say("now also suppresses {target}", target=target),
        say("no longer suppresses {target}", target=target),
    ),
    "uses": lambda target: (
        say("now uses {target}", target=target),
        say("now also uses {target}", target=target),
        say("no longer uses {target}", target=target),
    ),
    "embeds": lambda target: (
        say("now embeds {target}", target=target),
        say("now also embeds {target}", target=target),
        say("no longer embeds {target}", target=target),
    ),
    "enters-from": lambda target: (
        say("now takes people in from {target}", target=target),
        say("now also takes people in from {target}", target=target),
        say("no longer takes people in from {target}", target=target),
    ),
    "sends-to": lambda target: (
        say("is now sent to {target}", target=target),
        say("is now also sent to {target}", target=target),
        say("is no longer sent to {target}", target=target),
    ),
    "contacts": lambda target: (
        say("now contacts {target}", target=target),
        say("now also contacts {target}", target=target),
        say("no longer contacts {target}", target=target),
    ),
    "synced-with": lambda target: (
        say("is now synced with {target}", target=target),
        say("is now also synced with {target}", target=target),
        say("is no longer synced with {target}", target=target),
    ),
    "collects": lambda target: (
        say("now collects {target}", target=target),
        say("now also collects {target}", target=target),
        say("no longer collects {target}", target=target),
    ),
    "sends": lambda target: (
        say("now sends {target}", target=target),
        say("now also sends {target}", target=target),
        say("no longer sends {target}", target=target),
    ),
    "adds-to": lambda target: (
        say("now adds people to {target}", target=target),
        say("now also adds people to {target}", target=target),
        say("no longer adds people to {target}", target=target),
    ),
    "removes-from": lambda target: (
        say("now removes people from {target}", target=target),
        say("now also removes people from {target}", target=target),
        say("no longer removes people from {target}", target=target),
    ),
    "sets": lambda target: (
        say("now sets {target}", target=target),
        say("now also sets {target}", target=target),
        say("no longer sets {target}", target=target),
    ),
    "stamps": lambda target: (
        say("now stamps {target}", target=target),
        say("now also stamps {target}", target=target),
        say("no longer stamps {target}", target=target),
    ),
    "feeds": lambda target: (
        say("now feeds {target}", target=target),
        say("now also feeds {target}", target=target),
        say("no longer feeds {target}", target=target),
    ),
    "notifies": lambda target: (
        say("now notifies {target}", target=target),
        say("now also notifies {target}", target=target),
        say("no longer notifies {target}", target=target),
    ),
    "hands-over": lambda target: (
        say("now hands people over to {target}", target=target),
        say("now also hands people over to {target}", target=target),
        say("no longer hands people over to {target}", target=target),
    ),
    "owned-by": lambda target: (
        say("is now owned by {target}", target=target),
        say("is now also owned by {target}", target=target),
        say("is no longer owned by {target}", target=target),
    ),
    "part-of": lambda target: (
        say("is now part of {target}", target=target),
        say("is now also part of {target}", target=target),
        say("is no longer part of {target}", target=target),
    ),
}
