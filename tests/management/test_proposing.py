import os
import signal
from contextlib import closing
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import CorpusError
from management.errors import RefusedError
from management.gold_gate import Effect
from management.proposing import Addition, Proposal, from_json, propose, propose_in_child
from processes.worker import Worker
from retrieval.indexing.versions import build
from retrieval.overviews.starters import with_starters
from retrieval.store.corpus_store import CorpusStore

OTHER_MAYOR = "The Lamp of Selmouth\n\nNobody remembers the lamp. The repair cost 40,000 crowns."


async def test_a_proposal_says_what_would_change_and_changes_nothing(home: Any) -> None:
    before = build(home.store)
    home.write(
        "boat.txt", "Print\n\nThe Boat\n\nThe boat of Selmouth came home with forty barrels of herring.\n"
    )
    made = await propose_in_child(home.store)

    assert (made.before, made.changes.added, made.held) == (before.version, ("boat",), "")
    assert made.set_aside[0] == "boat: Print"
    assert not made.changes_nothing

    current = home.store.pointer()
    assert current is not None
    assert current.version == before.version


def test_in_the_first_proposal_everything_is_new(home: Any) -> None:
    made = propose(home.store)

    assert (made.before, made.changes.added, made.gold.asked) == (None, ("lamp",), 0)


def test_a_proposal_that_an_earlier_release_stored_is_read_though_it_says_more(home: Any) -> None:
    proposal = propose(home.store)
    stored = {**asdict(proposal), "starters": ["Who lit the lamp?"]}

    assert from_json(stored) == proposal


def test_unchanged_files_change_nothing(home: Any) -> None:
    build(home.store)
    made = propose(home.store)

    assert made.changes_nothing
    assert not made.changes


async def test_a_right_answer_that_is_lost_holds_a_version_back(home: Any) -> None:
    build(home.store)
    home.write("lamp.txt", OTHER_MAYOR)

    made = await propose_in_child(home.store)

    assert (made.gold.asked, made.gold.right_before, made.gold.right_after) == (2, 2, 1)
    assert "Who lit the lamp?" in made.held
    assert [change.id for change in made.gold.lost] == ["who"]


def test_a_question_answered_by_new_text_is_reported_and_holds_nothing_back(home: Any) -> None:
    build(home.store)
    home.write("moon.txt", "The Moon\n\nThe rocket Selene reached the moon in spring.")

    made = propose(home.store)

    assert made.held == ""
    assert [(change.id, change.effect) for change in made.gold.changes] == [("moon", Effect.ANSWERED)]


def test_a_question_newly_answered_by_changed_text_holds_nothing_back(home: Any) -> None:
    home.write("moon.txt", "The Journey\n\nThe harbour was frozen all winter.")
    build(home.store)
    home.write(
        "moon.txt",
        "The Journey\n\nThe harbour was frozen all winter. The rocket Selene reached the moon in spring.",
    )

    made = propose(home.store)

    assert made.held == ""
    assert [(change.id, change.effect) for change in made.gold.changes] == [("moon", Effect.ANSWERED)]


def test_a_version_that_newly_answers_an_unanswerable_question_with_old_text_is_held_back(home: Any) -> None:
    home.write("moon.txt", "The Journey\n\nThe vessel Selene attained the satellite in spring.")
    build(home.store)
    home.write("synonyms.txt", "vessel, rocket\nattained, reached\nsatellite, moon")

    assert "Which rocket reached the moon?" in propose(home.store).held


def test_moving_a_text_loses_no_answer(home: Any) -> None:
    build(home.store)
    home.write("lamp.txt", "The Lamp of Selmouth\n\nIt was dark.\n\nMayor Edda Quist lit the lamp on Sunday.")

    assert propose(home.store).held == ""


def test_unreadable_gold_holds_a_version_back(home: Any) -> None:
    build(home.store)
    home.write("lamp.txt", "The Lamp of Selmouth\n\nMayor Edda Quist lit the lamp on Monday.")
    home.write("lamp.gold.jsonl", "{")

    assert "cannot be read" in propose(home.store).held


def test_unreadable_files_are_among_the_problems(home: Any) -> None:
    home.write("broken.jsonl", "{\n")
    (problem,) = propose(home.store).problems

    assert "broken.jsonl, line 1" in problem


