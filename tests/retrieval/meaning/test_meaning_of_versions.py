"""Versions built with the encoder of the extra `meaning`, and without it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.answering import added_by_meaning, answer, retrieve_and_rank, weights_for
from retrieval.indexing.opening import is_current, open_current
from retrieval.indexing.versions import build
from retrieval.meaning.encoder import MeaningOptions, encoder_for, is_installed
from retrieval.meaning.index import open_index
from retrieval.meaning.vectors import ENCODED
from retrieval.query.parsed_query import parse_query
from retrieval.query.search import find_passages
from retrieval.ranking.adjustments import adjustments
from retrieval.records import Grade, Turn
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.manifest import VersionDamagedError
from retrieval.store.snapshot import Snapshot

TEXT = """The harbour of Olmen

The lighthouse keeper climbs the tower every evening and lights the lamp.

In winter the fishermen repair their nets in the old warehouse.

The bridge was closed in 1987 because its pillars had rusted through.
"""

needs_the_extra = pytest.mark.skipif(
    not is_installed(), reason="the extra `meaning` is not installed; install it with: make meaning"
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def store(source: Path, tmp_path: Path) -> CorpusStore:
    return CorpusStore(source, tmp_path / "versions", MeaningOptions("on"))


@pytest.fixture
def snapshot(store: CorpusStore) -> Iterator[Snapshot]:
    with closing(Snapshot(build(store).path)) as opened:
        yield opened


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_version_built_without_meaning_has_no_vectors(source: Path, tmp_path: Path) -> None:
    built = build(CorpusStore(source, tmp_path / "versions", MeaningOptions("off"))).path

    assert not any("meaning" in name or b"meaning" in content for name, content in files_of(built).items())


@needs_the_extra
def test_the_manifest_names_the_model_and_its_digest(snapshot: Snapshot) -> None:
    encoder = encoder_for("on")

    assert encoder is not None
    assert snapshot.meaning_description == {
        "model": encoder.name, "digest": encoder.digest, "encoded": ENCODED, "vectors": "stored"
    }  # fmt: skip


@needs_the_extra
def test_vectors_of_a_release_that_encoded_something_else_are_not_compared(snapshot: Snapshot) -> None:
    now = dict(snapshot.meaning_description or {})
    earlier = {key: value for key, value in now.items() if key != "encoded"}

    opened, refused = (
        open_index(snapshot.folder, encoder_for("on"), described, snapshot.passage_at)
        for described in (now, earlier)
    )

    assert opened is not None
    assert refused is None


@needs_the_extra
def test_the_same_text_gives_the_same_vectors_and_answers(source: Path, tmp_path: Path) -> None:
    question = "Why couldn't cars cross the river?"
    stores = [CorpusStore(source, tmp_path / name, MeaningOptions("on")) for name in ("one", "other")]
    one, other = (build(store).path for store in stores)

    with closing(Snapshot(one)) as first, closing(Snapshot(other)) as second:
        answers = [answer(question, snapshot) for snapshot in (first, second)]

    assert one.name == other.name
    assert files_of(one / "meaning") == files_of(other / "meaning")
    assert answers[0] == answers[1]


@needs_the_extra
def test_turning_meaning_on_or_off_makes_another_version(store: CorpusStore) -> None:
    without = CorpusStore(store.source, store.versions)
    names = [build(each).version for each in (without, store, store)]

    assert names[0] != names[1] == names[2]


@needs_the_extra
def test_a_version_without_vectors_is_built_again_once_meaning_is_on(store: CorpusStore) -> None:
    build(CorpusStore(store.source, store.versions))

    with closing(open_current(store)) as opened:
        assert opened.meaning is not None
        assert is_current(store, opened)


@needs_the_extra
def test_the_vectors_of_a_large_corpus_are_computed_only_for_questions(source: Path, tmp_path: Path) -> None:
    store = CorpusStore(source, tmp_path / "versions", MeaningOptions("on", stored_up_to=2))

    with closing(Snapshot(build(store).path)) as opened:
        found = answer("Who lights the lamp?", opened)

        assert opened.meaning is not None
        assert not opened.meaning.is_stored
        assert "lighthouse keeper" in found.citations[0].text


@needs_the_extra
def test_a_question_in_other_words_finds_its_passage(snapshot: Snapshot) -> None:
    found = answer("Why couldn't cars cross the river?", snapshot)

    assert "bridge was closed" in [*found.citations, *found.others][0].text


@needs_the_extra
def test_passages_are_added_by_meaning_only_where_words_do_not_find_enough(snapshot: Snapshot) -> None:
    by_words = find_passages(parse_query("Who lights the lamp?", snapshot), snapshot)
    by_meaning = find_passages(parse_query("Why couldn't cars cross the river?", snapshot), snapshot)

    assert all(each.score for each in by_words)
    assert any(not each.score for each in by_meaning)


@needs_the_extra
def test_scores_added_by_meaning_can_be_separated_from_those_by_words(snapshot: Snapshot) -> None:
    weights = weights_for(snapshot)
    trace = retrieve_and_rank("Who repairs the nets of the lighthouse?", snapshot, weights)
    assert trace.ranked is not None

    added = added_by_meaning(trace, trace.ranked, weights)

    by_words = weights.ranking(trace.ranked.rows) + adjustments(
        trace.query, trace.ranked.candidates, trace.found
    )
    assert np.allclose(by_words + added, trace.ranked.scores)
    assert len(set(added.tolist())) > 1


@needs_the_extra
def test_meaning_adds_less_to_a_question_that_depends_on_the_turns_before(snapshot: Snapshot) -> None:
    weights, before = weights_for(snapshot), "What happened to the bridge?"
    history = [Turn(before, answer(before, snapshot))]
    trace = retrieve_and_rank("Why was it closed?", snapshot, weights, history)
    assert trace.ranked is not None
    assert trace.context is not None
    alike = replace(trace, context=replace(trace.context, need=0.0))

    less = np.ptp(added_by_meaning(trace, trace.ranked, weights))

    assert 0 < less < np.ptp(added_by_meaning(alike, trace.ranked, weights))


@needs_the_extra
def test_a_sentence_that_shares_no_word_with_a_question_is_never_called_its_answer(
    snapshot: Snapshot,
) -> None:
    found = answer("Who looks after a beacon at night?", snapshot)

    assert found.grade is not Grade.ANSWER


@needs_the_extra
def test_vectors_that_are_not_what_was_written_make_a_version_damaged(store: CorpusStore) -> None:
    path = build(store).path
    vectors = path / "meaning" / "vectors.npy"
    vectors.write_bytes(vectors.read_bytes()[:-1])

    with pytest.raises(VersionDamagedError):
        Snapshot(path)
