"""Whether programs can ask as the settings say, and whether more can ask than the owner may expect."""

from collections.abc import Iterator
from importlib.util import find_spec

from bot.operations.findings import Finding, ok, warning
from config.settings import Settings

ON_THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")


def check_programs(settings: Settings) -> Iterator[Finding]:
    """Check who may ask over HTTP; no findings if the API is off.

    >>> [finding.state for finding in check_programs(Settings(web="127.0.0.1:80", api="everybody"))][0]
    'everybody who reaches 127.0.0.1:80 may ask'
    """
    if settings.api == "off":
        return
    if not settings.web:
        yield warning(
            "API",
            f"QUOTH_API={settings.api}, but the bot serves nothing",
            "set QUOTH_WEB, as 127.0.0.1:8080",
        )
        return
    yield _check_access(settings)
    if find_spec("mcp") is None:
        yield ok("MCP", "not served: its package is not installed (make mcp)")
    else:
        yield ok("MCP", "served at /mcp")


def _check_access(settings: Settings) -> Finding:
    if settings.api == "keys":
        return ok("API", f"programs with a key may ask; number of keys: {len(settings.api_keys)}")
    state = f"everybody who reaches {settings.web} may ask"
    if settings.web.rpartition(":")[0] in ON_THIS_MACHINE:
        return ok("API", state)
    return warning("API", state, "if that is not meant: QUOTH_API=keys")
