"""The embedded engine: DuckDB reads blocks of a snapshot, bitmaps in numpy do the algebra of lists.

All lists are answered in one pass, because a person's columns are the cost and not the lists. `engine` is the way in;
`docs/people.md` says what it promises.
"""

from mapconfig.audience.blocks.block import Block
from mapconfig.audience.blocks.engine import BlockEngine
from mapconfig.audience.blocks.evaluators import EVALUATORS

__all__ = ["EVALUATORS", "Block", "BlockEngine"]
