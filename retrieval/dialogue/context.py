"""Conversational context: what a follow-up question carries over from the turns before it.

"Why did he leave?" says little by itself.  To the degree that a question depends on earlier ones, the search
also uses their words and the titles of the documents cited there, each with a weight; they are never pasted
into the question.  A passage gains most if these words name the topic of its document; among passages that
gain equally, the question's own words decide.  A self-contained question carries nothing over, and no passage
is preferred because it was cited before.

The constants were fitted to the follow-ups in half of the dialogues of canard_a and mtrag_a and in dialogues
made of SQuAD's questions, each about another passage (see EVALUATION.md).  Their unit is that of the scores,
log-odds.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from languages import phrase_table
from retrieval.dialogue.bare_questions import BARE
from retrieval.index import inverse_document_frequency
from retrieval.query.corpus_names import corpus_names
from retrieval.query.occurrences import occurs_in
from retrieval.query.parsed_query import ParsedQuery, distinct_words
from retrieval.query.search import FoundPassage
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.entity_matches import matches
from retrieval.records import Citation, MessageKind, Turn
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import AnalyzedSentence
from retrieval.text.analyzer import QueryTerm, query_terms
from retrieval.text.capitalized import capital_runs
from retrieval.text.pattern_sets import Purpose, match_patterns
from retrieval.text.question import AnalyzedQuestion, BackReference, analyze_question
from retrieval.text.typed_text import TypedText

# How strongly each sign shows that a question depends on earlier ones: a phrase of one of these kinds, a
# pronoun that may refer to something in the question itself, few content words, or none that names anything.
_NEED = {"pronoun": 1.0, "opening": 0.7}
_NEED_OF_LATE_PRONOUN = 0.4
_NEED_OF_COMPARING = 0.4
_NEED_OF_FRAGMENT = 0.7
_NEED_OF_UNNAMED = 0.5
_LATE = 3  # content words before a pronoun that make it a late one
_FRAGMENT = 2  # content words at most
_UNNAMED = 3  # content words at most
_SPECIFIC_ENOUGH = 1.0  # specificity above which the weaker signs fade: that of one word of a single passage

_DECAY = 0.93  # of the context, per turn: conversations stay on a topic for long,
_DECAY_AT_NEW = 0.3  # unless the next turn is self-contained, like the first one on a new topic
_NEW_DOCUMENT = 0.7  # how far a sure answer from a document not cited before marks a new topic
_DECAY_OF_CITED = 0.85  # additional decay of what was cited
_SURE = 0.6  # the confidence from which an answer counts in full towards the topic of the conversation
_CITED_WORDS = 0.1  # weight of a cited sentence's words, relative to those of its document's title
_SEARCHED = 12  # terms of the conversation that are searched for
_BORROWED = 8  # words of earlier questions that a question without its own words borrows
_IN_SEARCH = 0.9  # the weight of context terms in the search, relative to the question's own words

# What a passage gains: for words of this or earlier questions in its document's title; for words of earlier
# questions anywhere in it or in its document, and for a document cited before (more, the vaguer the question
# is); for a title cited before.
_IN_TITLE = 9.0
_ANYWHERE_IF_VAGUE = 0.6
_IN_DOCUMENT_IF_VAGUE = 4.0
_SAME_TITLE = 0.9
_SAME_DOCUMENT_IF_VAGUE = 2.0
# For a question without content words ("Why?"): what a sentence in the passage of the last answer gains, and
# what it gains in addition if it has the type of answer asked for.
_SAME_PASSAGE = 0.7
_OFFERS = 2.0
_OFFERS_LITTLE = 0.3  # a sentence that matches the type of answer less than this does not answer
_CITED_BEFORE = 1.0  # what a sentence loses if it was cited before: a new question wants a new answer

_SHOWN_FROM = 0.6  # the need from which the reply shows how a question was understood
_SHOWN = 2  # names or words shown at most
_SHOWN_WITH = 0.7  # share of the first one's weight that the second one must have
_SPECIFIC = 0.6  # vagueness up to which a question can be asked by itself
_SEVERAL = 2  # minimum of content words for a question to be complete
_VAGUE = 0.5  # vagueness from which the context is shown even if no passage found has it

Floats = NDArray[np.float64]
TermWeights = Mapping[str, float]
"""Terms with their weights: decay × inverse document frequency / ln(1 + N); 1 if in only one passage."""


@dataclass(frozen=True, slots=True)
class CarriedContext:
    """What a question carries over from the conversation.

    ``query`` is the query extended by the context.  ``need``, 0 to 1, is how far the question depends on it,
    and ``vagueness``, 1 to 0, how little its ``own`` words specify.  ``asked`` are words of earlier
    questions, ``titles`` words of the titles of cited documents, and ``documents`` these documents, each with
    its decayed weight; ``cited`` are the cited sentences (document, start).
    ``names`` and ``words`` are for showing what was carried over, the most specific first: the names in
    earlier questions and the words of the last question, each with its terms.  ``refers_back``: a pronoun, or
    the lack of any content word, shows that the question is about something mentioned before.  ``asks_of`` is
    the last answer, for a question without content words ("Why?") about it.
    """

    query: ParsedQuery
    need: float
    vagueness: float
    own: Mapping[QueryTerm, float]
    asked: TermWeights
    titles: TermWeights
    documents: Mapping[str, float]
    cited: frozenset[tuple[str, int]]
    names: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    refers_back: bool
    asks_of: Citation | None = None


@dataclass(frozen=True, slots=True)
class _EarlierQuestion:
    """An earlier question: its content words, the names in it and its need for context."""

    terms: tuple[str, ...]
    content: tuple[QueryTerm, ...]
    words: tuple[str, ...]
    names: tuple[str, ...]
    need: float


class _Remembered(NamedTuple):
    """The terms of earlier questions, of the titles cited and of the sentences cited, and the documents."""

    asked: dict[str, float]
    titles: dict[str, float]
    sentences: dict[str, float]
    documents: dict[str, float]

    @property
    def terms(self) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
        return self.asked, self.titles, self.sentences


# --- whether a question depends on those before it


def context_need(
    question: AnalyzedQuestion, content: int, specificity: float = 0.0, *, named: bool = False
) -> float:
    """How far a question with *content* content words depends on the questions before it, 0 to 1.

    *specificity* is that of these words, 1 for a word that only one passage has: the higher it is, the less
    it matters that they are few.  *named*: one of them is a name, even if it is typed without a capital.

    >>> context_need(analyze_question("Who signed the treaty with Ruritania?", "en"), 3)
    0.0
    >>> context_need(analyze_question("When did he sign it?", "en"), 1)
    1.0
    >>> treaty = analyze_question("the treaty", "en")
    >>> context_need(treaty, 1), context_need(treaty, 1, specificity=2.0)
    (0.7, 0.35)
    """
    if content == 0:
        return 1.0
    weaker = max(_weaker_needs(question, content, named=named or bool(question.names)), default=0.0)
    return max(*_needs_by_phrase(question), weaker * _SPECIFIC_ENOUGH / max(specificity, _SPECIFIC_ENOUGH))


def _needs_by_phrase(question: AnalyzedQuestion) -> Iterator[float]:
    """How strongly each phrase that refers back shows that a question depends on context."""
    late = _LATE if phrase_table(question.language).spaced else 3 * _LATE  # words are characters there
    yield 0.0
    for phrase in question.back_references:
        if phrase.kind in _NEED and not _is_impersonal(phrase):
            yield _NEED[phrase.kind] if phrase.words_before < late else _NEED_OF_LATE_PRONOUN


def stands_alone(context: CarriedContext, snapshot: Snapshot) -> bool:
    """Whether a question can be asked by itself: it has specific words of its own, and none refers back.

    Then only its brevity makes it look like a follow-up.  But if a document cited before has all of its
    words, it is one.
    """
    referring = (each for each in context.query.question.back_references if not _is_impersonal(each))
    if context.asks_of is not None or context.vagueness > _SPECIFIC or any(referring):
        return False
    words = [term.text for term in context.own]
    return not any(_has_all(words, snapshot.document_text(each)) for each in context.documents)


def _has_all(words: Iterable[str], text: str) -> bool:
    return all(occurs_in(word, text) for word in words)


def _is_impersonal(phrase: BackReference) -> bool:
    return phrase.kind == "pronoun" and phrase.impersonal


def _weaker_needs(question: AnalyzedQuestion, content: int, *, named: bool) -> Iterator[float]:
    """How strongly a comparison, brevity or the lack of names suggests that a question depends on context."""
    if any(phrase.kind == "comparing" for phrase in question.back_references):
        yield _NEED_OF_COMPARING
    if not named and content <= _FRAGMENT:
        yield _NEED_OF_FRAGMENT
    if not named and content <= _UNNAMED and phrase_table(question.language).cased:
        yield _NEED_OF_UNNAMED


# --- what it carries over


_WITH_TOPIC = (MessageKind.QUESTION, MessageKind.ABOUT_THE_TEXT, MessageKind.PART, MessageKind.SUMMARY)


def turns_with_topic(history: Iterable[Turn]) -> list[Turn]:
    """The turns whose topic a question can carry over; "thanks" and a list of dates have none.

    A part that was asked for by its number counts as a selection of its first sentence.
    """
    return [_as_selection(turn) for turn in history if turn.answer.kind in _WITH_TOPIC]


def _as_selection(turn: Turn) -> Turn:
    if turn.answer.kind is not MessageKind.PART:
        return turn
    return replace(turn, question=turn.answer.citations[0].text, is_selection=True)


def carry_over(query: ParsedQuery, history: Sequence[Turn], snapshot: Snapshot) -> CarriedContext | None:
    """What a question carries over from earlier turns (oldest first); None if it is self-contained."""
    history = turns_with_topic(history)
    if not history:
        return None
    own = _own(query, snapshot)
    named = bool(query.question.names or corpus_names(query.words, snapshot))
    need = context_need(query.question, len(query.content), sum(own.values()), named=named)
    if not need:
        return None
    remembered = _remembered(history, query.question.language, snapshot.languages)
    repeated = {variant for term in query.content for variant in term.variants}
    specificity = _specificity({term for part in remembered.terms for term in part} - repeated, snapshot)
    if not specificity:
        return None
    return _context(query, need, own, history, remembered, specificity, snapshot)


def _context(
    query: ParsedQuery,
    need: float,
    own: Mapping[QueryTerm, float],
    history: Sequence[Turn],
    remembered: _Remembered,
    specificity: TermWeights,
    snapshot: Snapshot,
) -> CarriedContext:
    asked, titles = _weighted(remembered.asked, specificity), _weighted(remembered.titles, specificity)
    language, languages = query.question.language, snapshot.languages
    found = [name for turn in reversed(history) for name in _names_in(turn, language, snapshot)]
    names = _most_specific(found, asked, languages)
    words = _most_specific(_earlier(history[-1].question, language, languages).words, asked, languages)
    terms_of_names = frozenset(term for terms in names.values() for term in terms)
    return CarriedContext(
        query=replace(
            _with_borrowed_terms(query, asked, terms_of_names, snapshot),
            context=_searched(need, remembered.terms, specificity),
            carried=" ".join(list(names or words)[:_SHOWN]) if need >= _SHOWN_FROM else "",
        ),
        need=need,
        vagueness=1 / (1 + sum(own.values())),
        own=own,
        asked=asked,
        titles=titles,
        documents=remembered.documents,
        cited=frozenset((cited.document, cited.start) for turn in history for cited in turn.answer.citations),
        names=names,
        words=words,
        refers_back=not query.topic or bool(query.question.pronouns),
        asks_of=None if query.topic else _last_cited(history),
    )


def _last_cited(history: Sequence[Turn]) -> Citation | None:
    return next((cited for turn in reversed(history) for cited in turn.answer.citations[:1]), None)


def _remembered(history: Sequence[Turn], language: str, languages: tuple[str, ...]) -> _Remembered:
    """What was asked and cited before, with weights that decay with each turn.

    A citation counts in proportion to the confidence of its answer.  When a new topic begins, everything
    before it fades at once.
    """
    remembered = _Remembered({}, {}, {}, {})
    asked, titles, sentences, documents = remembered
    fading, fading_cited = 1.0, 1.0
    for at, turn in reversed(list(enumerate(history))):
        earlier = _earlier(turn.question, language, languages)
        _keep_highest(asked, earlier.terms, fading)
        for cited in turn.answer.citations[:1]:
            weight = fading_cited * _sureness(turn)
            _keep_highest(documents, [cited.document], weight)
            _keep_highest(titles, _content(cited.title, languages), weight)
            _keep_highest(sentences, _content(cited.text, languages), weight * _CITED_WORDS)
            fading_cited *= _DECAY_OF_CITED
        goes_on = earlier.need * (1 - _topic_change(turn, history[:at]))
        stays = _DECAY_AT_NEW + (_DECAY - _DECAY_AT_NEW) * goes_on
        fading, fading_cited = fading * stays, fading_cited * stays
    return remembered


def _sureness(turn: Turn) -> float:
    return min(1.0, turn.answer.confidence / _SURE)


def _topic_change(turn: Turn, before: Sequence[Turn]) -> float:
    """How far a turn's answer shows a change of topic from the turns *before*, 0 to 1."""
    known = {cited.document for each in before for cited in each.answer.citations[:1]}
    new = {cited.document for cited in turn.answer.citations[:1]} - known
    return _NEW_DOCUMENT * _sureness(turn) if known and new else 0.0


