"""Whether the bot can answer right now, and if not, why not."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Readiness:
    """The state of a running bot, or of a web server without one.

    ``version`` is the corpus version in use and ``last_reload`` when it was switched to (ISO 8601, UTC; None
    if nothing was reloaded since the start).  ``telegram_reachable``: whether the last call to Telegram got
    through; None if Telegram is not used.  ``queue_seconds`` is the age of the oldest unhandled update,
    ``outbox_seconds`` that of the oldest undelivered message; 0 if there is none.  ``search_available`` is
    False while the search cluster gives no complete replies.
    """

    version: str
    last_reload: str | None
    telegram_reachable: bool | None
    memory_writable: bool
    queue_seconds: float
    outbox_seconds: float
    search_available: bool = True

    @property
    def is_ready(self) -> bool:
        """Whether questions are answered: updates arrive, can be stored and searched for, answers go out."""
        return self.telegram_reachable is not False and self.memory_writable and self.search_available

    def as_json(self) -> dict[str, Any]:
        """The fields by name, with ``ready`` in front."""
        return {"ready": self.is_ready, **asdict(self)}
