import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from bot.policy import Policy
from evaluation.errors import SavedRunError
from evaluation.gold import GoldQuestion, read_gold, read_off_topic
from evaluation.judging import Outcome, Pool
from evaluation.run import (
    TURNS,
    Run,
    ask_all,
    ask_in_conversations,
    asker,
    judged_corpus,
    load,
    measure,
    save,
)
from retrieval.records import Answer, Citation, Grade, Turn
from retrieval.store.snapshot import Snapshot


def without_progress(questions: Sequence[GoldQuestion], what: str) -> Iterable[GoldQuestion]:
    return questions


@pytest.fixture
def outcomes(home: Path, snapshot: Snapshot) -> tuple[Outcome, ...]:
    gold, strange = read_gold(home / "gold.jsonl"), read_off_topic(home / "strange.jsonl")
    return measure(gold, strange, asker(snapshot), judged_corpus(snapshot), without_progress)


def test_quoth_finds_the_sentences_of_a_small_corpus(outcomes: tuple[Outcome, ...]) -> None:
    right = {each.id: each.right for each in outcomes if each.answerable}

    assert right == {"built": True, "arches": True, "planted": True, "masons": True}
    assert all(each.verbatim == each.quoted for each in outcomes)


def test_context_is_asked_and_never_scored(home: Path, snapshot: Snapshot) -> None:
    asked: list[tuple[str, str | None]] = []

    def ask(question: str, conversation: str | None) -> Answer:
        asked.append((question, conversation))
        return Answer(question, Grade.NONE, 0.0)

    gold = read_gold(home / "gold.jsonl")
    scored = [each.id for each in ask_all(gold, ask, judged_corpus(snapshot), Pool.GOLD)]

    assert ("Tell me about the bridge", "c") in asked
    assert len(asked) == len(gold)
    assert scored == [each.id for each in gold if each.answerable is not None]


def test_gold_questions_are_asked_before_off_topic_ones(outcomes: tuple[Outcome, ...]) -> None:
    assert [each.pool for each in outcomes] == [Pool.GOLD] * 5 + [Pool.OFF_TOPIC] * 2


def test_each_conversation_has_its_own_history_and_an_independent_question_has_none() -> None:
    seen: list[list[str]] = []

    def reply(question: str, history: Sequence[Turn]) -> Answer:
        seen.append([f"{turn.question} {turn.answer.question}" for turn in history])
        return Answer(question, Grade.NONE, 0.0)

    ask = ask_in_conversations(reply)
    for question, conversation in (("a", "one"), ("b", "two"), ("c", None), ("d", "one"), ("e", None)):
        ask(question, conversation)

    assert seen == [[], [], [], ["a a"], []]


def test_only_the_latest_turns_are_seen() -> None:
    seen: list[int] = []

    def reply(question: str, history: Sequence[Turn]) -> Answer:
        seen.append(len(history))
        return Answer(question, Grade.NONE, 0.0)

    ask = ask_in_conversations(reply)
    for _ in range(TURNS + 2):
        ask("And then?", "talk")

    assert seen == [*range(TURNS + 1), TURNS]


def test_an_answer_gets_as_many_turns_of_history_as_in_the_bot() -> None:
    assert Policy().turns == TURNS


def test_a_saved_run_is_read_back_as_it_was(outcomes: tuple[Outcome, ...], tmp_path: Path) -> None:
    run = Run("set/gold.jsonl", "v1", "5" * 64, outcomes)
    save(run, tmp_path / "run.json")
    again = load(tmp_path / "run.json")
    save(again, tmp_path / "again.json")

    assert (tmp_path / "again.json").read_text() == (tmp_path / "run.json").read_text()
    assert [each.cited for each in again.outcomes] == [each.cited for each in outcomes]
    assert (again.gold, again.corpus_version, again.corpus_sha256) == ("set/gold.jsonl", "v1", "5" * 64)


def test_a_saved_run_contains_its_figures(outcomes: tuple[Outcome, ...], tmp_path: Path) -> None:
    save(Run("gold.jsonl", "v1", "5" * 64, outcomes), tmp_path / "run.json")

    assert json.loads((tmp_path / "run.json").read_text())["figures"]["hit@1"]["value"] == 1.0


def test_a_saved_run_has_the_figures_by_kind(make_outcome: Callable[..., Outcome], tmp_path: Path) -> None:
    run = Run("gold.jsonl", "v", "5", (make_outcome("a", kind="why"), make_outcome("b", kind="how")))

    save(run, tmp_path / "run.json")

    assert json.loads((tmp_path / "run.json").read_text())["kinds"]["why"]["hit@1"] == 1.0
    assert [each.kind for each in load(tmp_path / "run.json").outcomes] == ["why", "how"]


def test_a_run_saved_before_there_were_kinds_is_still_read(
    make_outcome: Callable[..., Outcome], tmp_path: Path
) -> None:
    path = tmp_path / "run.json"
    save(Run("gold.jsonl", "v", "5", (make_outcome("a"),)), path)
    old = json.loads(path.read_text())
    del old["kinds"], old["questions"][0]["kind"]
    path.write_text(json.dumps(old))

    assert load(path).outcomes == (make_outcome("a"),)


def test_spans_and_citations_are_read_back(make_outcome: Callable[..., Outcome], tmp_path: Path) -> None:
    outcome = make_outcome("a", cited=Citation("d", "T", 3, 5, 9, "four", 1.5), missing_terms=("cost",))
    save(Run("gold.jsonl", "v", "5", (outcome, make_outcome("b", cited=None))), tmp_path / "run.json")

    assert load(tmp_path / "run.json").outcomes == (outcome, make_outcome("b", cited=None))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "not JSON"),
        ("[]", "not a saved run"),
        ('{"format": 0}', "not a saved run"),
        ('{"format": 1}', "damaged"),
    ],
)
def test_a_file_that_is_not_a_saved_run_is_refused_with_the_remedy(
    tmp_path: Path, content: str, complaint: str
) -> None:
    path = tmp_path / "run.json"
    path.write_text(content)

    with pytest.raises(SavedRunError, match=f"{complaint}.*--json"):
        load(path)


def test_a_missing_saved_run_and_an_impossible_place_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SavedRunError, match="save a run with --json"):
        load(tmp_path / "none.json")
    with pytest.raises(SavedRunError, match="choose another place"):
        save(Run("gold.jsonl", "v", "5", ()), tmp_path / "none" / "run.json")
