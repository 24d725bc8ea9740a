"""How the bot behaves: the limits and intervals that are chosen when it starts."""

from dataclasses import dataclass, field
from datetime import timedelta

from config.default_languages import DefaultLanguages
from web.pages.reader_links import ReaderLinks


@dataclass(frozen=True, slots=True)
class Policy:
    """The chosen limits and intervals.

    The last ``turns`` questions of a conversation count as context until it has been silent for
    ``conversation_expires``; answers are stored, for their buttons, for ``answers_kept``.
    A question that was answered in the same group ``repeated_within`` gets a pointer to that answer.
    The bot looks every ``looks_for_versions`` for a version of the corpus that was published elsewhere; a
    reload that changes at most ``publish_at_once`` passages is published without asking.
    Pages and feeds from the web are fetched again every ``refresh_every``, None: only by a reload; the
    bot looks every ``looks_for_links`` which of them are due.
    Work that takes longer than ``progress_after`` shows its progress, which is updated every
    ``progress_interval``: Telegram takes about one message or edit a second in a chat.
    A message that cannot be sent is retried for ``outbox_kept``.  ``reader`` makes the links of [Read].
    ``messages_per_second`` limits the whole bot, 0 means no limit.  ``log_questions`` allows questions in the
    log.  ``languages`` are the languages for people whose own is unknown.  ``sets_menus``: the bot sets its
    command menus and descriptions as it starts, in some 25 requests.
    """

    turns: int = 6
    conversation_expires: timedelta = timedelta(hours=1)
    answers_kept: timedelta = timedelta(days=30)
    repeated_within: timedelta = timedelta(days=1)
    looks_for_versions: timedelta = timedelta(seconds=3)
    publish_at_once: int = 100
    refresh_every: timedelta | None = None
    looks_for_links: timedelta = timedelta(minutes=1)
    progress_after: timedelta = timedelta(seconds=2)
    progress_interval: timedelta = timedelta(seconds=3)
    outbox_kept: timedelta = timedelta(days=1)
    messages_per_second: float = 30
    log_questions: bool = False
    languages: DefaultLanguages = field(default_factory=DefaultLanguages)
    reader: ReaderLinks | None = None
    sets_menus: bool = True
