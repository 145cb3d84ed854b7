"""A marketing automation platform of its own in one SQLite file, and the adapter to it: the default environment."""

from mapconfig.backends.embedded.backend import Embedded, connect

__all__ = ["Embedded", "connect"]
