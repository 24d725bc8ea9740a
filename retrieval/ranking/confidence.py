"""Grade answers: the three grades, the sentences to cite for each, and the missing words."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from languages import phrase_table
from retrieval.query.parsed_query import ParsedQuery
from retrieval.query.search import FoundPassage
from retrieval.ranking.adjustments import shows_command
from retrieval.ranking.answer_check import UNITS, has_kind
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.neighbours import with_answering_neighbour
from retrieval.ranking.ranker import Ranked
from retrieval.records import Grade
from retrieval.text.analyzed_passages import HEAD, AnalyzedSentence
from retrieval.text.analyzer import QueryTerm
from retrieval.text.entities import EntityKind
from retrieval.text.question import AnalyzedQuestion, AnswerType
from retrieval.text.related_words import irregular_forms_of, related_words_of

# The thresholds between grades, on the confidence that the best sentence answers; chosen on data, see
# EVALUATION.md.
ANSWERS_FROM = 0.28
NONE_BELOW = 0.06
# If more than the share _MISSING_SHARE of a question's weight is missing, the threshold for an answer rises
# by _RAISE times the excess; chosen on sets cut down to one and three passages and to single sentences, see
# EVALUATION.md.
_MISSING_SHARE = 0.6
_RAISE = 2.5
_FEW = 4  # up to this many content words, each word of a question is decisive
# The confidences below which a missing word makes an answer doubtful: for questions that ask who, and for
# bare keywords, which could hardly be paraphrased …
_SURE = 0.7
# … for other questions of few words, …
_SURE_IN_OTHER_WORDS = 0.45
# … and for questions of many words, one of which is often paraphrased.
_SURE_OF_MANY_WORDS = 0.4
# In short questions about a place or a statement, every word must be present, however high the confidence.
_ALL_WORDS = frozenset({AnswerType.PLACE, AnswerType.QUOTATION})
# The types of answer that must be present at any confidence; other types only below _SURE.
_DECISIVE = frozenset({AnswerType.NUMBER, AnswerType.DATE, AnswerType.DURATION, AnswerType.REASON})
CITED = 3  # sentences at most
_CLOSE = 0.5  # a sentence is close behind if its softmax share is at least this fraction of the best one's


def grade_answer(
    confidence: float, query: ParsedQuery, found: Sequence[FoundPassage], ranked: Ranked
) -> Grade:
    """The grade of an answer, from the confidence in its best sentence and from possible faults."""
    if confidence < NONE_BELOW:
        return Grade.NONE
    passage = found[ranked.candidates[0].passage]
    cited = with_answering_neighbour(query.question, _with_referent(ranked.candidates[0], found), found)
    enough = max(confidence, ANSWERS_FROM) if _has_measure_and_words(query, cited, passage) else confidence
    if enough < ANSWERS_FROM or is_disputed(query.question, ranked):
        return Grade.PARTIAL
    if is_off_topic(query, passage) or _is_doubtful(confidence, query, cited, passage):
        return Grade.PARTIAL
    return grade_of(enough, answers_from(query, passage))


def _is_doubtful(
    confidence: float, query: ParsedQuery, cited: Sequence[Candidate], found: FoundPassage
) -> bool:
    """Whether the cited sentences lack something that an answer to the question needs."""
    return (
        _lacks_decisive_word(query, cited, found)
        or _lacks_what_is_to_be_confirmed(query, cited, found)
        or shows_command(query, cited[0])
        or (_lacks_kind(query, cited) and (confidence < _SURE or query.question.expected in _DECISIVE))
        or (confidence < _sure_from(query) and _lacks_word(query, cited, found))
    )


def _lacks_what_is_to_be_confirmed(
    query: ParsedQuery, cited: Sequence[Candidate], found: FoundPassage
) -> bool:
    """Whether a yes-or-no question ends in a word that the corpus lacks: "does the lamp work on mars".

    No sentence can confirm or deny that, however well the other words match.  An earlier word may be
    paraphrased, even if the corpus lacks it: "does MacGill hate Warne".
    """
    if query.question.expected is not AnswerType.YES_NO:
        return False
    last = max(query.content, key=lambda term: term.start, default=None)
    known = dict(zip(query.terms, query.known, strict=True))
    return last is not None and not known[last] and last in _lacking(query, cited, found)


def _sure_from(query: ParsedQuery) -> float:
    """The confidence from which a missing word no longer makes an answer doubtful.

    In a yes-or-no question of any length, the word may be what is to be confirmed.
    """
    expected = query.question.expected
    if _has_many_words(query) and expected is not AnswerType.YES_NO:
        is_spaced = phrase_table(query.question.language).spaced
        return _SURE_OF_MANY_WORDS if is_spaced else 0.0  # otherwise its terms are character bigrams
    if expected in _ALL_WORDS:
        return math.inf
    bare = expected is AnswerType.THING and query.question.asking == (0, 0)  # "uid of postgres"
    return _SURE if bare or expected is AnswerType.PERSON else _SURE_IN_OTHER_WORDS


def _lacks_word(query: ParsedQuery, cited: Sequence[Candidate], found: FoundPassage) -> bool:
    """Whether the cited sentences lack a word of the question and any word related to it.

    "More than 220 were killed" answers "how many dead in lima", but "He was nominated" does not answer "who
    won": in a short question that asks who, a related word is not enough.
    """
    lacking = _lacking(query, cited, found)
    if query.question.expected is AnswerType.PERSON and not _has_many_words(query):
        return bool(lacking)
    return any(not _has_related_word(term, query.question.language, cited, found) for term in lacking)


def _lacks_kind(query: ParsedQuery, cited: Sequence[Candidate]) -> bool:
    """Whether no cited sentence has the type of answer asked for."""
    return not any(has_kind(query.question, each.sentence.entities) for each in cited)


def _lacks_decisive_word(query: ParsedQuery, cited: Sequence[Candidate], found: FoundPassage) -> bool:
    """Whether a word is missing without which the answer is to another question, at any confidence."""
    is_definition = query.question.expected is AnswerType.DEFINITION
    all_count = is_definition or cited[0].sentence.language != query.question.language
    return (
        _lacks_focus(query, cited, found)
        or _lacks_qualifier(query, cited, found)
        or (all_count and lacks_word_of_few(query, cited, found))
    )


def _lacks_focus(query: ParsedQuery, cited: Sequence[Candidate], found: FoundPassage) -> bool:
    """Whether "coach" of "Who is Murray's coach?" is missing: then another person is meant.

    A related word is not enough: "Her brother never married" does not name a husband.
    """
    focus = (query.question.focus or "").casefold()
    if query.question.expected is not AnswerType.PERSON:
        return False
    asked = [_as_asked(term) for term in content_terms(query) if term.text.casefold() == focus]
    return bool(missing_terms(asked, [each.sentence for each in cited], found.passage.above))


def _lacks_qualifier(query: ParsedQuery, cited: Sequence[Candidate], found: FoundPassage) -> bool:
    """Whether "first" of "When was the tower first painted?" is missing, in a question of few words."""
    spans = query.question.qualifiers
    if not spans or _has_many_words(query):
        return False
    lacking = _lacking(query, cited, found)
    asked = [term for term in lacking if any(start <= term.start < end for start, end in spans)]
    return any(not _has_related_word(term, query.question.language, cited, found) for term in asked)


def _has_related_word(
    term: QueryTerm, language: str, cited: Sequence[Candidate], found: FoundPassage
) -> bool:
    """Whether the cited sentences or the lines above them have another form of a term, or a related word.

    "Original" counts for "first", and "exit status" above a table for "exit code".
    """
    related = related_words_of(term, language) | irregular_forms_of(term, language)
    texts = (found.passage.above, *(each.sentence.positions for each in cited))
    return any(not related.isdisjoint(text) for text in texts)


def _has_measure_and_words(query: ParsedQuery, cited: Sequence[Candidate], found: FoundPassage) -> bool:
    """Whether the cited sentences have a number in the unit asked for and every word of the question.

    "Falk, 51, runs the harbour" answers "how old is falk", which is too short to make the trees confident.
    """
    if query.question.unit not in UNITS or _lacks_kind(query, cited):
        return False
    return not _lacking(query, cited, found) and any(not term.stop for term in content_terms(query))


def _lacking(query: ParsedQuery, cited: Sequence[Candidate], found: FoundPassage) -> tuple[QueryTerm, ...]:
    """The content words that neither the cited sentences nor the lines above them have."""
    terms = [_as_asked(term) for term in content_terms(query) if not term.stop]
    return missing_terms(terms, [each.sentence for each in cited], found.passage.above)


def grade_of(confidence: float, answers_from: float = ANSWERS_FROM) -> Grade:
    """The grade for a confidence if nothing else makes the answer doubtful.

    >>> grade_of(0.9), grade_of(0.1), grade_of(0.01)
    (<Grade.ANSWER: 'answer'>, <Grade.PARTIAL: 'partial'>, <Grade.NONE: 'none'>)
    """
    if confidence < NONE_BELOW:
        return Grade.NONE
    return Grade.ANSWER if confidence >= answers_from else Grade.PARTIAL


def content_terms(query: ParsedQuery) -> tuple[QueryTerm, ...]:
    """The terms of a question, without those that only ask ("year" in "In what year") if it has others.

    For a question that asks for a definition, they are those of its subject: not "stand" in "what does XZ
    stand for".
    """
    start, end = query.question.asking
    at = query.text.find(query.question.subject or "")
    subject = range(at, at + len(query.question.subject or ""))
    defined = tuple(term for term in query.terms if term.start in subject)
    others = tuple(term for term in query.terms if not (start <= term.start < term.end <= end))
    return defined or others or query.terms


def answers_from(query: ParsedQuery, found: FoundPassage) -> float:
    """The confidence from which a sentence of a passage is an answer; higher if many words are missing.

    The confidence is trained on texts that have most words of a question somewhere.  In a text of a few
    sentences, one common word may be the best match: "Nobody built it." for "Who built the pier?".
    """
    terms = content_terms(query)
    lacking = missing_terms(terms, found.passage.sentences, found.passage.above)
    if not lacking:
        return ANSWERS_FROM
    asked = [(term, idf) for term, idf in zip(query.terms, query.idf, strict=True) if term in terms]
    return ANSWERS_FROM + _RAISE * max(0.0, _share(lacking, asked) - _MISSING_SHARE)


def _share(some: Sequence[QueryTerm], asked: Iterable[tuple[QueryTerm, float]]) -> float:
    """The share of the weight of the terms *asked* that belongs to *some* of them and to no others.

    The weight of a word is divided among its letters, because the character pairs of Chinese words overlap.
    """
    weights: dict[int, float] = {}
    others: set[int] = set()
    for term, weight in asked:
        letters = range(term.start, term.end)
        weights |= {at: max(weight / len(letters), weights.get(at, 0.0)) for at in letters}
        if term not in some:
            others.update(letters)
    total = sum(weights.values())  # 0 if all terms are carried over from another question
    return sum(weight for at, weight in weights.items() if at not in others) / total if total else 0.0


def is_off_topic(query: ParsedQuery, found: FoundPassage) -> bool:
    """Whether a passage, including its title, is off topic.

    It lacks a name, which nothing can replace, or it lacks every content word of the question and has related
    words at best.
    """
    own = [_as_asked(term) for term in query.terms]
    lacking = missing_terms(own, found.passage.sentences, found.passage.above)
    if not lacking:
        return False
    names = {word for name in query.question.names for word in name.split()}
    content = [term for term in own if not term.stop]
    lacks_all = bool(content) and all(term in lacking for term in content)
    return lacks_all or any(term.text in names for term in lacking)


def lacks_word_of_few(query: ParsedQuery, cited: Sequence[Candidate], found: FoundPassage) -> bool:
    """Whether the cited sentences lack a content word of a question that has few.

    A word of a long question may well be paraphrased; in "who killed Roy George", each word is decisive.
    """
    return not _has_many_words(query) and bool(_lacking(query, cited, found))


def _has_many_words(query: ParsedQuery) -> bool:
    """Whether a question has so many content words that one may be paraphrased."""
    return sum(not term.stop for term in content_terms(query)) > _FEW


def is_disputed(question: AnalyzedQuestion, ranked: Ranked) -> bool:
    """Whether a sentence close behind the best one contradicts it, for a yes-or-no question.

    It would be dangerous to show only one of "You may add terms …" and "You may not impose restrictions …".
    """
    if question.expected is not AnswerType.YES_NO:
        return False
    denied = _is_denied(ranked.candidates[0])
    return any(_is_denied(each) != denied for each in _close_seconds(ranked))


def _is_denied(candidate: Candidate) -> bool:
    return bool(candidate.sentence.entities.of(EntityKind.NEGATION))


def _close_seconds(ranked: Ranked) -> list[Candidate]:
    """The second and third sentences, if their shares of the scores come close to the best one's."""
    pairs = zip(ranked.candidates[1:CITED], ranked.shares[1:CITED], strict=True)
    return [candidate for candidate, share in pairs if share >= _CLOSE * ranked.shares[0]]


