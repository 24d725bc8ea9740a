"""The features of candidate sentences."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.answering import answer, collect_candidates
from retrieval.indexing.versions import build
from retrieval.ranking.features.extraction import NAMES, extract_features
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot

BRIDGE = """\
The bridge at Olmen

Mayor Edda Quist said the bridge would open in spring. Engineer Piet Vos said the bridge would open in autumn.

"The bridge is too narrow for carts. It was drawn by a child," said Olaf Brand, the chairman of the guild.

The bridge has three arches. It crosses the river at its narrowest place.
"""

Rows = dict[str, dict[str, float]]


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build_and_open(tmp_path_factory.mktemp("bridge"), BRIDGE)


def build_and_open(folder: Path, text: str) -> Snapshot:
    (folder / "text.txt").write_text(text, encoding="utf-8")
    return Snapshot(build(CorpusStore(folder / "text.txt", folder / "versions")).path)


def features_by_sentence(question: str, snapshot: Snapshot) -> Rows:
    """The features of each candidate, by its text and their names."""
    _, _, features = collect_candidates(question, snapshot)
    return {
        candidate.sentence.text: dict(zip(NAMES, row.tolist(), strict=True))
        for candidate, row in zip(features.candidates, features.rows, strict=True)
    }


def speaker_features(question: str, snapshot: Snapshot) -> dict[str, float]:
    """The speaker feature of each candidate, by its text."""
    return {
        text: row["speaker"]
        for text, row in features_by_sentence(question, snapshot).items()
        if row["speaker"]
    }


def test_speaker_feature_is_one_for_the_speaker_asked_about(bridge: Snapshot) -> None:
    said = speaker_features("What did Quist say about the bridge?", bridge)

    assert said == {"Mayor Edda Quist said the bridge would open in spring.": 1.0}


def test_speaker_feature_reads_the_attribution_in_the_next_sentence(bridge: Snapshot) -> None:
    said = speaker_features("What does Brand think of the bridge?", bridge)

    assert said == {
        '"The bridge is too narrow for carts.': 0.5,
        'It was drawn by a child," said Olaf Brand, the chairman of the guild.': 1.0,
    }


def test_speaker_feature_is_one_for_any_named_speaker_when_asked_who_said_it(bridge: Snapshot) -> None:
    said = speaker_features("Who said that the bridge would open in autumn?", bridge)

    assert said["Engineer Piet Vos said the bridge would open in autumn."] == 1.0
    assert "The bridge has three arches." not in said


def test_speaker_feature_is_zero_when_the_question_is_not_about_speech(bridge: Snapshot) -> None:
    assert not speaker_features("When will the bridge of Quist and Vos open?", bridge)


def test_a_question_about_a_statement_is_answered_by_that_speaker(bridge: Snapshot) -> None:
    for name, season in (("Quist", "spring"), ("Vos", "autumn")):
        cited = answer(f"What did {name} say about when the bridge would open?", bridge).citations

        assert season in cited[0].text


def test_a_margin_is_the_distance_to_the_best_other_candidate(bridge: Snapshot) -> None:
    found = features_by_sentence("How many arches has the bridge of Quist?", bridge)
    covers = np.array([row["cover"] for row in found.values()])
    margins = np.array([row["cover_margin"] for row in found.values()])
    best = covers.argmax()

    assert margins[best] == pytest.approx(covers[best] - np.delete(covers, best).max())
    assert np.delete(margins, best) == pytest.approx(np.delete(covers, best) - covers[best])


def test_a_lone_candidate_has_its_whole_value_as_margin(tmp_path: Path) -> None:
    (row,) = features_by_sentence(
        "Who built the lighthouse?", build_and_open(tmp_path, "Ann Lee built the lighthouse.\n")
    ).values()

    assert row["cover_margin"] == row["cover"] == 1.0


def test_a_margin_is_smaller_for_a_question_that_depends_on_context(bridge: Snapshot) -> None:
    query, found, alone = collect_candidates("How many arches has the bridge?", bridge)
    in_context = extract_features(replace(query, context={"quist": 0.9}), found)
    lead, cover = NAMES.index("cover_margin"), NAMES.index("cover")

    assert 0 < in_context.rows[:, lead].max() < alone.rows[:, lead].max()
    assert (in_context.rows[:, cover] == alone.rows[:, cover]).all()


HANDBOOK = """\
# The pump

## How do I empty the tank?

Turn the red wheel left. The oldest pump needs 9 turns.

## Options

The wheel squeaks in Ebbmouth. What does it cost?
"""


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("handbook")
    (folder / "pump.md").write_text(HANDBOOK, encoding="utf-8")
    return Snapshot(build(CorpusStore(folder / "pump.md", folder / "versions")).path)


def test_the_question_is_compared_with_the_heading_above_a_passage(handbook: Snapshot) -> None:
    found = features_by_sentence("how to empty the tank with a wheel", handbook)

    answering = found["Turn the red wheel left."]

    assert 0 < answering["nearest_cover"] < 1
    assert answering["nearest_precision"] == 1.0
    assert found["The wheel squeaks in Ebbmouth."]["nearest_precision"] == 0.0


def test_a_name_typed_without_a_capital_is_known_by_how_the_passages_write_it(handbook: Snapshot) -> None:
    typed = features_by_sentence("wheel ebbmouth", handbook)["The wheel squeaks in Ebbmouth."]

    assert typed["names_asked"] == 1.0
    assert typed["predicate_cover"] == 1.0


def test_a_sentence_without_a_distinguishing_word_or_number_counts_as_lacking_it(handbook: Snapshot) -> None:
    found = features_by_sentence("does the newest wheel need 7 turns", handbook)

    turns = found["The oldest pump needs 9 turns."]

    assert turns["qualifiers_missing"] == 1.0
    assert turns["numbers_missing"] == 1.0
    assert (
        features_by_sentence("does the oldest pump need 9 turns", handbook)["The oldest pump needs 9 turns."][
            "qualifiers_missing"
        ]
        == 0.0
    )


def test_the_kind_asked_for_counts_in_the_sentence_and_half_beside_it(handbook: Snapshot) -> None:
    found = features_by_sentence("how many turns of the wheel", handbook)

    assert found["The oldest pump needs 9 turns."]["kind_offered"] == 1.0
    assert found["Turn the red wheel left."]["kind_offered"] == 0.5


def test_a_question_in_the_text_is_known_as_one(handbook: Snapshot) -> None:
    found = features_by_sentence("what does the wheel cost", handbook)

    assert found["What does it cost?"]["asks"] == 1.0
    assert found["The wheel squeaks in Ebbmouth."]["asks"] == 0.0
