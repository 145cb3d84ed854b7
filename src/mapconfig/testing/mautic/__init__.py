"""A Mautic 5.1.1 of our own over HTTP on loopback, with its habits and bad habits, for tests of the adapter.

What it does is held to recordings of a running Mautic (`tests/backends/mautic/test_replay.py`). Contacts, pages, assets
and console commands are not modelled.
"""

from mapconfig.testing.mautic.server import Knobs, Mautic, start

__all__ = ["Knobs", "Mautic", "start"]
