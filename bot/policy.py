"""How the bot behaves where there is a choice."""

from dataclasses import dataclass
from datetime import timedelta

from web.pages.reader_links import ReaderLinks


@dataclass(frozen=True, slots=True)
class Policy:
    """The choices, as values.

    ``turns`` earlier questions of a conversation are taken into account until it was silent for
    ``conversation_expires``; answers are kept, for their buttons, for ``answers_kept``.
    A question that was answered in the same group ``repeated_within`` leads to that answer.
    A version of the corpus that was published elsewhere is looked for every ``looks_for_versions``; a reload
    that changes at most ``publish_at_once`` passages is published without asking.
    What cannot be sent is tried for as long as ``outbox_kept``.  ``reader`` makes the links of [Read].
    ``messages_per_second`` limits the whole bot, 0 not at all.  ``log_questions`` lets what people ask stand
    in the log.
    """

    turns: int = 6
    conversation_expires: timedelta = timedelta(hours=1)
    answers_kept: timedelta = timedelta(days=30)
    repeated_within: timedelta = timedelta(days=1)
    looks_for_versions: timedelta = timedelta(seconds=3)
    publish_at_once: int = 100
    outbox_kept: timedelta = timedelta(days=1)
    messages_per_second: float = 30
    log_questions: bool = False
    reader: ReaderLinks | None = None
