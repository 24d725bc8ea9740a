"""The demonstration article: its form, its gold questions, and that it is written in our own words."""

import json
import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from corpus.loading import Problem, load
from corpus.records import Document, Source, Span
from corpus.segmentation.passages import split
from corpus.structure.cleaning import describe

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "corpus" / "articles"
ORIGINAL = ROOT.parent / "shared" / "article"

GOLD = [
    json.loads(line)
    for path in sorted(ARTICLES.glob("*.gold.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
ANSWERS = [(row["id"], answer) for row in GOLD for answer in row["answers"]]


@pytest.fixture(scope="module")
def article() -> Document:
    (source,) = load(ARTICLES)
    assert isinstance(source, Source)
    return describe(source)


@pytest.fixture(scope="module")
def sentences(article: Document) -> set[Span]:
    return {sentence for passage in split(article) for sentence in passage.sentences}


def test_the_article_is_the_only_document_of_its_folder_and_loads_without_problems() -> None:
    read = list(load(ARTICLES))

    assert not any(isinstance(item, Problem) for item in read)
    assert [item.id for item in read if isinstance(item, Source)] == ["putin-in-beijing-2002"]


def test_title_date_and_agency_of_the_article_are_found(article: Document) -> None:
    assert article.title == "Putin Heads to Beijing to Meet China's New Leadership"
    assert article.dateline == "Moscow, 29 November 2002 (after RFE/RL)"
    assert article.agency == "RFE/RL"
    assert article.date is not None
    assert article.date.isoformat() == "2002-11-29"
    assert len(split(article)) == 18


def test_one_sentence_of_the_article_says_who_hu_jintao_is(article: Document, sentences: set[Span]) -> None:
    about_him = [
        article.text[slice(*span)] for span in sentences if "Hu Jintao" in article.text[slice(*span)]
    ]

    assert len(about_him) == 1
    assert about_him[0].startswith("Hu Jintao is the new leader of China's Communist Party")


def test_the_gold_has_questions_of_every_kind() -> None:
    unanswerable = [row for row in GOLD if not row["answerable"]]

    assert len(GOLD) >= 40
    assert len(unanswerable) >= 10
    assert sum(row["turn"] > 1 for row in GOLD) >= 6
    assert len({row["id"] for row in GOLD}) == len({row["question"].casefold() for row in GOLD}) == len(GOLD)
    assert all(bool(row["answers"]) == row["answerable"] for row in GOLD)


def test_the_turns_of_a_dialogue_follow_each_other() -> None:
    for before, row in pairwise(GOLD):
        goes_on = row["conversation"] == before["conversation"]

        assert row["turn"] == (before["turn"] + 1 if goes_on else 1)


def test_starter_questions_are_short_and_have_answers() -> None:
    starters = [row for row in GOLD if row.get("starter")]

    assert len(starters) >= 4
    assert all(row["answerable"] and row["turn"] == 1 and len(row["question"]) <= 60 for row in starters)


@pytest.mark.parametrize(("question", "answer"), ANSWERS, ids=[question for question, _ in ANSWERS])
def test_each_gold_answer_is_at_its_offsets_within_one_sentence(
    article: Document, sentences: set[Span], question: str, answer: dict[str, Any]
) -> None:
    end = answer["start"] + len(answer["text"])

    assert answer["document"] == article.id
    assert article.text[answer["start"] : end] == answer["text"]
    assert Span(*answer["sentence"]) in sentences
    assert answer["sentence"][0] <= answer["start"] < end <= answer["sentence"][1]


def words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    said = words(text)
    return {tuple(said[start : start + length]) for start in range(len(said) - length + 1)}


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Every text file tracked by git, with its content."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file():
            yield name, path.read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="module")
def original() -> str:
    if not ORIGINAL.is_dir():
        pytest.skip("the report that the article is after is not beside the checkout")
    return (ORIGINAL / "putin-plans-to-visit-china.txt").read_text(encoding="utf-8")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout: no list of the project's files")
def test_nothing_in_the_project_repeats_ten_words_of_the_original(original: str) -> None:
    taken = runs(original, 10)

    assert [name for name, text in tracked_texts() if taken & runs(text, 10)] == []


def test_the_article_repeats_no_six_words_of_the_original(article: Document, original: str) -> None:
    assert runs(article.text, 6) & runs(original, 6) == set()


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Vladimir Putin",
            "Hu Jintao",
            "Jiang Zemin",
            "Igor Ivanov",
            "Vyacheslav Nikonov",
            "Sergei Karaganov",
        ),
        *("Politika Foundation", "Foreign and Defense Policy Council", "Kommersant", "RFE/RL"),
        *("Communist Party", "United Nations Security Council", "World Trade Organization"),
        *("Shanghai Cooperation Organization", "Washington", "Beijing", "Moscow", "Soviet Union"),
        *("Siberia", "Far East", "Chechnya", "Uighurs", "Iraq", "North Korea", "India", "Central Asia"),
        *("29 November 2002", "28 November", "from 1 to 3 December", "11 September"),
        *("1949", "1950s", "1960s", "1991", "$10 billion", "fourth generation", "multipolar", "old guard"),
    ],
)
def test_the_article_keeps_the_names_and_the_figures_of_the_report(article: Document, name: str) -> None:
    assert name in article.text


@pytest.mark.skipif(not ORIGINAL.is_dir(), reason="the original's own questions are not beside the checkout")
def test_the_gold_questions_are_not_those_of_the_original() -> None:
    gold = (ORIGINAL / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    asked = {json.loads(line)["question"].casefold() for line in gold}

    assert [row["question"] for row in GOLD if row["question"].casefold() in asked] == []
