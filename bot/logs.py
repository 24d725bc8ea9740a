"""The log: what is written, and what never is.

The bot's token stands in every address that it asks Telegram for, so it is masked in everything written.  Who
somebody is does not belong in it, by name or by id: what /forget deletes should not stand there for good.
"""

import logging
import re
from collections.abc import Sequence
from typing import TextIO
from urllib.parse import quote

MASK = "<token>"
_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
# Telegram's tokens wherever they come from, and whatever stands in an address where a token does.
_TOKEN_SHAPED = re.compile(r"\b\d{6,}(?::|%3A)[A-Za-z0-9_-]{30,}|(?<=/bot)[^/\s'\"]+(?=/)")
_SHORTEST_SECRET = 12


class RedactingFormatter(logging.Formatter):
    """Formats a record, its traceback included, and masks every secret in the finished text."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__(_FORMAT)
        parts = [form for secret in secrets for form in _forms(secret)]
        self._secrets = re.compile("|".join(map(re.escape, parts))) if parts else None

    def format(self, record: logging.LogRecord) -> str:
        """The record's lines without secrets."""
        text = super().format(record)
        if self._secrets is not None:
            text = self._secrets.sub(MASK, text)
        return _TOKEN_SHAPED.sub(MASK, text)


def set_up(level: str, secrets: Sequence[str], stream: TextIO | None = None) -> None:
    """Log to *stream* (stderr by default): what is ours from *level* on, of libraries only the warnings."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in ("bot", "management", "retrieval", "corpus"):
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
