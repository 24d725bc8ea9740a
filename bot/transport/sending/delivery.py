"""Deliver letters: those to one chat in order, those to different chats in parallel.

A letter is retried until Telegram accepts it, says that nobody can receive it, or it expires.  An attempt
without a response may have succeeded; it is repeated anyway, since a rare duplicate is better than silence.
Repeated edits go unnoticed.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence

from telegram import (
    ForceReply,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
    TelegramObject,
)
from telegram.error import NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.monitoring.logs import about
from bot.monitoring.reachability import Reachability
from bot.state import State
from bot.state.outbox import Json, Letter, SendRequest
from bot.transport.failures import (
    AlreadyAsRequested,
    ChatMoved,
    Failure,
    NotEditable,
    Rejected,
    TryAgain,
    Unreachable,
    failure_of,
    pause_after,
)
from bot.transport.requests import CONNECTIONS
from bot.transport.sending.flood_pauses import FloodPauses
from bot.transport.sending.pacing import ONCE

log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_FORMATTING = ("entities", "reply_markup", "reply_parameters")
"""Parts of a message that are dropped if Telegram rejects it with them."""

Sleep = Callable[[float], Awaitable[None]]
NextLetter = Callable[[int], Awaitable[Letter | None]]


class Delivery:
    """Delivers the letters in the outbox of a state."""

    def __init__(
        self,
        state: State,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.time,
        connections: int = CONNECTIONS,
        steady_clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """A letter expires by the *clock*; pauses are timed by the *steady_clock*, which nobody can set."""
        self._letters = state.outgoing
        self._sleep = sleep
        self._clock = clock
        self._steady_clock = steady_clock
        self._bot: ExtBot[int] | None = None
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._woken: set[int] = set()
        self._pauses = FloodPauses()
        self._connections = asyncio.Semaphore(connections)
        self._stopping = asyncio.Event()
        self._holds: Callable[[int], bool] = lambda chat: True
        self._want: Callable[[Sequence[int]], None] = lambda chats: None
        self._next_letter: NextLetter = self._letters.next
        self.reachability = Reachability()
        self.dropped = 0

    def share(
        self, holds: Callable[[int], bool], next_letter: NextLetter, want: Callable[[Sequence[int]], None]
    ) -> None:
        """Deliver only to chats that this process *holds*; other processes deliver to the others.

        *want* is called with chats that are to be claimed, or can be given back.
        """
        self._holds, self._next_letter, self._want = holds, next_letter, want

    def busy(self, chat: int) -> bool:
        """Whether letters to a chat are being delivered."""
        return chat in self._lanes

    async def start(self, bot: ExtBot[int]) -> None:
        """Deliver with *bot*, beginning with the letters that an earlier process left."""
        self._bot = bot
        self._stopping.clear()
        self.wake(await self._letters.chats())

    def begin_to_stop(self) -> None:
        """Stop waiting: what cannot be delivered at once stays in the outbox for the next start."""
        self._stopping.set()

    async def stop(self) -> None:
        """Finish the requests under way."""
        self.begin_to_stop()
        while self._lanes:
            await asyncio.wait(list(self._lanes.values()))
        self._bot = None

    def wake(self, chats: Iterable[int]) -> None:
        """Deliver the letters waiting for some chats."""
        if self._bot is None:  # at the next start
            return
        for chat in chats:
            if not self._holds(chat):
                self._want([chat])
                continue
            self._woken.add(chat)
            if chat not in self._lanes:
                self._lanes[chat] = asyncio.create_task(self._lane(chat, self._bot))

    async def wait_until_delivered(self, chat: int) -> bool:
        """Wait until all letters to a chat are delivered; False if the bot stops before that."""
        while (lane := self._lanes.get(chat)) is not None:
            await asyncio.wait([lane])
        return not self._stopping.is_set() or await self._letters.next(chat) is None

    async def _lane(self, chat: int, bot: ExtBot[int]) -> None:
        """Deliver the letters to one chat, one after the other, until none is left."""
        tried = 0
        try:
            while (letter := await self._next(chat)) is not None:
                with about(letter.cause):
                    tried = await self._deliver(letter, bot, tried)
                if tried and self._stopping.is_set():
                    return
                if tried:
                    self._woken.add(chat)
        finally:
            del self._lanes[chat]
            self._want([chat])

    async def _next(self, chat: int) -> Letter | None:
        """The next letter to a chat, if one may wait."""
        while chat in self._woken and self._holds(chat):
            self._woken.discard(chat)
            letter = await self._next_letter(chat)
            if letter is not None:
                if not letter.is_last:
                    self._woken.add(chat)
                return letter
        return None

    async def _deliver(self, letter: Letter, bot: ExtBot[int], tried: int) -> int:
        """Try once to deliver a letter; return how often it was tried, 0 if it needs no further attempt."""
        if not await self._wait_out_pauses(letter.chat):
            return tried + 1
        if self._clock() > letter.until:
            await self._drop(letter, "its time is over")
            return 0
        outcome = await self._attempt(letter, bot, tried + 1)
        if isinstance(outcome, TryAgain):
            if outcome.flooded:
                self._pauses.pause(letter.chat, self._steady_clock(), outcome.seconds)
            else:
                await self._pause(outcome.seconds)
            return tried + 1
        try:
            await self._record_outcome(letter, outcome)
        except Exception as error:  # or it would be sent again and again, and keep back those behind it
            log.error("cannot record the outcome of a message (%s)", type(error).__name__)
            await self._letters.drop(letter)
        return 0

    async def _attempt(self, letter: Letter, bot: ExtBot[int], tried: int) -> Message | Failure:
        async with self._connections:
            if not self._holds(letter.chat):
                return TryAgain(0.0)
            try:
                arguments = _arguments(letter, bot)
            except Exception as error:  # the library may raise anything; the disk may have changed a byte
                log.error("a stored message cannot be sent as it is (%s)", type(error).__name__)
                return Rejected()
            try:
                sent = await _request(bot, letter, arguments)
            except TelegramError as error:
                failure, reason = failure_of(error, tried), str(error)
            except Exception as error:  # the library cannot parse the response
                failure, reason = TryAgain(pause_after(tried)), type(error).__name__
            else:
                self.reachability.note_success()
                return sent
        if isinstance(failure, TryAgain) and not failure.flooded:
            self.reachability.note_failure(reason)
        else:
            self.reachability.note_success()
            log.info("a message was not taken (%s)", reason)
        return failure

    async def _record_outcome(self, letter: Letter, outcome: Message | Failure) -> None:
        """Record the outcome of a letter that is not to be tried again as it is."""
        request = letter.request
        match outcome:
            case Message() if request.detached is not None and outcome.reply_to_message is None:
                await self._letters.mark_detached(letter, outcome.message_id)
                self._woken.add(letter.chat)  # the next attempt is an edit
            case Message():
                await self._letters.mark_delivered(letter, outcome.message_id)
                log.debug("delivered")
            case AlreadyAsRequested():
                await self._letters.mark_delivered(letter, request.message)
            case NotEditable() if request.otherwise is not None:
                await self._rewrite(letter, request.otherwise)
            case ChatMoved(chat):
                await self._letters.move_chat(letter.chat, chat)
                self.wake([chat])
            case Rejected() if request.has_text and any(name in request.parameters for name in _FORMATTING):
                log.error("the marks or buttons of a message were refused; it is sent without them")
                await self._rewrite(letter, _plain_text_only(request))
            case Rejected():
                await self._drop(letter, "Telegram refuses it")
            case Unreachable() | NotEditable():
                await self._letters.drop(letter)

    async def _rewrite(self, letter: Letter, request: SendRequest) -> None:
        """Send a letter once more, with another request."""
        await self._letters.rewrite(letter, request)
        self._woken.add(letter.chat)

    async def _drop(self, letter: Letter, reason: str) -> None:
        self.dropped += 1
        log.error("a message is given up (%s); %d so far", reason, self.dropped)
        await self._letters.drop(letter)

    async def _wait_out_pauses(self, chat: int) -> bool:
        """Wait out the pauses that Telegram has asked for; False if the bot stops before that."""
        while seconds := self._pauses.seconds(chat, self._steady_clock()):
            await self._pause(seconds)
            if self._stopping.is_set():
                return False
        return True

    async def _pause(self, seconds: float) -> None:
        """Wait some seconds, or less if the bot stops."""
        waits = [asyncio.ensure_future(self._sleep(seconds)), asyncio.create_task(self._stopping.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


async def _request(bot: ExtBot[int], letter: Letter, arguments: Json) -> Message:
    """Send a letter and return the message that Telegram made of it."""
    if not letter.request.message:
        return _message_in(await bot.send_message(**arguments))
    edit = bot.edit_message_text if letter.request.has_text else bot.edit_message_reply_markup
    return _message_in(await edit(**arguments))


def _arguments(letter: Letter, bot: ExtBot[int]) -> Json:
    """The arguments of the library's method that sends or edits the message of a letter."""
    parameters, message = letter.request.parameters, letter.request.message
    content: Json = {
        "chat_id": letter.chat,
        "reply_markup": _markup(parameters.get("reply_markup")),
        "rate_limit_args": ONCE,
    }
    if letter.request.has_text or not message:
        content |= {
            "text": parameters["text"],
            "entities": MessageEntity.de_list(parameters.get("entities", []), bot) or None,
            "link_preview_options": _NO_PREVIEW,
        }
    if message:
        return content | {"message_id": message}
    reply_parameters = parameters.get("reply_parameters")
    return content | {
        "message_thread_id": parameters.get("message_thread_id"),
        "reply_parameters": None
        if reply_parameters is None
        else ReplyParameters.de_json(reply_parameters, bot),
    }


def _message_in(result: object) -> Message:
    """The message in Telegram's response.  Raises NetworkError for anything else that a proxy may send."""
    if not isinstance(result, Message):
        raise NetworkError(f"a message was expected, not {type(result).__name__}")
    return result


def _markup(value: Json | None) -> TelegramObject | None:
    if value is None:
        return None
    kind = ForceReply if "force_reply" in value else InlineKeyboardMarkup
    return kind.de_json(value, None)


def _plain_text_only(request: SendRequest) -> SendRequest:
    """The request with the plain text only."""
    parameters = {name: value for name, value in request.parameters.items() if name not in _FORMATTING}
    return SendRequest(parameters, request.message, request.otherwise)
