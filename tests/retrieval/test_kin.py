from pathlib import Path

from retrieval.analysis import query_terms
from retrieval.kin import kin_of
from retrieval.search import seek
from retrieval.snapshot import Snapshot
from retrieval.versions import build


def test_words_of_a_group_are_kin_and_no_word_is_its_own() -> None:
    (term,) = query_terms("journey", ["en"])
    assert "trip" in kin_of(term, "en")
    assert not kin_of(term, "en") & set(term.variants)


def test_a_language_without_groups_has_no_kin() -> None:
    (term,) = query_terms("journey", ["fr"])
    assert kin_of(term, "fr") == frozenset()


def test_a_word_that_stands_nowhere_is_looked_for_by_its_kin_in_the_corpus(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The trip took a week. A vessel was late.", encoding="utf-8")
    snapshot = Snapshot(build(tmp_path / "a.txt", tmp_path / "versions").path)
    journey, vessel = seek("journey vessel", snapshot).terms
    assert "trip" in journey.variants
    assert vessel.variants == ("vessel",)
    snapshot.close()