def _as_asked(term: QueryTerm) -> QueryTerm:
    """A term without the related words that replace it where the corpus lacks it."""
    if not term.related:
        return term
    return replace(term, variants=tuple(each for each in term.variants if each not in term.related))


def choose_citations(
    grade: Grade, question: AnalyzedQuestion, found: Sequence[FoundPassage], ranked: Ranked
) -> list[Candidate]:
    """The sentences to cite, the best first; only one if that is enough.

    An answer that refers to the sentence before it ("He said …") is cited with that sentence.  A partial
    answer, or one to a question for several things, is cited with the sentences close behind.
    """
    if grade is Grade.NONE:
        return []
    best = ranked.candidates[0]
    together = _with_referent(best, found)
    if grade is Grade.ANSWER and (len(together) > 1 or not question.asks_several):
        return together
    return [best, *_close_seconds(ranked)]


def missing_terms(
    terms: Sequence[QueryTerm], sentences: Sequence[AnalyzedSentence], title: frozenset[str] = frozenset()
) -> tuple[QueryTerm, ...]:
    """Those of *terms* that neither the sentences nor the title have in any form."""
    return tuple(
        [term for term in terms if not term.is_in(title) and not _is_in_any(sentences, term)],
    )


def _is_in_any(sentences: Sequence[AnalyzedSentence], term: QueryTerm) -> bool:
    """Whether some sentence has a word, or another word of its family."""
    heads = frozenset([variant[:HEAD] for variant in term.variants if len(variant) >= HEAD])
    return any(_has(each, term) or not heads.isdisjoint(each.heads) for each in sentences)


def _has(sentence: AnalyzedSentence, term: QueryTerm) -> bool:
    """Whether a sentence has a word, read in its own language."""
    return term.is_in(sentence.positions) and term.read_in(sentence.language).is_in(sentence.positions)


def _with_referent(candidate: Candidate, found: Sequence[FoundPassage]) -> list[Candidate]:
    referent = _referent(candidate, found)
    return [candidate] if referent is None else [candidate, referent]


def _referent(candidate: Candidate, found: Sequence[FoundPassage]) -> Candidate | None:
    """The sentence before one that begins with a pronoun, which shows what the pronoun refers to."""
    if candidate.at == 0 or not candidate.sentence.entities.of(EntityKind.PRONOUN):
        return None
    before = found[candidate.passage].passage.sentences[candidate.at - 1]
    return Candidate(candidate.passage, candidate.at - 1, before)
