"""Whether the bot can answer right now, and if not, why not."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Readiness:
    """How a running bot, or a web server without one, is.

    ``version`` is the corpus version it answers from and ``last_reload`` when that was taken into use (ISO
    8601, UTC; None where nothing was reloaded since the start).  ``telegram_reachable``: whether the last
    call to Telegram got through; None where there is no Telegram.  ``queue_seconds`` is the age of the oldest
    update that is not handled yet, ``outbox_seconds`` that of the oldest message that is not delivered yet; 0
    where there is none.
    """

    version: str
    last_reload: str | None
    telegram_reachable: bool | None
    memory_writable: bool
    queue_seconds: float
    outbox_seconds: float

    @property
    def is_ready(self) -> bool:
        """Whether questions are answered: updates come in, can be noted, and answers go out."""
        return self.telegram_reachable is not False and self.memory_writable

    def as_json(self) -> dict[str, Any]:
        """The fields by name, with ``ready`` in front."""
        return {"ready": self.is_ready, **asdict(self)}
