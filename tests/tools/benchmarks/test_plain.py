from pathlib import Path

import pytest

pytest.importorskip(
    "pysbd", reason="the baseline's sentences need the bench extra: pip install -e '.[bench]'"
)

from corpus.records import Source
from evaluation.gold import read_gold
from evaluation.judging import JudgedCorpus, Pool
from evaluation.metrics import figures
from evaluation.run import ask_all
from evaluation.sets import SHARED
from retrieval.records import Grade
from tools.benchmarks.plain import LuceneBM25, Plain, Thread, plain, terms_of

SOURCES = [
    Source("mill", "Old Mill", "The old mill was built in 1788. Its wheels turned for ninety years.", "json"),
    Source(
        "bridge", "Stone Bridge", "The stone bridge has seven arches. Masons from Tarn raised it.", "json"
    ),
    Source("notes", "", "Geese sleep here.\n\nThe ferry leaves at noon. It is green.", "text"),
]


@pytest.fixture(scope="module")
def baseline() -> Plain:
    return Plain(SOURCES, "en")


def test_the_best_sentence_comes_first_word_for_word_at_its_place(baseline: Plain) -> None:
    answer = baseline.ask("How long did the wheel turn?")
    first = answer.citations[0]

    assert (answer.grade, first.document, first.title) == (Grade.ANSWER, "mill", "Old Mill")

    for cited in (*answer.citations, *answer.others):
        text = next(source.text for source in SOURCES if source.id == cited.document)

        assert text[cited.start : cited.end] == cited.text


def test_three_sentences_are_cited_and_no_sentence_twice(baseline: Plain) -> None:
    answer = baseline.ask("the mill, the bridge, the ferry")
    near = [(c.document, c.start) for c in (*answer.citations, *answer.others)]

    assert len(answer.citations) == 3
    assert len(near) == len(set(near)) == 6

    scores = [c.score for c in (*answer.citations, *answer.others)]

    assert scores == sorted(scores, reverse=True)


def test_confidence_is_the_share_of_the_questions_weight_that_the_sentence_has(baseline: Plain) -> None:
    assert baseline.ask("seven arches").confidence == pytest.approx(1.0)
    assert baseline.ask("seven zeppelins").confidence < 0.5


def test_a_question_that_shares_no_word_is_not_answered(baseline: Plain) -> None:
    answer = baseline.ask("Zeppelins?")

    assert (answer.grade, answer.confidence, answer.citations, answer.others) == (Grade.NONE, 0.0, (), ())


def test_a_text_file_is_split_at_blank_lines(baseline: Plain) -> None:
    assert baseline.ask("When does the ferry leave?").citations[0].passage == 2


def test_the_pasting_baseline_searches_a_follow_up_with_the_earlier_question() -> None:
    pasted, alone = Plain(SOURCES, "en", Thread.PASTED), Plain(SOURCES, "en", Thread.ALONE)
    for each in (pasted, alone):
        each.ask("Tell me of the arches", "talk")

    assert pasted.ask("Who raised it?", "talk").citations[0].document == "bridge"
    assert alone.ask("Was it green?", "talk") == alone.ask("Was it green?", None)
    assert pasted.ask("Was it green?", None) == alone.ask("Was it green?", None)


def test_the_pasting_baseline_gives_a_repeated_word_no_more_weight() -> None:
    pasted = Plain(SOURCES, "en", Thread.PASTED)
    first, second = (pasted.ask("Tell me of the arches", "talk") for _ in range(2))

    assert first == second


def test_the_weight_of_a_term_is_never_negative_however_common() -> None:
    weights = LuceneBM25([["common"], ["common"], ["common", "rare"]]).idf

    assert 0 < weights["common"] < weights["rare"]


def test_terms_are_stems_or_bigrams() -> None:
    assert terms_of("en")("Wheels turned") == ["wheel", "turn"]
    assert terms_of("zh")("水车转") == ["水车", "车转"]
    assert terms_of("zh")("水 24") == ["水", "24"]


def test_the_baseline_opens_a_corpus_file_and_skips_broken_lines(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "mill", "title": "Old Mill", "text": "It turns."}\nbroken\n'
    )

    assert plain(tmp_path / "corpus.jsonl", "en").ask("What turns?").citations[0].document == "mill"


@pytest.mark.skipif(not SHARED.exists(), reason="the question sets are not beside this checkout (../shared)")
def test_the_baseline_reaches_its_published_figures_on_the_smallest_set() -> None:
    folder = SHARED / "eval" / "clapnq_a"
    baseline = plain(folder / "corpus.jsonl", "en")
    corpus = JudgedCorpus({}, {}, "en", lambda question, language: "")
    reached = figures(list(ask_all(read_gold(folder / "gold.jsonl"), baseline.ask, corpus, Pool.GOLD)))
    published = {
        "hit@1": 0.611,
        "hit@3": 0.866,
        "document@1": 0.919,
        "document@5": 0.973,
        "abstention_auroc": 0.714,
    }

    assert {name: round(reached[name].value, 3) for name in published} == published
