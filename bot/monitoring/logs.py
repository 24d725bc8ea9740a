"""The log: what is written, and what never is.

Lines are for people to read ("console") or one JSON object each ("json").  What is logged while an update is
handled, or a message for it delivered, has that update's id as ``update``.

The bot's token stands in every address that it asks Telegram for, so it is masked in everything written.  Who
somebody is does not belong in it, by name or by id: what /forget deletes should not stand there permanently.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Literal, TextIO
from urllib.parse import quote

import structlog
from structlog.dev import plain_traceback
from structlog.typing import Processor

MASK = "<token>"
LogFormat = Literal["console", "json"]

_NOTED = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
"""What each line has beside its message."""
_RENDERED: Mapping[LogFormat, Sequence[Processor]] = {
    "console": [
        structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=plain_traceback)
    ],
    "json": [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)],
}
# Telegram's tokens wherever they come from, and whatever stands in an address where a token does.
_TOKEN_SHAPED = re.compile(r"\b\d{6,}(?::|%3A)[A-Za-z0-9_-]{30,}|(?<=/bot)[^/\s'\"]+(?=/)")
_SHORTEST_SECRET = 12


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Formats a record, its traceback included, and masks every secret in the finished text."""

    def __init__(self, secrets: Sequence[str] = (), style: LogFormat = "console") -> None:
        super().__init__(
            foreign_pre_chain=_NOTED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_RENDERED[style]],
        )
        parts = [form for secret in secrets for form in _forms(secret)]
        self._secrets = re.compile("|".join(map(re.escape, parts))) if parts else None

    def format(self, record: logging.LogRecord) -> str:
        """The record's lines without secrets."""
        text = super().format(record)
        if self._secrets is not None:
            text = self._secrets.sub(MASK, text)
        return _TOKEN_SHAPED.sub(MASK, text)


def about(update: int) -> AbstractContextManager[None]:
    """Let what is logged in the block have the id of the *update* that it is about."""
    return structlog.contextvars.bound_contextvars(update=update)


def set_up(
    level: str, secrets: Sequence[str], stream: TextIO | None = None, style: LogFormat = "console"
) -> None:
    """Log to *stream* (stderr by default): what is ours from *level* on, of libraries only the warnings."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter(secrets, style))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in ("bot", "web", "management", "retrieval", "corpus"):
        logging.getLogger(ours).setLevel(level)
    # These log every address (and so the token) or every update (and so what people wrote) below WARNING.
    for theirs in ("httpx", "httpcore", "telegram"):
        logging.getLogger(theirs).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def _forms(secret: str) -> Sequence[str]:
    """A secret as it may be written: as it is, in an address, and the part after the bot's id."""
    own_part = secret.partition(":")[2]
    forms = {secret, quote(secret, safe="")} | ({own_part} if len(own_part) >= _SHORTEST_SECRET else set())
    return sorted(forms, key=len, reverse=True)
