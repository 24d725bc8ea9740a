"""`chat`: the very bot that runs on Telegram, at a terminal, over a Telegram in memory.

A typed line is a message, a number taps a button.  What the bot remembers of the chat is held in memory and
gone with it, so the state of the bot that runs on Telegram is never touched.  Only built versions of the
corpus are shared with it, and the line editor keeps a history of what people typed.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from itertools import count
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console

from bot.application import build_application
from bot.live_corpus import LiveCorpus
from bot.monitoring import logs
from bot.policy import Policy
from bot.terminal.ask import VERSIONS, built, can_be_written
from bot.terminal.memory_telegram import (
    LONGEST_MESSAGE,
    TOKEN,
    Event,
    MemoryTelegram,
    Person,
    PrivateChat,
)
from bot.terminal.screen import PlainScreen, RichScreen, Screen
from bot.terminal.streams import complain, quietly, speak_utf8
from config.settings import Settings
from retrieval.meaning.encoder import options_of
from retrieval.store.corpus_store import CorpusStore

POLICY = Policy(messages_per_second=0)
"""No limit on messages: nobody but the person at the terminal gets them."""
YOU = Person(1)
HISTORY = Path("chat", "history")
"""Of the line editor, in the state folder."""

WELCOME = "The bot, without Telegram. :help says what can be typed here, Ctrl-D leaves."
HELP = """\
A line is a message to the bot, and /help is the bot's own help. Besides:
  1, 2, …               tap the button of that number
  :edit TEXT            change your last message to TEXT
  :reply TEXT           reply to the bot's last message; :reply 2 TEXT to the one before it, and so on
  :quote WORDS | TEXT   reply to WORDS that stand in a message of the bot's
  :upload FILE          send a file, as an admin does to put it into the corpus
  :why                  how the last answer came about
  :help                 this
  :quit                 leave, as Ctrl-D and Ctrl-C do"""
TOO_LONG = f"A message holds at most {LONGEST_MESSAGE:,} characters; ask in fewer."

NOTHING_TO_EDIT = "There is no message of yours yet, or no text; else: :edit TEXT"
NOTHING_TO_REPLY_TO = "There is no such message of the bot's, or no text; else: :reply TEXT, or :reply 2 TEXT"
NO_SUCH_FILE = "There is no such file that can be read; else: :upload FILE"
NOTHING_QUOTED = "No message of the bot's says that, or there is no text; else: :quote WORDS | TEXT"

_OWN_COMMAND = re.compile(r":\w+")
_WITH_WORDS = re.compile(r":(edit|reply|quote|upload)\b\s*(.*)", re.DOTALL)
_CHOICE = re.compile(r"[1-9][0-9]?")


class Talk:
    """A person at a terminal in conversation with the bot."""

    def __init__(self, chat: PrivateChat, screen: Screen) -> None:
        self._chat = chat
        self._screen = screen

    async def enter(self, line: str) -> bool:
        """Do what *line* asks for; False if it asks to leave."""
        line = line.strip()
        choice = self.choice(line)
        own = _WITH_WORDS.fullmatch(line)
        if line == ":quit":
            return False
        if len(line) > LONGEST_MESSAGE:
            self._screen.say(TOO_LONG)
        elif choice is not None:
            await self._chat.tap(choice)
        elif line == ":why":
            await self._chat.say("/why")
        elif own:
            await self._do(own[1], own[2].strip())
        elif _OWN_COMMAND.fullmatch(line):
            self._screen.say(self._own(line))
        elif line:
            await self._chat.say(line)
        return True

    async def until_idle(self) -> None:
        """Wait for what goes on behind the replies."""
        await self._chat.until_idle()

    def choice(self, line: str) -> int | None:
        """The number of the button that *line* taps; any other number is a message like all others."""
        if _CHOICE.fullmatch(line) and int(line) <= len(self._chat.choices()):
            return int(line)
        return None

    def label(self, line: str) -> str:
        """*line* as it is shown in a transcript: a tap by what the button says."""
        choice = self.choice(line)
        return line if choice is None else f"[{self._chat.choices()[choice - 1]}]"

    async def _do(self, deed: str, words: str) -> None:
        """Edit, reply, quote or send a file, or say why that cannot be done."""
        match deed:
            case "edit":
                done = await self._edit(words)
                otherwise = NOTHING_TO_EDIT
            case "reply":
                done = await self._reply(words)
                otherwise = NOTHING_TO_REPLY_TO
            case "quote":
                done = await self._quote(words)
                otherwise = NOTHING_QUOTED
            case _:
                done = await self._upload(words)
                otherwise = NO_SUCH_FILE
        if not done:
            self._screen.say(otherwise)

    async def _edit(self, text: str) -> bool:
        mine = self._chat.mine()
        if not mine or not text:
            return False
        await self._chat.edit(mine[0], text)
        return True

    async def _reply(self, words: str) -> bool:
        first, _, rest = words.partition(" ")
        number, text = (int(first), rest.strip()) if first.isdecimal() and rest else (1, words)
        received = self._chat.received()
        if not text or not 1 <= number <= len(received):
            return False
        await self._chat.reply(text, received[number - 1])
        return True

    async def _quote(self, words: str) -> bool:
        quote, _, text = (part.strip() for part in words.partition("|"))
        saying = next((message for message in self._chat.received() if quote in (message.text or "")), None)
        if not quote or not text or saying is None:
            return False
        await self._chat.reply(text, saying, quote)
        return True

    async def _upload(self, words: str) -> bool:
        file = Path(words)
        try:
            content = await asyncio.to_thread(file.read_bytes)
        except OSError:
            return False
        await self._chat.send_file(file.name, content)
        return True

    def _own(self, command: str) -> str:
        return HELP if command == ":help" else f"There is no {command}; :help says what there is."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `chat`."""
    parser.add_argument("--as-admin", action="store_true", help="talk as someone who may manage the corpus")
    parser.add_argument(
        "--script",
        type=Path,
        metavar="FILE",
        help="play a conversation and print it: a line is a message or a button's number, # starts a comment",
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Hold the conversation that the *arguments* ask for; the exit code.

    Raises CorpusError if there is nothing to answer from.
    """
    speak_utf8()
    logs.set_up("WARNING", ())
    return quietly(lambda: _run(arguments.script, arguments.as_admin, settings))


def _run(script: Path | None, as_admin: bool, settings: Settings) -> int:
    try:
        lines = None if script is None else script_lines(script.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeError) as error:
        return complain(f"cannot play {script} ({error}); name a text file in UTF-8")
    with built(
        lambda versions: LiveCorpus(
            CorpusStore(settings.corpus, versions, options_of(settings)), settings.engine
        ),
        settings.state_dir / VERSIONS,
    ) as library:
        if lines is not None:
            play(lines, library, PlainScreen(), as_admin=as_admin, echo=True)
        elif sys.stdin.isatty() and sys.stdout.isatty():
            asyncio.run(_converse(library, _history(settings.state_dir / HISTORY), as_admin=as_admin))
        else:
            play(sys.stdin, library, PlainScreen(), as_admin=as_admin)
    return 0


def script_lines(text: str) -> list[str]:
    r"""What a script types: its lines without comments and empty ones.

    >>> script_lines("# a greeting\nhello\n\n1\n")
    ['hello', '1']
    """
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def play(
    lines: Iterable[str],
    library: LiveCorpus,
    screen: Screen,
    *,
    as_admin: bool,
    echo: bool = False,
    policy: Policy = POLICY,
) -> None:
    """Enter *lines*, each when everything about the one before is over, and show what they bring.

    The lines are read outside the event loop, so that Ctrl-C ends the wait for one; and the replies are shown
    outside of the bot, which is not to hear of it where nobody is left to read them.
    """
    events: list[Event] = []
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        talk = runner.run(
            stack.enter_async_context(conversation(library, screen, events.append, policy, as_admin=as_admin))
        )
        try:
            for line in lines:
                if echo:
                    screen.say(f"You: {talk.label(line)}")
                goes_on = runner.run(_entered(talk, line))
                for event in events:
                    screen.show(event)
                events.clear()
                if not goes_on:
                    break
        finally:
            runner.run(stack.aclose())


async def _entered(talk: Talk, line: str) -> bool:
    goes_on = await talk.enter(line)
    await talk.until_idle()
    return goes_on


async def _converse(library: LiveCorpus, history: History, *, as_admin: bool) -> None:
    """Talk with a person at the terminal until they leave."""
    screen = RichScreen(Console())
    screen.say(WELCOME)
    prompt: PromptSession[str] = PromptSession("You: ", history=history)
    async with conversation(library, screen, screen.show, POLICY, as_admin=as_admin) as talk:
        await talk.enter("/start")
        with suppress(EOFError, KeyboardInterrupt):
            while await talk.enter(await _typed(prompt)):
                pass


async def _typed(prompt: PromptSession[str]) -> str:
    """A line from the person; what the bot says while it is being typed goes above it."""
    with patch_stdout(raw=True):
        return await prompt.prompt_async()


@asynccontextmanager
async def conversation(
    library: LiveCorpus, screen: Screen, notify: Callable[[Event], None], policy: Policy, *, as_admin: bool
) -> AsyncIterator[Talk]:
    """The production application, running over a Telegram in memory that tells *notify* what the bot does."""
    telegram = MemoryTelegram(notify)
    application = build_application(
        library,
        token=TOKEN,
        admins=[YOU.id] if as_admin else [],
        policy=policy,
        request=telegram,
        new_id=map("{:08x}".format, count(1)).__next__,  # so that a script plays the same each time
    )
    async with application:
        await application.start()
        try:
            yield Talk(PrivateChat(application, telegram, YOU), screen)
        finally:
            await application.stop()


def _history(path: Path) -> History:
    """The line editor's memory, of this session alone where the state folder cannot be written."""
    if not can_be_written(path.parent):
        return InMemoryHistory()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # what someone asks is nobody else's business
    return FileHistory(path)
