"""More training examples: questions as people type them on a phone, about texts as people have them.

Everything is drawn with fixed seeds.  Besides questions with an answer there are some of each kind without
one: about an article that the corpus lacks, about one without the answering sentence, about something else,
and small talk.
"""

import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from evaluation.gold import GoldQuestion, read_gold
from retrieval.indexing.versions import build
from retrieval.meaning.encoder import NO_MEANING, MeaningOptions
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tools.training.examples import (
    SETS,
    Article,
    Example,
    articles_of,
    ask,
    without_answers,
    without_article,
)
from tools.training.follow_ups import follow_ups
from tools.training.phone_forms import SMALL_TALK, phone_form
from tools.training.renderings import LAYOUTS, Layout, RenderedParagraph, carried_over, paragraph

_RENDERED = ("squad2_dev_half1", "xquad_ru", "xquad_es")
_OFF_TOPIC = "offtopic_nq"
_TYPED_EVERY = 2  # every so many training questions, one is also asked in phone form
_CUT_EVERY = 5  # of these, one in so many is asked without the sentences that answer
_MASKED_EVERY = 5  # and one in so many without its article
_RENDERED_EVERY = 4  # one in so many of a set's questions is asked of each rendering
_LANGUAGES = {"xquad_ru": "ru", "xquad_es": "es", "xquad_zh": "zh"}


def typed_examples(data: Path, workshop: Path, meaning: MeaningOptions = NO_MEANING) -> Iterator[Example]:
    """All examples of this kind; *workshop* is a folder for the corpora that are built."""
    for name in SETS:
        corpus = data / name / "corpus.jsonl"
        articles = articles_of(name, corpus, read_gold(data / name / "gold.jsonl"))
        snapshot = Snapshot(build(CorpusStore(corpus, workshop, meaning)).path)
        yield from _typed(name, snapshot, articles, _language(name))
        yield from _never_answered(name, snapshot, data)
        if _language(name) == "en":
            yield from _followed(name, snapshot, articles)
        snapshot.close()
        for layout in LAYOUTS if name in _RENDERED else ():
            yield from _rendered(name, articles, layout, workshop, meaning)


def _typed(name: str, snapshot: Snapshot, articles: Sequence[Article], language: str) -> Iterator[Example]:
    """The questions of a set's articles in phone form, some of them without the sentences that answer."""
    rng = random.Random(7)
    for article in articles:
        questions = [
            _in_phone_form(each, language, rng) for each in article.questions[:: _TYPED_EVERY * SETS[name]]
        ]
        yield from (ask(f"{name}/typed", snapshot, {article.name}, each) for each in questions)
        yield from _unanswered(f"{name}/typed", snapshot, article, questions)


def _unanswered(
    source: str, snapshot: Snapshot, article: Article, questions: Sequence[GoldQuestion]
) -> Iterator[Example]:
    """Questions asked without the sentences that answer them, and without their article."""
    own = {article.name}
    for each in (each for each in questions[::_CUT_EVERY] if each.answerable):
        yield ask(f"{source}/cut", snapshot, own, each, without_answers(each), known=False)
    for each in questions[1::_MASKED_EVERY]:
        yield ask(f"{source}/masked", snapshot, own, each, without_article(article), known=False)


def _followed(name: str, snapshot: Snapshot, articles: Sequence[Article]) -> Iterator[Example]:
    rng = random.Random(9)
    for article in articles:
        yield from follow_ups(f"{name}/follow_up", snapshot, article, rng)


def _never_answered(name: str, snapshot: Snapshot, data: Path) -> Iterator[Example]:
    """Small talk, and in English questions about anything, in phone form."""
    for at, said in enumerate(SMALL_TALK):
        gold = GoldQuestion(f"small-talk-{at}", said, answerable=False)
        yield ask(f"{name}/small_talk", snapshot, {gold.id}, gold, known=False)
    if _language(name) == "en":
        rng = random.Random(8)
        for gold in read_gold(data / _OFF_TOPIC / "gold.jsonl"):
            typed = _in_phone_form(gold, "en", rng)
            yield ask(f"{name}/typed/{_OFF_TOPIC}", snapshot, {gold.id}, typed, known=False)


def _rendered(
    name: str, articles: Sequence[Article], layout: Layout, workshop: Path, meaning: MeaningOptions
) -> Iterator[Example]:
    """A set's articles as files in one layout, and some of their questions, half of them in phone form."""
    source, language = f"{name}/{layout.__name__}", _language(name)
    rng = random.Random(layout.__name__)
    folder = workshop / "rendered"
    folder.mkdir()
    files = [_write(article, layout, language, folder) for article in articles]
    snapshot = Snapshot(build(CorpusStore(folder, workshop, meaning)).path)
    for article in files:
        chosen = rng.sample(article.questions, len(article.questions) // _RENDERED_EVERY // SETS[name])
        asked = [_in_phone_form(each, language, rng) if at % 2 else each for at, each in enumerate(chosen)]
        yield from (ask(source, snapshot, {article.name}, each) for each in asked)
        yield from _unanswered(source, snapshot, article, asked)
    snapshot.close()
    shutil.rmtree(folder)


def _write(article: Article, layout: Layout, language: str, folder: Path) -> Article:
    """Write an article as a file; return it as one document, with the new offsets of its answers."""
    paragraphs: list[RenderedParagraph] = [
        paragraph(row["_id"], row["text"], language) for row in article.documents
    ]
    made = layout(article.name.replace("/", "-"), paragraphs, article.questions)
    (folder / made.name).write_text(made.text, encoding="utf-8")
    document = made.name.rpartition(".")[0]
    questions = carried_over(made, paragraphs, article.questions, document)
    rng = random.Random(article.name)
    typed = (
        _in_phone_form(each, language, rng) if each.id in made.asked else each for each in questions
    )  # people do not know the wording of a question in the file
    return Article(article.name, ({"_id": document, "text": made.text},), tuple(typed))


def _in_phone_form(gold: GoldQuestion, language: str, rng: random.Random) -> GoldQuestion:
    return replace(gold, question=phone_form(gold.question, language, rng))


def _language(name: str) -> str:
    return _LANGUAGES.get(name, "en")
