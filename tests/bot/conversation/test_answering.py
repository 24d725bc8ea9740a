"""Repeated questions, and answers that take long."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.application import build_application
from bot.conversation.history import answers_followed
from bot.live_corpus import LiveCorpus
from bot.policy import Policy
from bot.state import FILE, State
from bot.terminal.replay import replay
from retrieval.records import Answer, Turn
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tests.bot.conftest import LAMP, Start
from tests.bot.running import polling
from tests.support.bot_api.driver.people import Person, Where
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Chat


async def test_a_question_repeated_in_a_group_is_answered_by_a_reply_to_the_earlier_answer(
    world: World, start: Start, anna: Person, group: Chat, boris: Person
) -> None:
    await start()
    anna.says("/ask Who lit the lamp?", group)
    answer = await world.next_message(group)
    for question in ("/ask who lit  the LAMP", "@quoth_bot Who lit the lamp?!"):
        boris.says(question, group)
        pointer = await world.next_message(group)

        assert pointer.text == "I answered this here before."
        assert pointer.reply_to == answer.id


async def test_a_question_repeated_in_a_supergroup_gets_a_link_to_the_earlier_answer(
    world: World, start: Start, anna: Person, boris: Person
) -> None:
    await start()
    forum = world.supergroup("Forum", is_forum=True)
    topic = world.topic(forum, "Lamps")
    anna.says("/ask Who lit the lamp?", topic)
    answer = await world.next_message(topic)
    question = boris.says("/ask Who lit the lamp?", topic)
    pointer = await world.next_message(topic)

    assert pointer.text == "Already answered: here."
    assert pointer.reply_to == question.id

    (link,) = [entity.url for entity in pointer.body.entities if entity.type == "text_link"]
    internal = str(forum.id).removeprefix("-100")

    assert link == f"https://t.me/c/{internal}/{topic.thread_id}/{answer.id}"


async def test_a_repeated_question_is_answered_again_if_the_earlier_answer_was_deleted(
    world: World, start: Start, anna: Person, group: Chat
) -> None:
    await start()
    anna.says("/ask Who lit the lamp?", group)
    anna.deletes(await world.next_message(group))
    anna.says("/ask Who lit the lamp?", group)
    await world.next_message(group)

    assert "Edda Quist" in (await world.next_edit(group)).text


async def test_a_repeated_question_is_answered_again_in_private_and_in_another_topic(
    world: World, start: Start, anna: Person
) -> None:
    await start()
    forum = world.supergroup("Forum", is_forum=True)
    places: list[Where] = [anna.chat, anna.chat, world.topic(forum, "One"), world.topic(forum, "Two")]
    for place in places:
        anna.says("/ask Who lit the lamp?", place)

        assert "Edda Quist" in (await world.next_message(place)).text


async def test_a_repeated_question_is_answered_again_after_a_while(
    world: World, start: Start, anna: Person, group: Chat
) -> None:
    await start(policy=Policy(repeated_within=timedelta(0)))
    for _ in range(2):
        anna.says("/ask Who lit the lamp?", group)

        assert "Edda Quist" in (await world.next_message(group)).text


async def test_a_repeated_question_is_answered_again_after_the_text_has_changed(
    world: World, start: Start, source: Path, olga: Person, group: Chat
) -> None:
    await start(source, admins=(olga.id,))
    olga.says("/ask Who lit the lamp?", group)
    await world.next_message(group)
    (source / "lamp.txt").write_text(LAMP.replace("Edda Quist", "Nils Holm"), encoding="utf-8")
    olga.says("/reload")
    await world.next_message(olga.chat)
    olga.says("/ask Who lit the lamp?", group)

    assert "Nils Holm" in (await world.next_message(group)).text


async def test_a_reply_to_an_answer_follows_it_however_old_it_is(
    world: World, start: Start, anna: Person
) -> None:
    await start(policy=Policy(conversation_expires=timedelta(0)))
    anna.says("What did the repair cost?")
    answer = await world.next_message(anna.chat)
    anna.says("Who paid half of that?")

    assert "Understood as" not in (await world.next_message(anna.chat)).text

    anna.replies_to(answer, "Who paid half of that?")
    assert "Understood as: Who paid half of that? (repair" in (await world.next_message(anna.chat)).text


async def test_a_conversation_goes_on_although_the_clock_is_set_back_by_an_hour(
    world: World, start: Start, tmp_path: Path, anna: Person
) -> None:
    await start()
    anna.says("What did the repair cost?")
    await world.next_message(anna.chat)
    with closing(sqlite3.connect(tmp_path / "state" / FILE)) as connection, connection:
        connection.execute("UPDATE answers SET at = at + 3600")

    anna.says("Who paid half of that?")
    follow_up = await world.next_message(anna.chat)
    anna.says("source?")
    source = await world.next_message(anna.chat)

    assert "Understood as: Who paid half of that? (repair" in follow_up.text
    assert "half" in source.text


async def test_every_answer_of_a_long_conversation_can_be_replayed(
    world: World, start: Start, snapshot: Snapshot, tmp_path: Path, anna: Person
) -> None:
    await start()
    question = anna.says("What did the repair cost?")
    cost = await world.next_message(anna.chat)
    anna.says("And who paid for it?")
    follow_up = await world.next_message(anna.chat)
    anna.taps(follow_up, "Search exactly what I typed")
    await world.next_edit(anna.chat)
    anna.says("Was anybody hurt then?")
    await world.next_message(anna.chat)
    anna.edits(question, "Who lit the lamp?")
    await world.next_edit(anna.chat)
    anna.says("/new")
    await world.next_message(anna.chat)
    anna.says("When did she do it?")
    await world.next_message(anna.chat)
    anna.replies_to(cost, "When did she do it?")
    about = await world.next_message(anna.chat)
    anna.taps(about, "Context")
    context = await world.next_edit(anna.chat)
    anna.replies_to(context, "What did she say?", quote="told the crowd")
    await world.next_message(anna.chat)
    anna.says("/id")  # by then everything said before it is stored
    await world.next_message(anna.chat)
    state = State(tmp_path / "state")
    with closing(sqlite3.connect(tmp_path / "state" / FILE)) as file:
        ids = [row[0] for row in file.execute("SELECT id FROM answers")]

    assert len(ids) == 8

    for stored in await state.answers.get_all(ids):
        assert stored.milliseconds is not None

        earlier = await answers_followed(stored, state, Policy())
        assert replay(stored, earlier, snapshot).differences == ()
    await state.close()


class SlowCorpus(LiveCorpus):
    """A corpus that is slow to answer a question, or slow to start on it."""

    def __init__(self, store: CorpusStore, *, begins_late: bool) -> None:
        super().__init__(store)
        self._begins_late = begins_late

    async def ask(
        self,
        question: str,
        snapshot: Snapshot,
        history: Sequence[Turn],
        begun: Callable[[], object] = lambda: None,
    ) -> Answer:
        if not self._begins_late:
            begun()
        await self.run(time.sleep, 0.7)
        return await super().ask(question, snapshot, history, begun)


@pytest.mark.parametrize(("begins_late", "shown"), [(False, ["sendChatAction"]), (True, [])])
async def test_only_a_slow_answer_shows_the_typing_indicator(
    world: World, built: tuple[Path, Path], anna: Person, begins_late: bool, shown: list[str]
) -> None:
    live_corpus = SlowCorpus(CorpusStore(*built), begins_late=begins_late)
    application = build_application(live_corpus, token=world.token, base_url=world.server.base_url)
    async with polling(application):
        anna.says("Who lit the lamp?")

        assert "Edda Quist" in (await world.next_message(anna.chat)).text
    live_corpus.close()

    assert [request.method for request in world.log if request.method == "sendChatAction"] == shown
