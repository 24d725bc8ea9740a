from pathlib import Path

import pytest

from retrieval.answering import answer
from retrieval.indexing.versions import build
from retrieval.query.parsed_query import parse_query
from retrieval.records import Grade
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import query_terms
from retrieval.text.related_words import irregular_forms_of, related_words_of


def test_words_of_a_group_are_related_but_not_to_themselves() -> None:
    (term,) = query_terms("journey", ["en"])

    assert "trip" in related_words_of(term, "en")
    assert not related_words_of(term, "en") & set(term.variants)


def test_a_language_without_groups_has_no_related_words() -> None:
    (term,) = query_terms("journey", ["hi"])

    assert related_words_of(term, "hi") == frozenset()


def test_a_word_missing_from_the_corpus_is_searched_by_its_related_words(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The trip took a week. A vessel was late.", encoding="utf-8")
    snapshot = Snapshot(build(CorpusStore(tmp_path / "a.txt", tmp_path / "versions")).path)

    journey, vessel = parse_query("journey vessel", snapshot).terms

    assert "trip" in journey.variants
    assert vessel.variants == ("vessel",)

    snapshot.close()


def test_a_word_that_the_corpus_lacks_is_found_by_its_irregular_forms(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Edda bought two ovens in Hull. A tide rose in May.", encoding="utf-8")
    snapshot = Snapshot(build(CorpusStore(tmp_path / "a.txt", tmp_path / "versions")).path)

    found = answer("What did Edda buy?", snapshot)

    assert (found.grade, found.missing_terms) == (Grade.ANSWER, ())
    assert found.citations[0].text == "Edda bought two ovens in Hull."

    bought, rise = parse_query("bought rise", snapshot).terms
    assert bought.variants == ("bought",)
    assert (rise.variants, rise.related) == (("rise", "rose"), ())

    snapshot.close()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Edda schrieb das Tagebuch in Hull.", "Wer hat das Tagebuch geschrieben?"),
        ("Edda Quist escribió el diario en Hull.", "¿Quién escribe el diario?"),
        ("Edda naquit à Hull.", "Où Edda est-elle née ?"),
        ("Вчера пришла вода.", "Что придёт?"),
    ],
)
def test_other_languages_have_forms_too(tmp_path: Path, text: str, question: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    snapshot = Snapshot(build(CorpusStore(tmp_path / "a.txt", tmp_path / "versions")).path)

    assert answer(question, snapshot).missing_terms == ()

    snapshot.close()


@pytest.mark.parametrize(
    ("language", "asked", "related"),
    [
        ("es", "viaje", "visit"),
        ("ru", "поездка", "путешеств"),
        ("de", "Reise", "besuch"),
        ("fr", "voyage", "visit"),
        ("zh", "旅行", "访问"),
    ],
)
def test_other_languages_have_related_words_too(language: str, asked: str, related: str) -> None:
    (term,) = query_terms(asked, [language])

    assert related in related_words_of(term, language)


@pytest.mark.parametrize(
    ("asked", "form"), [("licence", "licens"), ("color", "colour"), ("organised", "organiz")]
)
def test_british_and_american_spellings_are_forms_of_one_word(asked: str, form: str) -> None:
    (term,) = query_terms(asked, ["en"])

    assert form in irregular_forms_of(term, "en")
