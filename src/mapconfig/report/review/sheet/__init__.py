"""The parts of the review page, each made from the review document alone."""
