"""People: how many a change moves, mails or ejects. Counts leave this room, people never do.

`sheet` holds questions as values and `membership` makes them from an org; an `engine` answers them from a `snapshot`
of the people (`blocks`, the engine that comes with mapconfig) or where the people already are (`sql`). `measure` asks
what a change does and gives `mapconfig.impact.people` values, in which small counts are hidden.

duckdb, numpy and sqlglot are extras: the modules that need them are loaded when somebody asks for people, and without
them the answer is that the number is unknown and what to install.
"""
