"""People: how many a change moves, mails or ejects. Counts leave this room, people never do.

The way of a question: `sheet` holds formulas about people as values, and `membership` and `scoring` make them from an
org. An `engine` answers them, from a `snapshot` of the people that `sources` take (`blocks`, the engine that comes with
mapconfig) or in the database where they are (`sql`); `opening` chooses, and `census` is how the rest of mapconfig asks.
`questions` collects what is asked so that one pass answers all, and hides small counts by the rule of `small`.

What is asked: `difference` is what a change does (`side` is one side of it), `present` and `view` whom an asset has,
and by `funnel` which line of it lets how many through; `days` what the days to come bring; `personas` what fictional
people get.

duckdb, numpy and sqlglot are extras: the modules that need them are loaded when somebody asks for people, and without
them the answer is that the number is unknown and what to install.
"""