def _keep_highest(weights: dict[str, float], terms: Iterable[str], weight: float) -> None:
    for term in terms:
        weights[term] = max(weight, weights.get(term, 0.0))


@lru_cache(1000)
def _earlier(question: str, language: str, languages: tuple[str, ...]) -> _EarlierQuestion:
    words = query_terms(question, languages)
    terms = _content_terms(words, languages)
    content = tuple(word for word in words if not word.stop)
    analyzed = analyze_question(question, language)
    typed = distinct_words(content, TypedText.of(question))
    return _EarlierQuestion(terms, content, typed, analyzed.names, context_need(analyzed, len(terms)))


@lru_cache(10_000)
def _content(text: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The content terms of a text.

    >>> _content("Who signed the treaty with Ann de Wit?", ("en",))
    ('sign', 'treati', 'ann', 'wit')
    """
    return _content_terms(query_terms(text, languages), languages)


def _content_terms(words: Sequence[QueryTerm], languages: tuple[str, ...]) -> tuple[str, ...]:
    """The terms of content words, without the particles in names: half of a corpus may have a "de"."""
    small = {particle for language in languages for particle in phrase_table(language).name_particles}
    content = [word for word in words if not word.stop and word.text not in small]
    return tuple(variant for word in content for variant in word.variants)


def _specificity(terms: Iterable[str], snapshot: Snapshot) -> dict[str, float]:
    """The specificity of each term that the corpus has: 1 for a term that only one passage has."""
    passages_with = {term: snapshot.engine.document_frequency(term) for term in terms}
    highest = _highest_idf(snapshot)
    return {
        term: inverse_document_frequency(snapshot.passage_count, count) / highest
        for term, count in passages_with.items()
        if count
    }


def _weighted(weights: TermWeights, specificity: TermWeights) -> TermWeights:
    return {term: weight * specificity[term] for term, weight in weights.items() if term in specificity}


def _own(query: ParsedQuery, snapshot: Snapshot) -> dict[QueryTerm, float]:
    """The question's own words that the corpus has, each with its specificity."""
    words = zip(query.terms, query.idf, query.known, strict=True)
    return {term: idf / _highest_idf(snapshot) for term, idf, known in words if known and not term.stop}


def _highest_idf(snapshot: Snapshot) -> float:
    """Approximately the inverse document frequency of a term that only one passage has."""
    return math.log(1 + snapshot.passage_count)


def _searched(need: float, parts: Iterable[TermWeights], specificity: TermWeights) -> TermWeights:
    """The most specific terms, with their weights relative to the question's own words.

    The weights are rounded, since an engine may have to run one search for each distinct weight.
    """
    weights: dict[str, float] = {}
    for part in parts:
        for term, weight in part.items():
            weights[term] = max(weight, weights.get(term, 0.0))
    known = [term for term in weights if term in specificity]
    best = sorted(known, key=lambda term: -weights[term] * specificity[term])[:_SEARCHED]
    searched = {term: round(_IN_SEARCH * need * weights[term], 1) for term in best}
    return {term: weight for term, weight in searched.items() if weight}


def _with_borrowed_terms(
    query: ParsedQuery, asked: TermWeights, names: frozenset[str], snapshot: Snapshot
) -> ParsedQuery:
    """Give the words of earlier questions to a question with no content words of its own ("By whom?").

    If some of its words say what it asks ("How old is he?"), it gets only their *names*, because it asks
    something new about the same people or things.
    """
    if not asked or query.topic:
        return query
    among = set(asked).intersection(*([names] if query.content and names else []))
    borrowed = sorted(among, key=lambda term: (-asked[term], term))[:_BORROWED]
    own = [each for each in zip(query.terms, query.idf, query.known, strict=True) if not each[0].stop]
    return replace(
        query,
        terms=(
            *(QueryTerm(term, 0, 0, (term,), stop=False) for term in borrowed),
            *(term for term, _, _ in own),
        ),
        idf=(*(asked[term] * _highest_idf(snapshot) for term in borrowed), *(idf for _, idf, _ in own)),
        known=(*(True for _ in borrowed), *(known for _, _, known in own)),
    )


# --- what it changes


def context_scores(
    context: CarriedContext, found: Sequence[FoundPassage], candidates: Sequence[Candidate]
) -> Floats:
    """What the conversation takes off each candidate's score, in log-odds: 0 for the best fit.

    So it changes the order but never raises the confidence in an answer.
    """
    mentions = _mentions_by_document(context, found)
    gains = [_gain(context, each, mentions[each.passage.passage.document]) for each in found]
    bonus = np.array(
        [gains[each.passage] + _gain_of_sentence(context, found[each.passage], each) for each in candidates]
    )
    return np.asarray(context.need * (bonus - bonus.max()))


def _gain_of_sentence(context: CarriedContext, found: FoundPassage, candidate: Candidate) -> float:
    """What a sentence gains in addition to its passage; negative if it was cited before.

    "Why?" asks for more about the last answer: the same sentence or an adjacent one may give the reason.
    "Who said that?" asks about the same sentence.
    """
    if context.asks_of is None:
        place = found.passage.passage.document, candidate.sentence.span.start
        again = 1 if context.query.question.about_speech else -1
        return again * _CITED_BEFORE * (place in context.cited)
    if not _holds_last_answer(context, found):
        return 0.0
    return _SAME_PASSAGE + _OFFERS * matches(context.query.question, candidate.sentence.entities)


def _mentions_by_document(context: CarriedContext, found: Sequence[FoundPassage]) -> dict[str, float]:
    """The share of earlier questions' words in each document, 0 to 1, counted in the passages found."""
    mentioned: dict[str, set[str]] = {}
    for each in found:
        held = {term for term in context.asked if _has_term(each, term)}
        mentioned.setdefault(each.passage.passage.document, set()).update(held)
    total = sum(context.asked.values()) or 1.0
    return {
        document: sum(context.asked[term] for term in terms) / total for document, terms in mentioned.items()
    }


def _gain(context: CarriedContext, found: FoundPassage, mentions: float) -> float:
    """What a passage gains from the conversation if the question depends on it entirely."""
    title, sentences = found.passage.title, found.passage.sentences
    own = sum(weight for term, weight in context.own.items() if term.is_in(title))
    asked = sum(weight for term, weight in context.asked.items() if term in title)
    elsewhere = sum(
        weight
        for term, weight in context.asked.items()
        if term not in title and any(term in sentence.positions for sentence in sentences)
    )
    same = sum(weight for term, weight in context.titles.items() if term in title)
    if_vague = (
        _ANYWHERE_IF_VAGUE * (asked + elsewhere)
        + _IN_DOCUMENT_IF_VAGUE * mentions
        + _SAME_DOCUMENT_IF_VAGUE * context.documents.get(found.passage.passage.document, 0.0)
    )
    return (
        _IN_TITLE * (own + asked)
        + context.vagueness * if_vague
        + _SAME_TITLE * same / max(1.0, sum(context.titles.values()))
    )


def _holds_last_answer(context: CarriedContext, found: FoundPassage) -> bool:
    passage, last = found.passage.passage, context.asks_of
    return last is not None and (passage.document, passage.number) == (last.document, last.passage)


def lacks_what_is_asked(context: CarriedContext, sentence: AnalyzedSentence) -> bool:
    """Whether a question without content words asks for something that a sentence does not have."""
    question = context.query.question
    if context.asks_of is None or question.expected not in BARE:
        return False
    return matches(question, sentence.entities) < _OFFERS_LITTLE


def lacks_carried_names(context: CarriedContext, found: FoundPassage, snapshot: Snapshot) -> bool:
    """Whether a question refers back to a name that the passage's document does not have."""
    document = found.passage.passage.document
    if not context.refers_back or not context.names or document in context.documents:
        return False
    text = f"{found.passage.passage.title}\n{snapshot.document_text(document)}"
    return not any(occurs_in(word, text) for name in context.names for word in name.split())


# --- how it is shown


def understood_as(
    question: str, context: CarriedContext, found: Sequence[FoundPassage] = (), best: int = 0
) -> str | None:
    """The question with what it carried over, None if that is not worth showing.

    "What does he want?" becomes "What does he want? (Sergei Karaganov)".  Only names and words that the
    *best* of the passages *found* mentions are shown.  If it mentions none, the context is shown only for a
    question that refers back and is vague by itself.  Words, unlike names, are not shown for a question that
    is self-contained, because the context made no difference then.
    """
    if context.need < _SHOWN_FROM or (not context.names and is_complete(context)):
        return None
    topic = _mentioned(context, found, best) if found else []
    if not topic and (not found or (context.refers_back and context.vagueness > _VAGUE)):
        topic = list(context.names or context.words)
    shown = [
        each for each in topic[:_SHOWN] if _weight(context, each) >= _SHOWN_WITH * _weight(context, topic[0])
    ]
    return f"{question} ({', '.join(shown)})" if shown else None


def is_complete(context: CarriedContext) -> bool:
    """Whether a question asks for something, has several content words, and does not refer back."""
    question = context.query.question
    refers_back = any(phrase.kind in _NEED for phrase in question.back_references)
    return question.asking != (0, 0) and len(context.own) >= _SEVERAL and not refers_back


def _weight(context: CarriedContext, phrase: str) -> float:
    terms = context.names.get(phrase) or context.words.get(phrase, ())
    return max((context.asked.get(term, 0.0) for term in terms), default=0.0)


def _mentioned(context: CarriedContext, found: Sequence[FoundPassage], best: int) -> list[str]:
    """The carried-over names that a passage's document mentions, or else words that the passage mentions.

    If it mentions none: all of them, if its title has been cited before more than that of another passage.
    """
    document = found[best].passage.passage.document
    near = [each for each in found if each.passage.passage.document == document]
    for phrases, passages in (
        (context.names, [found[best]]),
        (context.names, near),
        (context.words, [found[best]]),
    ):
        mentioned = [
            phrase
            for phrase, terms in phrases.items()
            if any(_has_term(passage, term) for passage in passages for term in terms)
        ]
        if mentioned:
            return mentioned
    cited = [sum(term in each.passage.title for term in context.titles) for each in found]
    return list(context.names or context.words) if cited[best] > min(cited) else []


def _has_term(found: FoundPassage, term: str) -> bool:
    title, sentences = found.passage.title, found.passage.sentences
    return term in title or any(term in sentence.positions for sentence in sentences)


def _most_specific(
    phrases: Iterable[str], asked: TermWeights, languages: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """The phrases with their terms, the most specific first, without those contained in another."""
    terms = {phrase: _content(phrase, languages) for phrase in phrases}
    weights = {
        phrase: max((asked.get(term, 0.0) for term in content), default=0.0)
        for phrase, content in terms.items()
    }
    known = [
        phrase
        for phrase, weight in weights.items()
        if weight and not any(phrase in other and phrase != other for other in weights)
    ]
    return {phrase: terms[phrase] for phrase in sorted(known, key=lambda phrase: -weights[phrase])}


def _names_in(turn: Turn, language: str, snapshot: Snapshot) -> tuple[str, ...]:
    """The names in a turn.  If a selection ends within a name, the rest is taken from its sentence."""
    earlier = _earlier(turn.question, language, snapshot.languages)
    names = earlier.names or corpus_names(earlier.content, snapshot)
    if not turn.is_selection:
        return names
    whole = (
        name for cited in turn.answer.citations for name in _whole_names(turn.question, cited.text, language)
    )
    return (*names, *whole)


def _whole_names(words: str, sentence: str, language: str) -> Iterator[str]:
    """The names of two or more words that *words* of a sentence contain or begin.

    >>> list(_whole_names("Minister Igor", "So wrote Foreign Minister Igor Ivanov.", "en"))
    ['Minister Igor Ivanov']
    """
    begin = sentence.find(words)
    reading = match_patterns(sentence, language, Purpose.ENTITIES)
    for start, end in capital_runs(reading.words, reading.table):
        first, last = reading.span(start, end)
        if end - start > 1 and 0 <= begin < last and first < begin + len(words):
            yield " ".join(sentence[max(begin, first) : last].split())
