"""Fictional people as tests of an org, without an engine: `belonging` says what one is in and why, `story` what happens
to them, and `persona` holds both to what is expected."""
