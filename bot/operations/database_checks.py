"""Check the database server, if the bot's state is on one."""

from collections.abc import Iterator

from bot.errors import StateError
from bot.operations.findings import Finding, error, ok
from bot.state.storage.opening import check_client
from config.settings import Settings, database_of

OLDEST = 14
"""The oldest supported version of PostgreSQL: it can end the session of a process that hangs."""


def check_database(settings: Settings) -> Iterator[Finding]:
    """Check whether the server can be used; no findings if the state is a file."""
    url = database_of(settings)
    if not url:
        return
    try:
        check_client()
        from bot.state.storage.postgresql import server_version

        version = server_version(url)
    except StateError as failure:
        yield error("database", str(failure), "check QUOTH_DATABASE, and that the server can be reached")
    else:
        yield check_version(version)


def check_version(version: str) -> Finding:
    """Judge the *version* of the server.

    >>> check_version("15.18 (Debian 15.18-0)").state, check_version("13.2").severity.value
    ('PostgreSQL 15.18 can be used', 'error')
    """
    number = version.split()[0]
    if int(number.split(".")[0]) < OLDEST:
        return error("database", f"PostgreSQL {number} is too old", f"use version {OLDEST} or newer")
    return ok("database", f"PostgreSQL {number} can be used")
