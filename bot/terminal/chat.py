"""`chat`: the same bot as on Telegram, in a terminal, with a simulated Telegram in memory.

A typed line is a message, a number taps a button.  The state of the chat is in memory and lost at the end, so
the state of the bot on Telegram is never touched.  Only built versions of the corpus are shared with it, and
the line editor keeps a history of what was typed.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import (
    AbstractContextManager,
    AsyncExitStack,
    ExitStack,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from dataclasses import dataclass, replace
from datetime import timedelta
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
from bot.terminal.ask import VERSIONS, can_be_written, open_version
from bot.terminal.kept_files import KeptFiles
from bot.terminal.memory_telegram import (
    LONGEST_MESSAGE,
    TOKEN,
    Event,
    KeepFile,
    MemoryTelegram,
    Person,
    PrivateChat,
)
from bot.terminal.screen import PlainScreen, RichScreen, Screen
from bot.terminal.streams import complain, quietly, speak_utf8
from config.settings import Settings
from retrieval.store.configured_store import store_of

Corpora = LiveCorpus | Mapping[str, LiveCorpus]
"""The corpus that is talked about, or several by name."""
POLICY = Policy(messages_per_second=0, sets_menus=False)
"""No limit on messages: nobody but the person at the terminal gets them."""
YOU = Person(1)
HISTORY = Path("chat", "history")
FILES = Path("chat", "files")
"""The line editor's history, and the files that the bot sends, in the state folder."""

WELCOME = "The bot, without Telegram. :help shows what you can type, Ctrl-D leaves."
HELP = """\
Each line is a message to the bot; /help is the bot's own help. You can also type:
  1, 2, …               tap the button with that number
  :edit TEXT            change your last message to TEXT
  :reply TEXT           reply to the bot's last message; :reply 2 TEXT to the one before it, and so on
  :quote WORDS | TEXT   reply to WORDS in a message of the bot
  :upload FILE          send a file, as an admin does to add it to the corpus
  :why                  explain the last answer
  :help                 this
  :quit                 leave, like Ctrl-D and Ctrl-C"""
TOO_LONG = f"A message can have {LONGEST_MESSAGE:,} characters. Please shorten it."

NOTHING_TO_EDIT = "You have not sent a message yet, or the text is missing: :edit TEXT"
NOTHING_TO_REPLY_TO = "The bot has no such message, or the text is missing: :reply TEXT, or :reply 2 TEXT"
NO_SUCH_FILE = "There is no such file, or it cannot be read: :upload FILE"
NO_SUCH_BUTTON = (
    "There is no button {typed}; the last message with buttons has {last}. To ask about {typed}: /ask {typed}"
)
NOTHING_QUOTED = "No message of the bot has these words, or the text is missing: :quote WORDS | TEXT"

