"""Doing a plan's steps, and nothing else: ask, read back, compare, and say what happened."""
