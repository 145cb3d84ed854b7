"""The days to come: what journeys, rules and dated e-mails do to people, on a clock that is only supposed.

`courses` is what runs, read once; `assumptions` is what people will do. `journeys` lets one person walk and is the
definition. For everybody at once, `later` asks criteria on a later day and `program` makes formulas of what runs,
which `mapconfig.audience.blocks.simulated` goes through; `simulate` tells what came of it.
"""
