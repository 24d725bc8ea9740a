"""The explanation of an answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.answering import answer, retrieve_and_rank
from retrieval.explaining import (
    Explanation,
    FeatureGroup,
    Presence,
    WordContribution,
    explain,
    group_of,
    reasons,
)
from retrieval.ranking.confidence import ANSWERS_FROM, NONE_BELOW
from retrieval.ranking.features.extraction import NAMES
from retrieval.ranking.meaning.similarity import MEANING_NAMES
from retrieval.ranking.ranker import shipped_weights
from retrieval.records import Grade, Turn
from retrieval.store.snapshot import Snapshot
from retrieval.text.question import AnswerType
from tests.support.snapshots import snapshot_of

MILL = """\
The Old Mill of Arden

The mill of Arden was built by Ann Lee in 1811. Its wheel was made of oak.

The miller fed three donkeys in winter. Snow closed the road to the mill for weeks.

In 1931 a fire destroyed the roof. Nobody has milled there since.
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    home = tmp_path_factory.mktemp("mill")
    (home / "mill.txt").write_text(MILL, encoding="utf-8")
    with snapshot_of(home / "mill.txt") as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def built(snapshot: Snapshot) -> Explanation:
    return explain("Who built the mill for the bishop?", snapshot)


def word(explanation: Explanation, text: str) -> WordContribution:
    (found,) = (word for word in explanation.words if word.text == text)
    return found


def test_an_explanation_holds_the_answer_that_was_given(snapshot: Snapshot) -> None:
    first = answer("Who built the mill?", snapshot)
    history = [Turn("Who built the mill?", first)]

    for question in ("Who built the mill?", "And when?", "Where are penguins?", "Why?"):
        assert explain(question, snapshot, history).answer == answer(question, snapshot, history)


def test_the_best_sentence_is_compared_with_the_next_different_one(built: Explanation) -> None:
    assert built.shown is not None
    assert built.runner_up is not None
    assert "built by Ann Lee" in built.shown.text
    assert built.runner_up.text != built.shown.text
    assert built.expected is AnswerType.PERSON


def test_words_are_listed_rarest_first_with_their_scores(built: Explanation) -> None:
    assert [word.idf for word in built.words] == sorted((word.idf for word in built.words), reverse=True)

    mill, bishop = word(built, "mill"), word(built, "bishop")
    assert mill.shown is not None
    assert mill.shown.presence is Presence.PRESENT
    assert mill.shown.bm25 > 0
    assert mill.known
    assert bishop.shown is not None
    assert (bishop.known, bishop.shown.presence, bishop.shown.bm25) == (False, Presence.MISSING, 0.0)


def test_a_word_of_the_same_family_is_distinguished_from_the_word_itself(snapshot: Snapshot) -> None:
    wright = word(explain("Which wheelwright made it of oak?", snapshot), "wheelwright")

    assert wright.shown is not None
    assert wright.shown.presence is Presence.FAMILY


def test_the_scores_of_the_words_add_up_to_the_bm25_feature(snapshot: Snapshot, built: Explanation) -> None:
    ranked = retrieve_and_rank(built.answer.question, snapshot, shipped_weights()).ranked

    assert ranked is not None

    total = sum(word.idf for word in built.words)
    brought = sum(word.shown.bm25 for word in built.words if word.shown)

    assert brought / total == pytest.approx(ranked.rows[0][NAMES.index("bm25")])


def test_the_reasons_add_up_to_the_margin(built: Explanation) -> None:
    assert built.margin > 0
    assert sum(reason.worth for reason in built.reasons) == pytest.approx(built.margin)
    assert FeatureGroup.WORDS in [reason.group for reason in built.reasons]


def test_the_thresholds_are_those_of_the_grades(snapshot: Snapshot) -> None:
    explanation = explain("Who built the mill?", snapshot)

    assert (explanation.answers_from, explanation.none_below) == (ANSWERS_FROM, NONE_BELOW)


def test_the_threshold_rises_when_much_of_the_question_is_missing(snapshot: Snapshot) -> None:
    explanation = explain("Who fed the penguins of Rotterdam?", snapshot)

    assert explanation.answers_from > ANSWERS_FROM
    assert explanation.answer.grade is not Grade.ANSWER


def test_the_closest_sentence_is_explained_even_without_an_answer(snapshot: Snapshot) -> None:
    nothing = explain("Which harbour exports winter coats to Brazil?", snapshot)

    assert nothing.answer.grade is not Grade.ANSWER
    assert nothing.shown is not None
    assert "winter" in nothing.shown.text


def test_without_a_shared_word_only_the_words_are_explained(snapshot: Snapshot) -> None:
    nothing = explain("Where do penguins nest?", snapshot)

    assert (nothing.shown, nothing.runner_up, nothing.reasons) == (None, None, ())
    assert [word.text for word in nothing.words] == ["penguins", "nest"]
    assert not any(word.known for word in nothing.words)


def test_a_lone_candidate_has_no_runner_up(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("The mill burned down.", encoding="utf-8")
    with snapshot_of(tmp_path / "one.txt") as snapshot:
        alone = explain("What burned?", snapshot)

    assert alone.shown is not None
    assert (alone.runner_up, alone.margin, alone.reasons) == (None, 0.0, ())


PLOTS = """\
# The allotments

## What does a plot cost?

A full plot costs 64 pounds a year and a half plot 36. Water is included.

## May I keep hens?

Up to six hens and no cocks. Hens cost nothing.
"""


@pytest.fixture(scope="module")
def allotments(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    home = tmp_path_factory.mktemp("allotments")
    (home / "plots.md").write_text(PLOTS, encoding="utf-8")
    with snapshot_of(home / "plots.md") as snapshot:
        yield snapshot


def test_what_stands_above_a_sentence_is_no_conversation(allotments: Snapshot) -> None:
    explanation = explain("What does a half plot cost?", allotments)

    worths = {each.group: each.worth for each in explanation.reasons}

    assert worths[FeatureGroup.STRUCTURE] > 0
    assert FeatureGroup.CONVERSATION not in worths
    assert sum(worths.values()) == pytest.approx(explanation.margin)


def test_what_was_talked_about_before_is_a_reason_after_a_question(allotments: Snapshot) -> None:
    history = [Turn("What does a plot cost?", answer("What does a plot cost?", allotments))]

    explanation = explain("And is water included?", allotments, history)

    worths = {each.group: each.worth for each in explanation.reasons}
    assert worths[FeatureGroup.CONVERSATION] > 0


def test_the_features_of_meaning_are_one_reason() -> None:
    assert {group_of(name) for name in MEANING_NAMES} == {FeatureGroup.MEANING}


def test_most_features_have_a_group_of_their_own() -> None:
    assert {name for name in NAMES if group_of(name) is FeatureGroup.REST} <= {
        name for name in NAMES if name.startswith("asked_")
    }


def test_small_reasons_are_added_to_the_rest() -> None:
    found = reasons({"cover": 5.0, "suits": -3.0, "length": 0.1, "asked_type": 0.2})

    assert [each.group for each in found] == [FeatureGroup.WORDS, FeatureGroup.KIND, FeatureGroup.REST]
    assert [each.worth for each in found] == pytest.approx([5.0, -3.0, 0.3])
