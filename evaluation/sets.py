"""The question sets that Quoth is measured on, which may be beside the checkout in ``../shared``.

The sets are not part of the project; the figures measured on them are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A corpus with its gold questions, and off-topic ones if there are any.

    ``language`` is that of the corpus, ISO 639-1.
    """

    name: str
    language: str
    corpus: Path
    gold: Path
    off_topic: Path | None = None


_ARTICLE = "putin-plans-to-visit-china.txt"
_NAMED = (
    ("squad2_dev_half1", "en", "offtopic_nq"),
    ("clapnq_a", "en", None),
    ("xquad_ru", "ru", "offtopic_rubq_ru"),
    ("xquad_es", "es", None),
    ("xquad_zh", "zh", None),
    ("canard_a", "en", None),
    ("mtrag_a", "en", None),
)
_ASKED = ("news", "licences", "manuals", "faq")
_ACROSS = ("ru", "es", "zh")


def question_sets(shared: Path = SHARED) -> tuple[QuestionSet, ...]:
    """The known sets that exist, the article first; none if *shared* does not exist."""
    return tuple(each for each in _known(shared) if each.corpus.exists() and each.gold.exists())


def _known(shared: Path) -> Iterator[QuestionSet]:
    article = shared / "article"
    yield QuestionSet("article", "en", article / _ARTICLE, article / "gold.jsonl")
    yield from _asked(shared / "eval" / "asked_a", article / _ARTICLE)
    for name, language, off_topic in _NAMED:
        folder = shared / "eval" / name
        strange = shared / "eval" / off_topic / "gold.jsonl" if off_topic else None
        yield QuestionSet(name, language, folder / "corpus.jsonl", folder / "gold.jsonl", strange)
    across = shared / "eval" / "xquad_across"
    for language in _ACROSS:
        gold = across / f"{language}.gold.jsonl"
        yield QuestionSet(f"xquad_across_{language}", "en", across / "corpus.jsonl", gold)


def _asked(folder: Path, article: Path) -> Iterator[QuestionSet]:
    """Small corpora with questions as people type them on a phone, each of a named kind."""
    for name in _ASKED:
        yield QuestionSet(f"asked_{name}", "en", folder / "corpus" / name, folder / f"{name}.gold.jsonl")
    yield QuestionSet("asked_article", "en", article, folder / "article.gold.jsonl")
