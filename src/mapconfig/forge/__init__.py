"""Posting a review where people discuss the change: one comment that is kept up to date, and labels.

Each forge has a module; nothing here decides what is said, that is `mapconfig.report.review`, and nothing here ever
approves anything.
"""
