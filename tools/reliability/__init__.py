"""Test the bot on bad days: ``python -m tools.reliability`` simulates them and writes RELIABILITY.md.

A scenario runs the production process against the strict Bot API of the tests, which misbehaves on request,
and counts what happened to the questions.
"""
