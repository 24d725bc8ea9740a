"""The tests; a package so that ``tests.support.bot_api`` can be imported from any test."""
