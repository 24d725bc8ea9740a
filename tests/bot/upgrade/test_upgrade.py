"""A state folder of an earlier release still opens: stored state, versions, old answers and links.

The archive was made by the bot as it was at schema 6 and format 5 of the versions, in one conversation of an
owner: four questions and a rating, another language, a role given, a file added and reloaded, one question
more, and a file sent that waits for a decision.
"""

import asyncio
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.live_corpus import LiveCorpus
from bot.roles import Role
from bot.state import State
from bot.terminal.ask import VERSIONS
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.manifest import FORMAT
from run_bot import main

ARCHIVE = Path(__file__).with_name("state_of_format_5.tar.xz")
# Python has extraction filters from 3.11.4 on, and warns without one from 3.12 on.
SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
OWNER, VIEWER = 1, 123456
FIRST, SECOND, PROPOSED = "71311b1449b8", "3b79e3d1fe8b", "382e8f5c05dd"
LIT = "Mayor Edda Quist lit the lamp on Sunday evening."

T = TypeVar("T")


@pytest.fixture
def store(tmp_path: Path) -> CorpusStore:
    """The old corpus and its versions, unpacked elsewhere and moved to their folder there."""
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path, **SAFELY)
    store = CorpusStore(tmp_path / "articles", tmp_path / "state" / VERSIONS)
    (old,) = store.versions.iterdir()
    old.rename(store.folder)
    for name, _, modified in json.loads((store.folder / "current.json").read_text())["files"]:
        os.utime(tmp_path / name, ns=(modified, modified))
    return store


@pytest.fixture
def state_dir(store: CorpusStore) -> Path:
    return store.versions.parent


def remembered(state_dir: Path, look: Callable[[State], Coroutine[Any, Any, T]]) -> T:
    async def looked() -> T:
        state = State(state_dir)
        try:
            return await look(state)
        finally:
            await state.close()

    return asyncio.run(looked())


def test_an_old_answer_is_loaded_with_its_citation(state_dir: Path) -> None:
    stored = remembered(state_dir, lambda state: state.answers.get("00000001"))

    assert stored is not None
    assert (stored.answer.question, stored.version) == ("Who lit the lamp?", FIRST)
    assert [citation.text for citation in stored.answer.citations] == [LIT]


def test_an_old_permalink_opens_its_sentence(state_dir: Path) -> None:
    archived = remembered(state_dir, lambda state: state.sentences.archived("KvRPQNK5QAi9"))

    assert archived is not None
    assert archived.passage_text[: len(LIT)] == LIT


def test_roles_languages_the_journal_and_pending_proposals_are_loaded(state_dir: Path) -> None:
    grant = remembered(state_dir, lambda state: state.grants.of(VIEWER))
    language = remembered(state_dir, lambda state: state.people.language(OWNER))
    journal = remembered(state_dir, lambda state: state.journal.latest(10))
    waiting = remembered(state_dir, lambda state: state.proposals.pending(pending_id(state_dir)))

    assert grant is not None
    assert (grant.role, language) == (Role.VIEWER, "de")
    assert [entry.what for entry in journal] == ["upload", "reload", "grant"]
    assert waiting is not None
    assert waiting.proposal.version == PROPOSED


def pending_id(state_dir: Path) -> str:
    with closing(sqlite3.connect(state_dir / "quoth.sqlite3")) as database:
        ((proposal,),) = database.execute("SELECT id FROM proposals")
    return str(proposal)


def test_the_pointer_and_every_old_version_are_read(store: CorpusStore) -> None:
    current = store.pointer()

    assert current is not None
    assert [entry.version for entry in current.history] == [FIRST, SECOND]
    assert {each.version for each in store.stored()} == {FIRST, SECOND, PROPOSED}


@pytest.mark.parametrize("version", [FIRST, SECOND, PROPOSED])
def test_an_old_version_opens_with_unchanged_texts(store: CorpusStore, version: str) -> None:
    with closing(store.open_version(version)) as snapshot:
        text = snapshot.document_text("lamp")

        assert snapshot.text("lamp", 1, 22, 22 + len(LIT)) == LIT == text[22 : 22 + len(LIT)]


def test_an_old_answer_can_be_replayed_from_its_version(
    store: CorpusStore, state_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["replay", "00000001", "--json", "--corpus", str(store.source), "--state-dir", str(state_dir)])

    replayed = json.loads(capsys.readouterr().out)

    assert replayed["version"] == FIRST
    assert [citation["text"] for citation in replayed["answer"]["citations"]] == [LIT]


async def test_the_old_version_answers_at_once_while_a_new_one_is_built(store: CorpusStore) -> None:
    with closing(LiveCorpus(store, waits=False)) as corpus:
        with corpus.snapshot() as old:
            first = await corpus.ask("Who lit the lamp?", old, ())
        await corpus.catch_up()
        with corpus.snapshot() as new:
            second = await corpus.ask("Who lit the lamp?", new, ())

    assert (old.version, old.format, new.format) == (SECOND, 5, FORMAT)
    assert [first.citations[0].text, second.citations[0].text] == [LIT, LIT]


def test_a_question_at_the_terminal_is_answered_from_the_current_format(
    store: CorpusStore, state_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = "Who painted the boat?"
    main(["ask", question, "--json", "--corpus", str(store.source), "--state-dir", str(state_dir)])

    answer = json.loads(capsys.readouterr().out)

    assert "Nils Holm" in answer["citations"][0]["text"]
