"""What was done to a platform, by whom and why: the journal, and everything that follows from it."""
