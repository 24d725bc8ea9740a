"""How good an answer is: three grades, which sentences to cite for each, and which words are missing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from retrieval.query.parsed_query import ParsedQuery
from retrieval.query.search import FoundPassage
from retrieval.ranking.answer_check import has_kind
from retrieval.ranking.features import Candidate
from retrieval.ranking.ranker import Ranked
from retrieval.records import Grade
from retrieval.text.analyzed_passages import HEAD, AnalyzedSentence
from retrieval.text.analyzer import QueryTerm
from retrieval.text.entities import EntityKind
from retrieval.text.question import AnalyzedQuestion, AnswerType

# Where the grades part, on the confidence that the best sentence answers; chosen on data, see EVALUATION.md.
ANSWERS_FROM = 0.25
NONE_BELOW = 0.06
# Where more than this share of a question's weight is lacking, the answer takes so much more for each further
# share; chosen on sets cut down to one and three passages and to single sentences, see EVALUATION.md.
_MUCH = 0.6
_MORE = 2.5
_FEW = 4  # content words of a question in which each one decides
# Below this confidence a missing word of few makes an answer doubtful, and a missing kind of thing …
_SURE = 0.7
_MEASURES = frozenset({AnswerType.NUMBER, AnswerType.DATE, AnswerType.DURATION})  # … of these at any
CITED = 3  # sentences at the most
_CLOSE = 0.5  # a sentence is close behind when its share of the scores is this much of the best one's


def grade_answer(
    confidence: float, query: ParsedQuery, found: Sequence[FoundPassage], ranked: Ranked
) -> Grade:
    """The grade of an answer, by the confidence that its best sentence answers and by what may be wrong."""
    passage = found[ranked.candidates[0].passage]
    cited = _with_referent(ranked.candidates[0], found)
    is_doubtful = (
        is_beside(query, passage)
        or is_disputed(query.question, ranked)
        or (_lacks_kind(query, cited) and (confidence < _SURE or query.question.expected in _MEASURES))
        or (confidence < _SURE and lacks_word_of_few(query, cited, passage))
    )
    return grade_of(confidence, is_doubtful, answers_from(query, passage))


def _lacks_kind(query: ParsedQuery, cited: Sequence[Candidate]) -> bool:
    """Whether nothing cited has the kind of thing asked for."""
    return not any(has_kind(query.question, each.sentence.evidence) for each in cited)


def grade_of(confidence: float, is_doubtful: bool, answers_from: float = ANSWERS_FROM) -> Grade:
    """The grade for a confidence; what is doubtful for another reason is no answer, however sure.

    >>> grade_of(0.9, is_doubtful=False), grade_of(0.9, is_doubtful=True), grade_of(0.01, is_doubtful=False)
    (<Grade.ANSWER: 'answer'>, <Grade.PARTIAL: 'partial'>, <Grade.NONE: 'none'>)
    """
    if confidence < NONE_BELOW:
        return Grade.NONE
    return Grade.ANSWER if confidence >= answers_from and not is_doubtful else Grade.PARTIAL


def content_terms(query: ParsedQuery) -> tuple[QueryTerm, ...]:
    """The terms of a question without those that only ask, as "year" in "In what year", if it has others."""
    start, end = query.question.asking
    others = tuple(term for term in query.terms if not (start <= term.start < term.end <= end))
    return others or query.terms


def answers_from(query: ParsedQuery, found: FoundPassage) -> float:
    """The confidence from which a sentence of a passage is an answer: a higher one, where much is lacking.

    Confidence is learned on texts in which most words of a question stand somewhere.  On a text of a few
    sentences a word in common is soon the best there is: "Nobody built it." to "Who built the pier?".
    """
    terms = content_terms(query)
    idf = dict(zip(query.terms, query.idf, strict=True))
    lacking = missing_terms(terms, found.passage.sentences, found.passage.above)
    return ANSWERS_FROM + _MORE * max(0.0, _share(lacking, {term: idf[term] for term in terms}) - _MUCH)


def _share(some: Sequence[QueryTerm], idf: Mapping[QueryTerm, float]) -> float:
    """The share of the terms' weight that *some* of them have and no others.

    Each letter weighs its part of its word, as the pairs of letters that stand for Chinese words overlap.
    """
    weights: dict[int, float] = {}
    others: set[int] = set()
    for term, weight in idf.items():
        letters = range(term.start, term.end)
        weights |= {at: max(weight / len(letters), weights.get(at, 0.0)) for at in letters}
        if term not in some:
            others.update(letters)
    total = sum(weights.values())  # 0 where all the terms are carried over from another question
    return sum(weight for at, weight in weights.items() if at not in others) / total if total else 0.0


def is_beside(query: ParsedQuery, found: FoundPassage) -> bool:
    """Whether a passage, its title included, is not about what was asked.

    It lacks a name, which nothing replaces; or every content word of the question, and has related words at
    best.
    """
    own = [
        replace(term, variants=_without(term.variants, term.related)) if term.related else term
        for term in query.terms
    ]
    lacking = missing_terms(own, found.passage.sentences, found.passage.above)
    names = {word for name in query.question.names for word in name.split()}
    content = [term for term in own if not term.stop]
    return any(term.text in names for term in lacking) or (bool(content) and set(content) <= set(lacking))


def lacks_word_of_few(query: ParsedQuery, cited: Sequence[Candidate], found: FoundPassage) -> bool:
    """Whether what is cited lacks a content word of a question that has few of them.

    In a long question one word is soon said in another way; of "who killed Roy George", it decides.
    """
    terms = [term for term in content_terms(query) if not term.stop]
    if len(terms) > _FEW:
        return False
    return bool(missing_terms(terms, [each.sentence for each in cited], found.passage.above))


def is_disputed(question: AnalyzedQuestion, ranked: Ranked) -> bool:
    """Whether a sentence close behind the best says the opposite to a question for yes or no.

    To show only one of "You may add terms …" and "You may not impose restrictions …" would be dangerous.
    """
    if question.expected is not AnswerType.YES_NO:
        return False
    denied = _is_denied(ranked.candidates[0])
    return any(_is_denied(each) != denied for each in _close_behind(ranked))


def _is_denied(candidate: Candidate) -> bool:
    return bool(candidate.sentence.evidence.of(EntityKind.NEGATION))


def _close_behind(ranked: Ranked) -> list[Candidate]:
    """The second and third sentence, as far as their shares of the scores come close to the best one's."""
    pairs = zip(ranked.candidates[1:CITED], ranked.shares[1:CITED], strict=True)
    return [candidate for candidate, share in pairs if share >= _CLOSE * ranked.shares[0]]


