"""The review document in each of its formats; every one is made from the document alone."""

from __future__ import annotations

from mapconfig.report import Formats

#: What `mapconfig review --format` can say.
REVIEW = Formats({"json": ("review.json", "review")})
