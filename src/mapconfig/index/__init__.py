"""Conclusions kept between runs, so that the cost of a run follows what changed and not what exists."""
