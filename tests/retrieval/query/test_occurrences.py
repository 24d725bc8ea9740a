"""An answer never calls a word missing that the corpus has."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
import regex

from evaluation.run import asker
from evaluation.sets import SHARED, question_sets
from retrieval.intents.responding import respond
from retrieval.query.occurrences import absent_words, occurs_in, words_nowhere
from retrieval.query.parsed_query import parse_query
from retrieval.records import Answer, Grade
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import analyzer, query_terms
from tests.support.snapshots import snapshot_of

NEWS = """\
The pier of Olmen

By Nora Falk

OLMEN, 3 May 2011 - Said O'Brien: the pier was built with 7.5 tons of oak. The keepers of the lamp bought it.

* * *

The zlib.h of the harbour is a private joke. Who was at the WHO is not known.
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("olmen")
    (folder / "olmen.txt").write_text(NEWS, encoding="utf-8")
    with snapshot_of(folder / "olmen.txt") as snapshot:
        yield snapshot


def missing_words(question: str, snapshot: Snapshot, max_scanned: int = 100) -> list[str]:
    terms = parse_query(question, snapshot).terms
    return [term.text for term in words_nowhere(terms, snapshot, max_scanned)]


@pytest.mark.parametrize(
    "question",
    [
        "olmen",
        "Falk",
        "BRIEN",
        "5",
        "tons",
        "zlib",
        "building",
        "buy",
        "keeper",
        "harbours",
        "who",
        "2011",
        "nora",
    ],
)
def test_a_word_that_occurs_anywhere_in_any_form_is_not_missing(snapshot: Snapshot, question: str) -> None:
    assert missing_words(question, snapshot) == []


@pytest.mark.parametrize("question", ["penguins", "oa", "Bri", "2012", "Kiosk"])
def test_a_word_that_occurs_nowhere_is_missing(snapshot: Snapshot, question: str) -> None:
    assert missing_words(question, snapshot) == [question]


def test_typed_words_that_occur_nowhere_are_absent(snapshot: Snapshot) -> None:
    assert absent_words(["Falk", "penguins", "harbours", "Kiosk"], snapshot) == ["penguins", "Kiosk"]


def test_in_a_corpus_too_large_to_read_through_only_plain_words_are_called_missing(
    snapshot: Snapshot,
) -> None:
    assert missing_words("penguins 2012 oa zlib tons", snapshot, max_scanned=0) == ["penguins"]


def test_characters_of_scripts_without_spaces_are_found_inside_a_run() -> None:
    assert occurs_in("黑豹", "他们赢了黑豹队")
    assert not occurs_in("黑虎", "他们赢了黑豹队")


# --- all question sets


DEFAULT_LIMITS = SHARED / "eval" / "asked_a"
SAMPLE = 25
"""Questions of each set."""


def sets() -> Iterator[tuple[str, Path, tuple[Path, ...]]]:
    """Each set's name, its corpus and its files of questions, the off-topic ones with them."""
    for each in question_sets():
        yield each.name, each.corpus, (each.gold, *([each.off_topic] if each.off_topic else []))
    for gold in sorted(DEFAULT_LIMITS.glob("*.gold.jsonl")):
        corpus = DEFAULT_LIMITS / "corpus" / gold.name.removesuffix(".gold.jsonl")
        if corpus.is_dir():
            yield gold.name, corpus, (gold,)


def sample_questions(files: Iterable[Path]) -> Iterator[str]:
    """Questions of each file, unanswerable ones first: they are the ones that get no answer."""
    for file in files:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        silent = [row["question"] for row in rows if not row.get("answerable", False)]
        yield from silent[:: max(1, len(silent) // SAMPLE)]
        yield from (row["question"] for row in rows[:: max(1, len(rows) // SAMPLE)])


def falsely_missing(words: Sequence[str], snapshot: Snapshot, terms: frozenset[str]) -> list[str]:
    """The words that some document has after all, as whole words in any case or inflected form."""
    texts = [f"{card.title}\n{snapshot.document_text(card.id)}" for card in snapshot.documents]
    patterns = {word: regex.compile(rf"(?<!\w){regex.escape(word)}(?!\w)", regex.I) for word in words}
    found = [word for word, pattern in patterns.items() if any(map(pattern.search, texts))]
    analysed = {word: query_terms(word, snapshot.languages) for word in words}
    return found + [word for word, of in analysed.items() if of and all(term.is_in(terms) for term in of)]


def called_absent(found: Answer, snapshot: Snapshot) -> Sequence[str]:
    """The words of which a reply with this answer says that nothing mentions them."""
    return found.missing_terms if found.grade is Grade.NONE else absent_words(found.missing_terms, snapshot)


def all_terms(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(
        term
        for card in snapshot.documents
        for term in analyzer(card.language).terms(f"{card.title}\n{snapshot.document_text(card.id)}")
    )


@pytest.mark.skipif(not SHARED.exists(), reason="the question sets are not beside this checkout")
@pytest.mark.parametrize(("name", "corpus", "golds"), list(sets()))
def test_in_every_set_a_missing_word_occurs_nowhere_in_the_corpus(
    name: str, corpus: Path, golds: tuple[Path, ...], tmp_path: Path
) -> None:
    with snapshot_of(corpus, tmp_path) as snapshot:
        terms = all_terms(snapshot)
        answers = [respond(question, snapshot) for question in sample_questions(golds)]
        said = {each.question: called_absent(each, snapshot) for each in answers}
        false = {
            question: falsely_missing(words, snapshot, terms) for question, words in said.items() if words
        }

    assert {question: words for question, words in false.items() if words} == {}


@pytest.mark.skipif(not DEFAULT_LIMITS.exists(), reason="the question sets are not beside this checkout")
def test_no_word_of_the_cited_sentences_is_called_missing(tmp_path: Path) -> None:
    false = {}
    with snapshot_of(DEFAULT_LIMITS / "corpus" / "news", tmp_path) as snapshot:
        ask = asker(snapshot)
        for line in (DEFAULT_LIMITS / "news.gold.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found = ask(row["question"], row["conversation"])
            cited = "\n".join(each.text for each in found.citations)
            false[found.question] = [word for word in found.missing_terms if occurs_in(word, cited)]

    assert {question: words for question, words in false.items() if words} == {}
