"""How the bot gets through bad days: ``python -m tools.reliability`` makes them and writes RELIABILITY.md.

A scenario runs the production process against the tests' strict Bot API, which misbehaves as ordered, and
counts what became of the questions.
"""
