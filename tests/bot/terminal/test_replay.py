import asyncio
import json
import time
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.messages.chats import Conversation
from bot.state import State, StoredAnswer
from bot.terminal.ask import VERSIONS
from retrieval.answering import answer
from retrieval.indexing.versions import build
from retrieval.intents.responding import respond
from retrieval.records import Answer, Turn
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.joint_snapshot import JointSnapshot, versions_together
from retrieval.store.snapshot import Snapshot
from run_bot import main

CHAT = Conversation(1, 0, 1)


class Past:
    """A corpus with questions that were answered from it."""

    def __init__(self, source: Path, home: Path) -> None:
        self.source = source
        self.home = home
        build(CorpusStore(source, home / VERSIONS))

    async def ask(
        self, name: str, question: str, earlier: list[StoredAnswer], **changes: object
    ) -> StoredAnswer:
        """Answer a question after others and store it under a name, with parts of the answer changed."""
        snapshot: Snapshot = CorpusStore(self.source, self.home / VERSIONS).open_published()
        turns = [Turn(each.answer.question, each.answer) for each in earlier]
        found: Answer = replace(answer(question, snapshot, turns), **changes)  # type: ignore[arg-type]
        given = StoredAnswer(name, CHAT, 1, time.time(), snapshot.version, found)
        snapshot.close()
        state = State(self.home)
        await state.answers.keep(given)
        await state.close()
        return given

    def replay(self, *words: str) -> int:
        return main(["replay", *words, "--corpus", str(self.source), "--state-dir", str(self.home)])


@pytest.fixture
def past(source: Path, tmp_path: Path) -> Past:
    return Past(source, tmp_path / "state")


async def ask_two_questions(past: Past) -> None:
    first = await past.ask("aa", "Who lit the lamp?", [])
    await past.ask("bb", "What did it cost?", [first])


def with_two_answers(past: Past) -> Past:
    asyncio.run(ask_two_questions(past))
    return past


@pytest.mark.parametrize("name", ["aa", "bb"])
def test_a_replayed_answer_is_byte_identical_even_after_a_reload(
    past: Past, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    with_two_answers(past)
    (past.source / "lamp.txt").write_text("The lamp is gone.", encoding="utf-8")
    build(CorpusStore(past.source, past.home / VERSIONS))

    assert past.replay(name) == 0
    assert "Identical to the stored answer" in capsys.readouterr().out
    assert past.replay(name, "--json") == 0
    assert json.loads(capsys.readouterr().out)["same"] is True


def test_a_replay_that_differs_says_what_differs(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(past.ask("aa", "Who lit the lamp?", [], confidence=0.123))

    assert past.replay("aa") == 1
    assert "confidence: was 0.123" in capsys.readouterr().out


def test_replaying_from_a_deleted_version_is_reported_as_an_error(
    past: Past, capsys: pytest.CaptureFixture[str]
) -> None:
    with_two_answers(past)
    (past.source / "lamp.txt").write_text("The lamp is gone.", encoding="utf-8")
    build(CorpusStore(past.source, past.home / VERSIONS))
    CorpusStore(past.source, past.home / VERSIONS).prune(1)

    assert past.replay("aa") == 1
    assert "no longer stored" in capsys.readouterr().err


def test_an_answer_of_several_corpora_is_replayed_from_the_versions_that_gave_it(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    news, home = tmp_path / "news", tmp_path / "state"
    news.mkdir()
    (news / "mill.txt").write_text("Miller Carl Brandt built the great wheel.", encoding="utf-8")
    stores = {"lamps": CorpusStore(source, home / VERSIONS), "news": CorpusStore(news, home / VERSIONS)}
    asyncio.run(_ask_together("aa", "Who built the great wheel?", stores, home))
    (news / "mill.txt").write_text("The wheel is gone.", encoding="utf-8")
    build(stores["news"])
    words = ["replay", "aa", "--corpus", f"lamps={source},news={news}", "--state-dir", str(home)]

    assert main(words) == 0
    assert "Identical to the stored answer" in capsys.readouterr().out

    stores["news"].prune(1)
    assert main(words) == 1
    assert "not all of these versions are still stored" in capsys.readouterr().err


async def _ask_together(name: str, question: str, stores: dict[str, CorpusStore], home: Path) -> None:
    """Answer a question from several corpora, and store the answer under a name."""
    with ExitStack() as stack:
        for store in stores.values():
            build(store)
        opened = {
            name: stack.enter_context(closing(store.open_published())) for name, store in stores.items()
        }
        joint = JointSnapshot(opened)
        found = respond(question, joint, [])
        versions = versions_together(joint)
        given = StoredAnswer(
            name, CHAT, 1, time.time(), joint.version, found, library="lamps+news", versions=versions
        )
    state = State(home)
    await state.of_library("lamps+news").answers.keep(given)
    await state.close()


def test_replaying_an_unknown_answer_says_there_is_no_such_answer(
    past: Past, capsys: pytest.CaptureFixture[str]
) -> None:
    assert past.replay("zz") == 1
    assert "no answer" in (complaint := capsys.readouterr().err)
    assert "a chat in a terminal stores none" in complaint
    assert not (past.home / "quoth.sqlite3").exists()

    with_two_answers(past)
    assert past.replay("zz") == 1
