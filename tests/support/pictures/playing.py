"""Plays a conversation with the production application over the strict Bot API, and looks at the chat."""

import datetime
import hashlib
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from bot.application import QuothApplication, build_application
from bot.live_corpus import LiveCorpus
from bot.messages.chats import Place
from bot.texts.languages import texts_in
from bot.transport.sending.live import send_now
from bot.views.reply_context import MakeReply, ReplyContext
from config.settings import ROOT
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from tests.support.bot_api.driver.people import Person, Where
from tests.support.bot_api.driver.world import ManualClock, World
from tests.support.bot_api.model.records import Chat, FormattedText, InlineAnswer, Keyboard, Message, Topic
from tests.support.pictures.drawing import Answered, Bubble, Cards, Item, Notice, Screen

ARTICLE = ROOT / "corpus" / "articles"
LIBRARY = Path(__file__).with_name("library")
MORNING = datetime.datetime(2027, 1, 15, 9, 41, tzinfo=datetime.UTC)
SECONDS_BETWEEN_STEPS = 20
FIRST_ANSWER = 0x5F3C8A01

_VERSION = re.compile(r"\b[0-9a-f]{12}\b")
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC")


@dataclass(frozen=True, slots=True)
class Says:
    """Somebody else in the group writes a message, perhaps in reply to the last one."""

    name: str
    text: str
    is_reply: bool = False


@dataclass(frozen=True, slots=True)
class Replies:
    """You reply to the bot's last message, or to words selected in it."""

    text: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Edits:
    """You change your last message."""

    text: str


@dataclass(frozen=True, slots=True)
class Opens:
    """You open the first link in the last message of the bot's."""


@dataclass(frozen=True, slots=True)
class Sends:
    """You send a file."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Types:
    """You type the bot's name and some words into a chat with somebody."""

    words: str


@dataclass(frozen=True, slots=True)
class Chooses:
    """You send the card of that number, from 0."""

    number: int


@dataclass(frozen=True, slots=True)
class Changes:
    """Somebody changes a text of the corpus, and reloads it unless you do that yourself."""

    old: str
    new: str
    is_published: bool = True


@dataclass(frozen=True, slots=True)
class Waits:
    """You wait until the last message has these words, because some work takes time."""

    words: str


@dataclass(frozen=True, slots=True)
class Shows:
    """The bot shows something that would take weeks to happen."""

    make: MakeReply


Step = str | Says | Replies | Edits | Opens | Sends | Types | Chooses | Changes | Waits | Shows
"""A text is what you say, or in brackets how the button begins that you tap, the lowest there is."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A conversation to be drawn.

    ``place``: "private", "group", "topic" or "friend", whom the bot is no partner of.  ``language`` is your
    Telegram's.  ``last`` items are drawn, all by default.  With ``libraries``, the bot has the corpus under
    each of these names.
    """

    steps: Sequence[Step]
    place: str = "private"
    corpus: Path = ARTICLE
    language: str = "en"
    last: int = 0
    is_admin: bool = False
    libraries: Sequence[str] = ()

    @property
    def touches_its_corpus(self) -> bool:
        """Whether the scene may change the corpus."""
        return self.is_admin or any(isinstance(step, Changes) for step in self.steps)


@contextmanager
def built_corpora(corpora: set[Path]) -> Iterator[dict[Path, Path]]:
    """A folder for each corpus with a copy of its texts and the version built of them."""
    with tempfile.TemporaryDirectory() as home:
        folders = {}
        for number, corpus in enumerate(sorted(corpora)):
            folder = Path(home, str(number))
            shutil.copytree(corpus, folder / "texts")
            build(CorpusStore(folder / "texts", folder / "versions"))
            folders[corpus] = folder
        yield folders


async def play(scene: Scene, built: Path) -> Screen:
    """What the chat shows after the scene; *built* is the folder of its corpus."""
    with tempfile.TemporaryDirectory() as home:
        corpus = Path(shutil.copytree(built, Path(home, "corpus"))) if scene.touches_its_corpus else built
        clock = ManualClock(MORNING.timestamp())
        async with World(clock=clock) as world:
            stage = _Stage.of(world, scene)
            async with _running(world, corpus, Path(home, "state"), stage.admins, scene.libraries) as running:
                for step in scene.steps:
                    clock.advance(SECONDS_BETWEEN_STEPS)
                    await stage.take(step, running)
            unexpected = [refusal for refusal in world.refused if "not modified" not in refusal.reason]
            assert not unexpected, unexpected
            return stage.seen(scene)


@dataclass(frozen=True, slots=True)
class _Running:
    """The bot at work: its application, the corpus it answers from, and the folder of that corpus's texts."""

    application: QuothApplication
    live_corpus: LiveCorpus
    texts: Path

    def version(self) -> str:
        """The version of the corpus that answers now."""
        with self.live_corpus.snapshot() as snapshot:
            return snapshot.version


