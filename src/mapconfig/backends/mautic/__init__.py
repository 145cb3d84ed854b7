"""Mautic: segments, campaigns, e-mails and scoring of a Mautic 5 over its REST API.

`api` sends requests and knows how Mautic answers; `types` says where each kind lives there; `criteria` and `canvas`
translate the two things that Mautic writes in its own way; `places` says where fields are; `kinds` has one module a
kind, which turns attributes into what is sent and what is read into attributes; `book` is what they have to know of
the rest; `backend` is the contract that the core sees. Facts about Mautic name their source: a running 5.1.1, whose
answers are recorded in `tests/backends/mautic/recordings`.
"""

from mapconfig.backends.mautic.connecting import connect

__all__ = ["connect"]
