"""How good an answer is: three grades, which sentences to cite for each, and which words are missing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from retrieval.query.search import FoundPassage, ParsedQuery, has_variant_in
from retrieval.ranking.features import Candidate
from retrieval.ranking.ranker import Ranked
from retrieval.records import Grade
from retrieval.text.analyzed_passages import HEAD, AnalyzedSentence
from retrieval.text.analyzer import QueryTerm
from retrieval.text.entities import EntityKind
from retrieval.text.question import AnalyzedQuestion

# Where the grades part, on the confidence that the best sentence answers; chosen on data, see EVALUATION.md.
ANSWERS_FROM = 0.30
NONE_BELOW = 0.06
# Where more than this share of a question's weight is lacking, the answer takes so much more for each further
# share; chosen on sets cut down to one and three passages and to single sentences, see EVALUATION.md.
_MUCH = 0.6
_MORE = 2.5
CITED = 3  # sentences at the most
_CLOSE = 0.5  # a sentence is close behind when its share of the scores is this much of the best one's


def grade_of(confidence: float, is_beside: bool, answers_from: float = ANSWERS_FROM) -> Grade:
    """The grade for a confidence; what is beside what was asked about is no answer, however sure.

    >>> grade_of(0.9, is_beside=False), grade_of(0.9, is_beside=True), grade_of(0.01, is_beside=False)
    (<Grade.ANSWER: 'answer'>, <Grade.PARTIAL: 'partial'>, <Grade.NONE: 'none'>)
    """
    if confidence < NONE_BELOW:
        return Grade.NONE
    return Grade.ANSWER if confidence >= answers_from and not is_beside else Grade.PARTIAL


def looked_for(question: AnalyzedQuestion, sought: ParsedQuery) -> tuple[QueryTerm, ...]:
    """The words of a question without those that only ask, as "year" in "In what year", if it has others."""
    start, end = question.asking
    others = tuple(term for term in sought.terms if not start <= term.start < end)
    return others or sought.terms


def answers_from(question: AnalyzedQuestion, sought: ParsedQuery, found: FoundPassage) -> float:
    """The confidence from which a sentence of a passage is an answer: a higher one, where much is lacking.

    Confidence is learned on texts in which most words of a question stand somewhere.  On a text of a few
    sentences a word in common is soon the best there is: "Nobody built it." to "Who built the pier?".
    """
    words = looked_for(question, sought)
    idf = dict(zip(sought.terms, sought.idf, strict=True))
    lacking = missing(words, found.passage.sentences, found.passage.title)
    return ANSWERS_FROM + _MORE * max(0.0, _share(lacking, {word: idf[word] for word in words}) - _MUCH)


def _share(some: Sequence[QueryTerm], idf: Mapping[QueryTerm, float]) -> float:
    """The share of the words' weight that *some* of them have and no others.

    Each letter weighs its part of its word, as the pairs of letters that stand for Chinese words overlap.
    """
    weights: dict[int, float] = {}
    others: set[int] = set()
    for term, weight in idf.items():
        letters = range(term.start, term.end)
        weights |= {at: max(weight / len(letters), weights.get(at, 0.0)) for at in letters}
        if term not in some:
            others.update(letters)
    total = sum(weights.values())  # 0 where all the words are lent by another question
    return sum(weight for at, weight in weights.items() if at not in others) / total if total else 0.0


def is_beside(question: AnalyzedQuestion, sought: ParsedQuery, found: FoundPassage) -> bool:
    """Whether a passage, its title included, is not about what was asked.

    It lacks a name, for which nobody else answers; or each of the question's content words, and has at the
    most others that are put for them.
    """
    own = [replace(term, variants=_without(term.variants, term.kin)) for term in sought.terms]
    lacking = missing(own, found.passage.sentences, found.passage.title)
    names = {word for name in question.names for word in name.split()}
    content = [term for term in own if not term.stop]
    return any(term.text in names for term in lacking) or (bool(content) and set(content) <= set(lacking))


def _without(variants: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(variant for variant in variants if variant not in others)


def cite(
    grade: Grade, question: AnalyzedQuestion, found: Sequence[FoundPassage], ranked: Ranked
) -> list[Candidate]:
    """The sentences to cite, the best first: one where one suffices.

    An answer that leans on the sentence before ("He said …") has that beside it; one to a question that asks
    for several things, and what only comes close, has those close behind.
    """
    if grade is Grade.NONE:
        return []
    best = ranked.candidates[0]
    leaned_on = _leaned_on(best, found)
    if grade is Grade.ANSWER and leaned_on is not None:
        return [best, leaned_on]
    if grade is Grade.ANSWER and not question.asks_several:
        return [best]
    close = [share >= _CLOSE * ranked.shares[0] for share in ranked.shares[:CITED]]
    return [candidate for candidate, is_close in zip(ranked.candidates, close, strict=False) if is_close]


def missing(
    terms: Sequence[QueryTerm], sentences: Sequence[AnalyzedSentence], title: frozenset[str] = frozenset()
) -> tuple[QueryTerm, ...]:
    """Those of *terms* that none of the sentences has in any form, nor the title."""
    return tuple(
        term
        for term in terms
        if not has_variant_in(term, title) and not any(_has(sentence, term) for sentence in sentences)
    )


def _has(sentence: AnalyzedSentence, term: QueryTerm) -> bool:
    """Whether a word stands in a sentence, itself or as another word of its family."""
    heads = (variant[:HEAD] for variant in term.variants if len(variant) >= HEAD)
    return has_variant_in(term, sentence.positions) or any(head in sentence.heads for head in heads)


def _leaned_on(candidate: Candidate, found: Sequence[FoundPassage]) -> Candidate | None:
    """The sentence before one that begins with a pronoun: it says whom or what is meant."""
    if candidate.at == 0 or not candidate.sentence.evidence.of(EntityKind.PRONOUN):
        return None
    before = found[candidate.passage].passage.sentences[candidate.at - 1]
    return Candidate(candidate.passage, candidate.at - 1, before)