@asynccontextmanager
async def _running(
    world: World, corpus: Path, state: Path, admins: Sequence[int], libraries: Sequence[str]
) -> AsyncIterator[_Running]:
    with closing(LiveCorpus(CorpusStore(corpus / "texts", corpus / "versions"))) as live_corpus:
        application = build_application(
            dict.fromkeys(libraries, live_corpus) if libraries else live_corpus,
            token=world.token,
            base_url=world.server.base_url,
            base_file_url=world.server.base_file_url,
            admins=admins,
            state_dir=state,
            new_id=map("{:08x}".format, count(FIRST_ANSWER)).__next__,  # some answers are drawn with their id
        )
        async with application:
            assert application.updater is not None
            await application.updater.start_polling()
            await application.start()
            try:
                yield _Running(application, live_corpus, corpus / "texts")
            finally:
                await application.updater.stop()
                await application.stop()


def rewrite(texts: Path, change: Changes) -> None:
    """Make a change in every text of a folder."""
    for path in texts.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(change.old, change.new), encoding="utf-8")


@dataclass(slots=True)
class _StandIns:
    """Replaces what changes from day to day, so that the pictures stay the same.

    The time at which a version was published becomes the time of the picture.  Names of versions and
    fingerprints, which change with the format that versions are stored in, become others of that form.
    """

    versions: dict[str, str] = field(default_factory=dict)

    def body(self, body: FormattedText) -> FormattedText:
        """A message's text; of a link that opens the bot, Telegram shows one word."""
        if body.text.startswith("/start "):
            return FormattedText("/start", body.entities)
        return replace(body, text=self.text(body.text))

    def keyboard(self, keyboard: Keyboard) -> Keyboard:
        """The buttons below a message."""
        return tuple(
            tuple(replace(button, text=self.text(button.text)) for button in row) for row in keyboard
        )

    def text(self, text: str) -> str:
        """A text, as long as before."""
        timed = _TIME.sub(MORNING.strftime("%Y-%m-%d %H:%M UTC"), text)
        return _VERSION.sub(lambda found: self._version(found[0]), timed)

    def _version(self, name: str) -> str:
        number = self.versions.setdefault(name, str(len(self.versions)))
        return hashlib.sha256(number.encode()).hexdigest()[:12]


