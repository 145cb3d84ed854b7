"""The criteria language: who belongs, in sentences that a marketing admin reads; pure values, no org, no files.

`docs/criteria.md` is its manual. Reading is in `sentence` (one line) and `parse` (groups), writing in `format`, meaning
in `oracle`.
"""

from mapconfig.criteria.names import canonical, references, rewrite
from mapconfig.criteria.parse import parse
from mapconfig.criteria.problem import Problem
from mapconfig.criteria.syntax import Criteria

__all__ = ["Criteria", "Problem", "canonical", "parse", "references", "rewrite"]
