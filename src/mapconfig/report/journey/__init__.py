"""A journey before and after a change as one graph of steps and ways: what drawings, charts and lists are made of.

Steps are compared by their id, so moving one within the file is no change; what counts is where each way leads. Pure
values: the attributes of the journey on both sides come in, as the files or the review document have them.
"""

from __future__ import annotations

from mapconfig.report.journey.definition import END, START, Merged, Said, Step, Way
from mapconfig.report.journey.merging import merged
from mapconfig.report.journey.runs import collapsed
from mapconfig.report.journey.saying import lasting
from mapconfig.report.journey.telling import told
from mapconfig.report.journey.writing import as_document, from_document

__all__ = [
    "END",
    "START",
    "Merged",
    "Said",
    "Step",
    "Way",
    "as_document",
    "collapsed",
    "from_document",
    "lasting",
    "merged",
    "told",
]