async def test_a_refused_corpus_is_refused_by_a_proposal_too(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is not there"):
        await propose_in_child(CorpusStore(tmp_path / "nothing", tmp_path / "versions"))


async def test_open_questions_that_become_answerable_are_named(home: Any) -> None:
    build(home.store)
    home.write("boat.txt", "The Boat\n\nThe boat of Selmouth was painted green by Nils Holm in the spring.")
    asked = ["Who painted the boat?", "Who lit the lamp?", "Who flew to the moon?", "Who painted the boat?"]

    made = await propose_in_child(home.store, open_questions=asked)

    assert made.answerable == ("Who painted the boat?",)


async def test_questions_to_start_with_are_kept_with_the_proposed_version(tmp_path: Path) -> None:
    text = tmp_path / "harbour.txt"
    text.write_text("Mayor Edda Quist opened the harbour of Lumen in 1871. It cost a lot.", encoding="utf-8")
    store = CorpusStore(text, tmp_path / "versions")

    made = await propose_in_child(store)

    with closing(with_starters(store.open_version(made.version))) as opened:
        assert "Who is Edda Quist?" in opened.starters
        assert opened.analysed.cache_info().misses == 0  # this process derived none


async def test_a_proposal_reports_its_progress(home: Any) -> None:
    build(home.store)
    home.write("lamp.txt", OTHER_MAYOR)
    stages: list[tuple[str, int, int]] = []
    made: Proposal = await propose_in_child(home.store, tell=lambda *stage: stages.append(stage))

    assert list(dict.fromkeys(stage for stage, _, _ in stages)) == ["building", "comparing", "asking"]
    assert stages[-1] == ("asking", 2, 2)
    assert made == propose(home.store)


async def test_files_that_are_to_be_added_are_staged_and_built_in_the_child(
    home: Any, tmp_path: Path
) -> None:
    build(home.store)
    (tmp_path / "boat.txt").write_text("The Boat\n\nThe boat of Selmouth was painted green by Nils Holm.")
    adding = Addition((tmp_path / "boat.txt",), tmp_path / "stage" / "articles")
    made = await propose_in_child(home.store, adding)

    assert made.changes.added == ("boat",)
    assert (adding.folder / "boat.txt").exists()
    assert not (home.source / "boat.txt").exists()


async def test_a_refused_file_is_distinguished_from_a_refused_corpus(home: Any, tmp_path: Path) -> None:
    (tmp_path / "boat.txt").write_bytes(b"\0\1")
    adding = Addition((tmp_path / "boat.txt",), tmp_path / "stage" / "articles")

    with pytest.raises(RefusedError, match="not text"):
        await propose_in_child(home.store, adding)


async def test_problems_are_those_of_the_proposed_corpus(home: Any, tmp_path: Path) -> None:
    home.write("broken.jsonl", "{\n")
    (tmp_path / "boat.txt").write_text("The boat of Selmouth was painted green by Nils Holm.")

    made = propose(
        home.store,
        Addition((tmp_path / "boat.txt",), tmp_path / "stage" / "articles"),
    )

    assert made.problems[0].startswith(f"{home.source.as_posix()}/broken.jsonl")


async def test_a_child_that_makes_no_progress_is_ended(home: Any) -> None:
    impatient = Worker("management.proposing", lambda last: 0)

    with pytest.raises(CorpusError, match="no progress for 0 seconds"):
        await propose_in_child(home.store, worker=impatient)


async def test_a_child_that_is_killed_is_a_refusal_and_changes_nothing(home: Any) -> None:
    before = build(home.store)
    home.write("lamp.txt", OTHER_MAYOR)

    def kill(stage: str, done: int, total: int) -> None:
        for child in children():
            os.kill(child, signal.SIGKILL)

    with pytest.raises(CorpusError, match=r"ended from outside \(signal 9\)"):
        await propose_in_child(home.store, tell=kill)
    assert home.store.pointer().version == before.version


def children() -> list[int]:
    """The build processes that this process has started."""
    of_threads = (thread.read_text().split() for thread in Path("/proc/self/task").glob("*/children"))
    return [int(child) for child in chain.from_iterable(of_threads) if _builds(child)]


def _builds(process: str) -> bool:
    return b"management.proposing" in Path(f"/proc/{process}/cmdline").read_bytes()
