"""The log: what is logged, and what never is.

Lines are text for people ("console"), one JSON object each ("json"), or just the message ("terminal").
Lines about handling an update, or delivering a message for it, have that update's id as ``update``.

The bot's token is part of every address of the Bot API, so it is masked in the whole log.  Names and ids of
people do not belong in it, because /forget could not delete them there.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Literal, TextIO
from urllib.parse import quote

import structlog
from structlog.dev import plain_traceback
from structlog.typing import EventDict, Processor

MASK = "<token>"
LogFormat = Literal["console", "json", "terminal"]


def _only_the_message(logger: object, name: str, event: EventDict) -> str:
    """A line for somebody at a terminal, who reads it among the program's own output."""
    return "\n".join([f"quoth: {event['event']}", *filter(None, [event.get("exception", "")])])


_NOTED = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
"""The fields of each line besides its message."""
_RENDERED: Mapping[LogFormat, Sequence[Processor]] = {
    "console": [
        structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=plain_traceback)
    ],
    "terminal": [structlog.processors.format_exc_info, _only_the_message],
    "json": [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)],
}
# Telegram tokens anywhere, and any text in an address where a token would be.
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


class _BriefAboutTheNetwork(logging.Filter):
    """Logs a broken connection in one line: that Telegram cannot be reached is not a bug.

    The library logs a traceback when its last request fails while polling stops, and asyncio logs one when an
    abandoned request fails.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Remove the traceback from such a record; no record is dropped."""
        if record.exc_info and record.name.partition(".")[0] in {"asyncio", "telegram"}:
            self._shorten(record, record.exc_info[1])
        return True

    def _shorten(self, record: logging.LogRecord, error: BaseException | None) -> None:
        from telegram.error import BadRequest, NetworkError  # a process without a bot does not load telegram

        if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
            line = record.getMessage().partition("\n")[0]
            record.msg, record.args, record.exc_info = f"{line} {error}", (), None
            record.levelno, record.levelname = logging.WARNING, "WARNING"


def about(update: int) -> AbstractContextManager[None]:
    """Add the id of the *update* to everything logged in the block."""
    return structlog.contextvars.bound_contextvars(update=update)


def set_up(
    level: str, secrets: Sequence[str], stream: TextIO | None = None, style: LogFormat = "console"
) -> None:
    """Log to *stream* (stderr by default): our own lines from *level* up, and warnings of libraries."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter(secrets, style))
    handler.addFilter(_BriefAboutTheNetwork())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in ("bot", "web", "management", "retrieval", "corpus"):
        logging.getLogger(ours).setLevel(level)
    # Below WARNING these log every address (with the token) or every update (with what people wrote).
    for theirs in ("httpx", "httpcore", "telegram"):
        logging.getLogger(theirs).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def _forms(secret: str) -> Sequence[str]:
    """The forms of a secret: as it is, as in an address, and the part after the bot's id."""
    own_part = secret.partition(":")[2]
    forms = {secret, quote(secret, safe="")} | ({own_part} if len(own_part) >= _SHORTEST_SECRET else set())
    return sorted(forms, key=len, reverse=True)