_OWN_COMMAND = re.compile(r":\w+")
_WITH_WORDS = re.compile(r":(edit|reply|quote|upload)\b\s*(.*)", re.DOTALL)
_CHOICE = re.compile(r"[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class ChatSetup:
    """The corpora, the policy, whether the person is an admin, and where files from the bot are kept."""

    corpora: Corpora
    policy: Policy = POLICY
    as_admin: bool = False
    keep_file: KeepFile | None = None


class TerminalChat:
    """A person at a terminal in conversation with the bot."""

    def __init__(self, chat: PrivateChat, screen: Screen) -> None:
        self._chat = chat
        self._screen = screen

    async def enter(self, line: str) -> bool:
        """Do what *line* asks for; False if it asks to leave."""
        line = line.strip()
        choice, choices = self.choice(line), len(self._chat.choices())
        own = _WITH_WORDS.fullmatch(line)
        if line == ":quit":
            return False
        if len(line) > LONGEST_MESSAGE:
            self._screen.say(TOO_LONG)
        elif choice is not None:
            await self._chat.tap(choice)
        elif choices and _CHOICE.fullmatch(line):
            self._screen.say(NO_SUCH_BUTTON.format(typed=line, last=choices))
        elif line == ":why":
            await self._chat.say("/why")
        elif own:
            await self._do(own[1], own[2].strip())
        elif _OWN_COMMAND.fullmatch(line):
            self._screen.say(self._help_or_unknown(line))
        elif line:
            await self._chat.say(line)
        return True

    async def until_idle(self) -> None:
        """Wait for work in the background, such as a reload."""
        await self._chat.until_idle()

    def choice(self, line: str) -> int | None:
        """The number of the button that *line* taps; None if the line is a message."""
        if _CHOICE.fullmatch(line) and int(line) <= len(self._chat.choices()):
            return int(line)
        return None

    def label(self, line: str) -> str:
        """*line* as a transcript shows it: a tap by the button's label."""
        choice = self.choice(line)
        return line if choice is None else f"[{self._chat.choices()[choice - 1]}]"

    async def _do(self, command: str, words: str) -> None:
        """Edit, reply, quote or send a file, or say why that is impossible."""
        match command:
            case "edit":
                done = await self._edit(words)
                fallback = NOTHING_TO_EDIT
            case "reply":
                done = await self._reply(words)
                fallback = NOTHING_TO_REPLY_TO
            case "quote":
                done = await self._quote(words)
                fallback = NOTHING_QUOTED
            case _:
                done = await self._upload(words)
                fallback = NO_SUCH_FILE
        if not done:
            self._screen.say(fallback)

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

    def _help_or_unknown(self, command: str) -> str:
        return HELP if command == ":help" else f"There is no {command}; :help lists the commands."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `chat`."""
    parser.add_argument("--as-admin", action="store_true", help="talk as someone who may manage the corpus")
    parser.add_argument(
        "--script",
        type=Path,
        metavar="FILE",
        help="play a conversation and print it: each line is a message or a button's number, # a comment",
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run the conversation that the *arguments* ask for; return the exit code.

    Raises CorpusError if there is nothing to answer from.
    """
    speak_utf8()
    logs.set_up("WARNING", (), style="terminal")
    return quietly(lambda: _run(arguments.script, arguments.as_admin, settings))


def _run(script: Path | None, as_admin: bool, settings: Settings) -> int:
    try:
        lines = None if script is None else script_lines(script.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeError) as error:
        return complain(f"cannot play {script} ({error}); name a text file in UTF-8")
    keep_file = KeptFiles(settings.state_dir / FILES)
    with _opened_corpora(settings) as corpora:
        setup = ChatSetup(corpora, _policy(settings), as_admin=as_admin, keep_file=keep_file)
        if lines is None and sys.stdin.isatty() and sys.stdout.isatty():
            asyncio.run(_converse(setup, _history(settings.state_dir / HISTORY)))
        else:
            play(sys.stdin if lines is None else lines, setup, PlainScreen(), echo=lines is not None)
    return 0


@contextmanager
def _opened_corpora(settings: Settings) -> Iterator[Corpora]:
    """The live corpus, or several by name.  Raises CorpusError if one has nothing to answer from."""
    with ExitStack() as stack:
        opened = {
            each.name: stack.enter_context(_opened_corpus(settings.of_corpus(each)))
            for each in settings.corpora
        }
        yield opened if len(opened) > 1 else next(iter(opened.values()))


def _opened_corpus(settings: Settings) -> AbstractContextManager[LiveCorpus]:
    return open_version(
        lambda versions: LiveCorpus(
            store_of(settings, versions),
            settings.engine,
        ),
        settings.state_dir / VERSIONS,
    )


def _policy(settings: Settings) -> Policy:
    """The policy of a chat in a terminal; it follows the settings, so that /privacy is right."""
    return replace(
        POLICY,
        answers_kept=timedelta(days=settings.keep_days),
        conversation_expires=timedelta(minutes=settings.conversation_minutes),
    )


def script_lines(text: str) -> list[str]:
    r"""The lines of a script, without comments and blank lines.

    >>> script_lines("# a greeting\nhello\n\n1\n")
    ['hello', '1']
    """
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def play(lines: Iterable[str], setup: ChatSetup, screen: Screen, *, echo: bool = False) -> None:
    """Enter *lines*, each when everything caused by the one before is done, and show the replies.

    The lines are read outside the event loop, so that Ctrl-C interrupts the wait for one.  The replies are
    printed outside the bot, so that it does not notice when the reader of the output has gone.
    """
    events: list[Event] = []
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        talk = runner.run(stack.enter_async_context(conversation(setup, screen, events.append)))
        try:
            for line in lines:
                if echo:
                    screen.say(f"You: {talk.label(line)}")
                goes_on = runner.run(_enter(talk, line))
                for event in events:
                    screen.show(event)
                events.clear()
                if not goes_on:
                    break
        finally:
            runner.run(stack.aclose())


async def _enter(talk: TerminalChat, line: str) -> bool:
    goes_on = await talk.enter(line)
    await talk.until_idle()
    return goes_on


async def _converse(setup: ChatSetup, history: History) -> None:
    """Talk with a person at the terminal until they leave."""
    screen = RichScreen(Console())
    screen.say(WELCOME)
    prompt: PromptSession[str] = PromptSession("You: ", history=history)
    async with conversation(setup, screen, screen.show) as talk:
        await talk.enter("/start")
        with suppress(EOFError, KeyboardInterrupt):
            while await talk.enter(await _prompt_line(prompt)):
                pass


async def _prompt_line(prompt: PromptSession[str]) -> str:
    """A line typed by the person; messages that arrive meanwhile are printed above it."""
    with patch_stdout(raw=True):
        return await prompt.prompt_async()


@asynccontextmanager
async def conversation(
    setup: ChatSetup, screen: Screen, notify: Callable[[Event], None]
) -> AsyncIterator[TerminalChat]:
    """The production application with a Telegram in memory, which calls *notify* with what the bot does."""
    telegram = MemoryTelegram(notify, keep_file=setup.keep_file)
    application = build_application(
        setup.corpora,
        token=TOKEN,
        admins=[YOU.id] if setup.as_admin else [],
        policy=setup.policy,
        request=telegram,
        new_id=map("{:08x}".format, count(1)).__next__,  # so that a script plays the same each time
    )
    async with application:
        await application.start()
        try:
            yield TerminalChat(PrivateChat(application, telegram, YOU), screen)
        finally:
            await application.stop()


def _history(path: Path) -> History:
    """The line editor's history, only for this session if the state folder is read-only."""
    if not can_be_written(path.parent):
        return InMemoryHistory()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # questions are private
    return FileHistory(path)
