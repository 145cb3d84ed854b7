"""Counting people where they already are: the questions of a sheet as SQL for the user's own database or cluster.

`tables` says where things are and `questions` what has to be asked of which table; `render` writes it in the words of
a database, with its differences pinned down in `pins`. `engine` asks and hands out counts; the modules named after a
database run a statement there and know nothing else. `connect` makes an engine of a URL, and `conformance` holds one to
the definition of the language. Nothing is ever written, but by `conformance`, into a schema of its own.
"""