@dataclass(slots=True)
class _Stage:
    """The people and the chat of a scene, and what was shown besides messages."""

    world: World
    you: Person
    owner: Person
    place: Where
    admins: Sequence[int]
    others: dict[str, Person] = field(default_factory=dict)
    extra: list[Item] = field(default_factory=list)
    offered: InlineAnswer | None = None

    @classmethod
    def of(cls, world: World, scene: Scene) -> "_Stage":
        you, owner = world.person("You", language_code=scene.language), world.person("Owner")
        friend = world.person("Boris")
        for person in (you, owner, friend):
            world.private_chat(person)
        match scene.place:
            case "group":
                place: Where = world.supergroup("Reading circle")
            case "topic":
                place = world.topic(world.supergroup("History club", is_forum=True), "China, 2002")
            case "friend":
                place = friend.chat
            case _:
                place = you.chat
        admins = (you.id, owner.id) if scene.is_admin else (owner.id,)
        return cls(world, you, owner, place, admins)

    async def take(self, step: Step, running: _Running) -> None:
        """Do what the step says, and wait until the bot has handled it."""
        match step:
            case Says() | Replies() | Edits() | Opens() | Sends():
                self._speak(step)
            case Types():
                await self._type(step.words)
            case Chooses():
                self._choose(step.number)
            case Changes():
                rewrite(running.texts, step)
                if step.is_published:
                    await self._publish(running)
            case Waits():
                words = step.words
                await self.world.changes.until(lambda: self._says(words), f"a message with {words!r}")
            case Shows():
                await self._show(step.make, running)
            case str():
                await self._say_or_tap(step)
        await self._settled(running.application)

    def _speak(self, step: Says | Replies | Edits | Opens | Sends) -> None:
        match step:
            case Says():
                person = self._person(step.name)
                if step.is_reply:
                    person.replies_to(self.world.messages(self.place)[-1], step.text)
                else:
                    person.says(step.text, self.place)
            case Replies():
                self.you.replies_to(self._of_the_bot(), step.text, step.quote)
            case Edits():
                mine = [each for each in self.world.messages(self.place) if each.sender == self.you.user]
                self.you.edits(mine[-1], step.text)
            case Opens():
                urls = [entity.url for entity in self._of_the_bot().body.entities if entity.url]
                self.you.starts(urls[0].partition("?start=")[2])
            case Sends():
                self.you.sends_document(step.name, step.text.encode(), where=self.place)

    async def _type(self, words: str) -> None:
        self.offered = await self.you.asks_inline(words).answer()
        typed = f"@{self.world.bot.username} {words}"
        cards = [(card.title, card.description) for card in self.offered.results]
        self.extra = [Cards(typed, cards, str(self.offered.button.get("text", "")))]

    async def _show(self, make: MakeReply, running: _Running) -> None:
        with running.live_corpus.snapshot() as snapshot:
            context = ReplyContext(snapshot, texts_in(self.you.user.language_code), self.world.bot.username)
            await send_now(running.application.bot, Place(self.you.id), make(context))

    def seen(self, scene: Scene) -> Screen:
        """The screen as it is now."""
        messages = [each for each in self.world.messages(self.place) if not each.service]
        shown = _StandIns()
        items = [*(self._bubble(message, shown) for message in messages), *self.extra]
        title, subtitle = self._heading()
        return Screen(title, subtitle, items[-scene.last :])

    async def _say_or_tap(self, step: str) -> None:
        self.extra = []
        if not (step.startswith("[") and step.endswith("]")):
            self.you.says(step, self.place)
            return
        message, label = self._button(step[1:-1])
        notice = await self.you.taps(message, label).answer()
        if notice.text:
            self.extra = [Notice(notice.text, notice.show_alert)]

    def _button(self, beginning: str) -> tuple[Message, str]:
        """The last message with a button whose label begins like that, and the first such button."""
        found = [
            (message, label)
            for message in reversed(self.world.messages(self.place))
            for label in message.labels
            if label.startswith(beginning)
        ]
        assert found, f"no button says {beginning!r} below {self.world.messages(self.place)[-1].text!r}"
        return found[0]

    async def _publish(self, running: _Running) -> None:
        """Let the owner reload, and wait until the bot answers from the new version.

        Messages are not counted: where a reload takes long, the bot says first that it is at work.  A reload
        by which gold questions lose their answers waits for the owner to tap [Publish], the first button.
        """
        before = running.version()

        def is_published() -> bool | None:
            return running.version() != before or None

        self.owner.says("/reload")
        await self.world.changes.until(lambda: is_published() or self._report(), "the report of a reload")
        report = self._report()
        if report is not None:
            self.owner.taps(report, report.labels[0])
            await self.world.changes.until(is_published, "a new version")

    def _report(self) -> Message | None:
        """The owner's last message, where it has buttons."""
        last = self.world.messages(self.owner.chat)[-1]
        return last if last.labels else None

    def _choose(self, number: int) -> None:
        """Send a card to a chat between two people, of which the bot gets no updates."""
        assert self.offered is not None, "cards come before they are chosen"
        card = self.offered.results[number]
        chat = self.place.chat if isinstance(self.place, Topic) else self.place
        message = Message(
            chat=chat,
            id=self.world.state.new_message_id(chat),
            date=self.world.state.now(),
            sender=self.you.user,
            body=card.body,
            via_bot=self.world.bot,
        )
        self.world.state.keep(message)
        self.extra = []

    async def _settled(self, application: QuothApplication) -> None:
        """Wait until every update was fetched and handled."""
        queue = self.world.state.updates
        await self.world.changes.until(lambda: not queue.waiting or None, "all updates to be fetched")
        await application.update_queue.join()

    def _person(self, name: str) -> Person:
        return self.others.setdefault(name, self.world.person(name))

    def _of_the_bot(self) -> Message:
        return [each for each in self.world.messages(self.place) if each.sender == self.world.bot][-1]

    def _says(self, words: str) -> bool | None:
        return words in self.world.messages(self.place)[-1].text or None

    def _heading(self) -> tuple[str, str]:
        if isinstance(self.place, Topic):
            return self.place.name, f"topic in {self.place.chat.title}"
        if self.place.type == "private":
            return ("Quoth", "bot") if self.place.id == self.you.id else (self.place.first_name, "online")
        return self.place.title, "group"

    def _bubble(self, message: Message, shown: _StandIns) -> Bubble:
        assert message.sender is not None, "nobody writes here without a name"
        at = datetime.datetime.fromtimestamp(message.edit_date or message.date, datetime.UTC)
        is_mine = message.sender.id == self.you.id
        edited = "edited " if message.edit_date and message.sender != self.world.bot else ""
        return Bubble(
            body=shown.body(message.body),
            is_mine=is_mine,
            time=f"{edited}{at.hour}:{at.minute:02}",
            name="" if self._is_between_two() else message.sender.first_name,
            answers=self._answered(message),
            via=f"@{message.via_bot.username}" if message.via_bot else "",
            file=message.document.name if message.document else "",
            keyboard=shown.keyboard(message.keyboard),
        )

    def _is_between_two(self) -> bool:
        chat: Chat = self.place.chat if isinstance(self.place, Topic) else self.place
        return chat.type == "private"

    def _answered(self, message: Message) -> Answered | None:
        original = self.world.state.message(message.chat.id, message.reply_to)
        if original is None or original.sender is None:
            return None
        body: FormattedText = message.quote.words if message.quote else original.body
        return Answered(original.sender.first_name, body.text)