def _without(variants: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(variant for variant in variants if variant not in others)


def choose_citations(
    grade: Grade, question: AnalyzedQuestion, found: Sequence[FoundPassage], ranked: Ranked
) -> list[Candidate]:
    """The sentences to cite, the best first: one where one suffices.

    An answer that refers to the sentence before ("He said …") has that beside it; an answer to a question for
    several things, and a partial answer, has those close behind.
    """
    if grade is Grade.NONE:
        return []
    best = ranked.candidates[0]
    together = _with_referent(best, found)
    if grade is Grade.ANSWER and (len(together) > 1 or not question.asks_several):
        return together
    return [best, *_close_behind(ranked)]


def missing_terms(
    terms: Sequence[QueryTerm], sentences: Sequence[AnalyzedSentence], title: frozenset[str] = frozenset()
) -> tuple[QueryTerm, ...]:
    """Those of *terms* that none of the sentences has in any form, nor the title."""
    return tuple(
        term
        for term in terms
        if not term.is_in(title) and not any(_has(sentence, term) for sentence in sentences)
    )


def _has(sentence: AnalyzedSentence, term: QueryTerm) -> bool:
    """Whether a word stands in a sentence, itself or as another word of its family."""
    heads = (variant[:HEAD] for variant in term.variants if len(variant) >= HEAD)
    return term.is_in(sentence.positions) or any(head in sentence.heads for head in heads)


def _with_referent(candidate: Candidate, found: Sequence[FoundPassage]) -> list[Candidate]:
    referent = _referent(candidate, found)
    return [candidate] if referent is None else [candidate, referent]


def _referent(candidate: Candidate, found: Sequence[FoundPassage]) -> Candidate | None:
    """The sentence before one that begins with a pronoun: it says whom or what is meant."""
    if candidate.at == 0 or not candidate.sentence.evidence.of(EntityKind.PRONOUN):
        return None
    before = found[candidate.passage].passage.sentences[candidate.at - 1]
    return Candidate(candidate.passage, candidate.at - 1, before)
