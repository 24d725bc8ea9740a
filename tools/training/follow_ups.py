"""Follow-ups for training the confidence: "When did Tesla move?", and then "who did he work for".

They are made from two questions of a set about the same document that share a name, which a pronoun replaces
in the second.  The first counts as answered with its right sentence.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from evaluation.gold import GoldQuestion
from evaluation.judging import hits
from retrieval.answering import Search, citation
from retrieval.dialogue.context import carry_over, context_scores
from retrieval.query.parsed_query import parse_query
from retrieval.query.search import find_passages
from retrieval.ranking.features.extraction import extract_features
from retrieval.records import Answer, Citation, Grade, Turn
from retrieval.store.snapshot import Snapshot
from retrieval.text.question import analyze_question
from tools.training.examples import Article, Example, without_answers
from tools.training.phone_forms import bare

_PRONOUNS = ("he", "she", "it", "they", "that")
_SURE = 0.8  # the confidence of the first answer
_CUT_EVERY = 4  # one in so many follow-ups is also asked without the sentences that answer


def follow_ups(source: str, snapshot: Snapshot, article: Article, rng: random.Random) -> Iterator[Example]:
    """The follow-ups from an article's questions, some of them without the sentences that answer."""
    made = 0
    for first, second in pairwise(each for each in article.questions if each.answerable):
        asked = _with_pronoun(first, second, rng)
        if asked and first.documents == second.documents:
            made += 1
            history = (_turn(first),)
            gold = replace(second, question=asked)
            yield _ask(source, snapshot, article.name, gold, history)
            if made % _CUT_EVERY == 0:
                cut = without_answers(second)
                yield _ask(f"{source}/cut", snapshot, article.name, gold, history, cut, known=False)


def _with_pronoun(first: GoldQuestion, second: GoldQuestion, rng: random.Random) -> str | None:
    """The second question with a pronoun for a name that the first has too, or None."""
    names = analyze_question(second.question, "en").names
    shared = next((name for name in names if name in first.question), None)
    return bare(second.question.replace(shared, rng.choice(_PRONOUNS))) if shared else None


def _turn(gold: GoldQuestion) -> Turn:
    """A question with the best answer it could get."""
    answer = gold.answers[0]
    start, end = answer.sentence or (answer.start or 0, (answer.start or 0) + len(answer.text))
    cited = Citation(answer.document, answer.document.rsplit(":", 1)[0], 1, start, end, answer.text, 1.0)
    return Turn(gold.question, Answer(gold.question, Grade.ANSWER, _SURE, (cited,)))


def _ask(
    source: str,
    snapshot: Snapshot,
    article: str,
    gold: GoldQuestion,
    history: Sequence[Turn],
    search: Search = find_passages,
    *,
    known: bool = True,
) -> Example:
    """Ask a follow-up, whose context adds to the scores of its candidates."""
    query = parse_query(gold.question, snapshot)
    context = carry_over(query, history, snapshot)
    query = context.query if context else query
    found = tuple(search(query, snapshot))
    features = extract_features(query, found, snapshot.meaning)
    answers = gold.answers if known else ()
    right = [any(hits(citation(found, each), one) for one in answers) for each in features.candidates]
    added = (
        context_scores(context, found, features.candidates) if context and len(features.candidates) else 0.0
    )
    return Example(
        source,
        frozenset({article}),
        known,
        features.rows,
        np.array(right, dtype=bool),
        added=np.zeros(len(right)) + added,
    )
