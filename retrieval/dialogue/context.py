"""The thread of a conversation: what a question leans on in the turns before it, weighed and never pasted.

"Why did he leave?" says little by itself, so the words of the questions before it and the titles of the
documents cited there are looked for as well, as far as it leans on them.  A passage gains by them most where
they name what its document is about; among passages that gain as much, the question's own words decide.  A
question that stands alone takes nothing along, and no text is sought for having been cited before.

The constants were fitted to the follow-ups of half of the dialogues in canard_a and mtrag_a and of dialogues
made of SQuAD's questions, each about another passage (see EVALUATION.md); they are in the scores' own unit,
log-odds.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.index import inverse_document_frequency
from retrieval.languages import language_table
from retrieval.languages.matched_patterns import MatchedPatterns
from retrieval.languages.patterns import PatternSet
from retrieval.query.search import FoundPassage, ParsedQuery, has_variant_in, texts
from retrieval.ranking.features import Candidate
from retrieval.records import Turn
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import QueryTerm, query_terms
from retrieval.text.capitalized import capital_runs
from retrieval.text.question import AnalyzedQuestion, analyze_question

# How far a question leans on those before it, by what shows it: phrases of these kinds, a pronoun that may
# well stand for something in the question itself, few content words or none that names anything.
_NEED = {"pronoun": 1.0, "opening": 0.7}
_NEED_OF_LATE_PRONOUN = 0.4
_NEED_OF_COMPARING = 0.4
_NEED_OF_FRAGMENT = 0.7
_NEED_OF_UNNAMED = 0.5
_LATE = 3  # content words before a pronoun from which it is late
_FRAGMENT = 2  # content words at the most
_UNNAMED = 3  # content words at the most
_SAYS_ENOUGH = 1.0  # from there on, as much as a word of a single passage tells, the lesser signs fade

_DECAY = 0.93  # of what was said before, a turn: what a conversation is about stays long,
_DECAY_AT_NEW = 0.3  # unless the turn after it stands alone, as the first on another topic does
_NEW_DOCUMENT = 0.7  # how far a sure answer out of a document not cited before makes its turn such a one
_DECAY_OF_CITED = 0.85  # besides
_SURE = 0.6  # the confidence from which an answer counts in full for what the conversation is about
_CITED_WORDS = 0.1  # of a cited sentence's words against those of its document's title
_SEARCHED = 12  # terms of the conversation that are searched for
_LENT = 8  # words that stand in for those of a question that has none
_IN_SEARCH = 0.9  # their weight there against the question's own words

# What a passage gains: for words of this question or of earlier ones in its document's title; for words of
# earlier ones anywhere in it (the more, the less the question says itself); for a title cited before.
_IN_TITLE = 9.0
_ANYWHERE_LITTLE_SAID = 0.6
_SAME_TITLE = 0.9
_SAID_BEFORE = 1.0  # what a sentence loses that was cited before: another question wants another answer

_LEANS_PLAINLY = 0.6  # the need from which it is said how a question was understood
_SHOWN = 2  # names or words shown for that
_LITTLE_SAID = 0.5  # how little a question says that is shown with them where they led nowhere

Floats = NDArray[np.float64]
Weighed = Mapping[str, float]
"""Terms with their weights: decay × inverse document frequency / ln(1 + N), so 1 is a passage's own word."""


@dataclass(frozen=True, slots=True)
class CarriedContext:
    """What a question takes along from the conversation.

    ``sought`` is what is looked for with it.  ``need``, 0 to 1, is how far the question leans on it, and
    ``little_said``, 1 to 0, how little its ``own`` words tell.  ``asked`` are the words of earlier questions,
    ``titles`` those of the titles of documents cited, and ``cited`` the sentences cited (document, start).
    ``names`` and ``words`` say so that it can be read what was taken along, the most telling first: the names
    asked about before and the words of the last question, each with its terms.  ``points_back``: a pronoun,
    or want of any word of its own, shows that the question asks about something said before.
    """

    sought: ParsedQuery
    need: float
    little_said: float
    own: Mapping[QueryTerm, float]
    asked: Weighed
    titles: Weighed
    cited: frozenset[tuple[str, int]]
    names: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    points_back: bool


def need(question: AnalyzedQuestion, content: int, said: float = 0.0) -> float:
    """How far a question with so many content words leans on those before it, 0 to 1.

    *said* is how much these words tell, 1 for a word that a single passage has: the more, the less it matters
    that they are few.

    >>> need(analyze_question("Who signed the treaty with Ruritania?", "en"), 3)
    0.0
    >>> need(analyze_question("When did he sign it?", "en"), 1)
    1.0
    >>> need(analyze_question("the treaty", "en"), 1), need(analyze_question("the treaty", "en"), 1, said=2.0)
    (0.7, 0.35)
    """
    if content == 0:
        return 1.0
    reading = MatchedPatterns(
        question.text, language_table(question.language), _phrasebook(question.language)
    )
    lesser = max(_lesser_needs(question, reading, content), default=0.0)
    return max(*_plain_needs(reading), lesser * _SAYS_ENOUGH / max(said, _SAYS_ENOUGH))


def _plain_needs(reading: MatchedPatterns) -> Iterator[float]:
    """How far each phrase that stands for something, or goes on from it, shows that a question leans."""
    nobody = {at for sign in reading.found if sign.kind == "impersonal" for at in range(sign.start, sign.end)}
    late = _LATE if reading.table.spaced else 3 * _LATE  # where words are not spaced, they are characters
    yield 0.0
    for sign in reading.found:
        if sign.kind == "opening" or (sign.kind == "pronoun" and sign.start not in nobody):
            before = sum(word.letters and not word.stop for word in reading.words[: sign.start])
            yield _NEED[sign.kind] if before < late else _NEED_OF_LATE_PRONOUN


def pronouns(question: AnalyzedQuestion) -> list[tuple[int, int]]:
    """Where words of a question only stand for something else, in code points.

    >>> pronouns(analyze_question("What about the first one?", "en"))
    [(21, 24)]
    """
    reading = MatchedPatterns(
        question.text, language_table(question.language), _phrasebook(question.language)
    )
    return [reading.span(sign.start, sign.end) for sign in reading.found if sign.kind == "pronoun"]


def _lesser_needs(question: AnalyzedQuestion, reading: MatchedPatterns, content: int) -> Iterator[float]:
    """How far a question shows by comparing, by its brevity or by naming nothing that it may lean."""
    if reading.has("comparing"):
        yield _NEED_OF_COMPARING
    if not question.names and content <= _FRAGMENT:
        yield _NEED_OF_FRAGMENT
    if not question.names and content <= _UNNAMED and reading.table.cased:
        yield _NEED_OF_UNNAMED


@cache
def _phrasebook(language: str) -> PatternSet:
    table = language_table(language)
    return PatternSet(
        table.follow_ups, spaced=table.spaced, prefixes=table.prefixes, stop_words=table.stop_words
    )


def carry_over(
    question: AnalyzedQuestion, sought: ParsedQuery, history: Sequence[Turn], snapshot: Snapshot
) -> CarriedContext | None:
    """What a question takes along from the turns before it (oldest first); None where it stands alone."""
    content = [term for term in sought.terms if not term.stop]
    own = _own(sought, snapshot)
    leans = need(question, len(content), sum(own.values())) if history else 0.0
    if not leans:
        return None
    parts = _remembered(history, question.language, snapshot.languages)
    said = {variant for term in content for variant in term.variants}
    telling = _telling({term for part in parts for term in part} - said, snapshot)
    if not telling:
        return None
    asked, titles, _ = (_weighed(part, telling) for part in parts)
    return CarriedContext(
        sought=replace(_lent(sought, asked, snapshot), context=_searched(leans, parts, telling)),
        need=leans,
        little_said=1 / (1 + sum(own.values())),
        own=own,
        asked=asked,
        titles=titles,
        cited=frozenset((cited.document, cited.start) for turn in history for cited in turn.answer.citations),
        names=_most_telling(_names_of(history, question.language), asked, snapshot.languages),
        words=_most_telling(_words_of(history[-1], snapshot.languages), asked, snapshot.languages),
        points_back=not content or bool(pronouns(question)),
    )


def _remembered(
    history: Sequence[Turn], language: str, languages: tuple[str, ...]
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """The words of earlier questions, of the titles cited and of the sentences cited, decayed by turn.

    A citation counts as far as its answer was sure.  What was said before another topic began fades at once.
    """
    asked: dict[str, float] = {}
    titles: dict[str, float] = {}
    mentioned: dict[str, float] = {}
    fading, fading_cited = 1.0, 1.0
    for at, turn in reversed(list(enumerate(history))):
        _note(asked, _content(turn.question, languages), fading)
        for cited in turn.answer.citations[:1]:
            weight = fading_cited * _sureness(turn)
            _note(titles, _content(cited.title, languages), weight)
            _note(mentioned, _content(cited.text, languages), weight * _CITED_WORDS)
            fading_cited *= _DECAY_OF_CITED
        goes_on = _need_of(turn.question, language, languages) * (1 - _turns_away(turn, history[:at]))
        stays = _DECAY_AT_NEW + (_DECAY - _DECAY_AT_NEW) * goes_on
        fading, fading_cited = fading * stays, fading_cited * stays
    return asked, titles, mentioned


def _sureness(turn: Turn) -> float:
    return min(1.0, turn.answer.confidence / _SURE)


def _turns_away(turn: Turn, before: Sequence[Turn]) -> float:
    """How far a turn's answer tells that it is about something else than those *before*, 0 to 1."""
    known = {cited.document for each in before for cited in each.answer.citations[:1]}
    new = {cited.document for cited in turn.answer.citations[:1]} - known
    return _NEW_DOCUMENT * _sureness(turn) if known and new else 0.0


@lru_cache(1000)
def _need_of(question: str, language: str, languages: tuple[str, ...]) -> float:
    return need(analyze_question(question, language), len(_content(question, languages)))


def _note(weights: dict[str, float], terms: Iterable[str], weight: float) -> None:
    for term in terms:
        weights[term] = max(weight, weights.get(term, 0.0))


@lru_cache(10_000)
def _content(text: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The content terms of a text, without the small words within names: half of a library may have a "de".

    >>> _content("Who signed the treaty with Ann de Wit?", ("en",))
    ('sign', 'treati', 'ann', 'wit')
    """
    small = {particle for language in languages for particle in language_table(language).name_particles}
    words = [word for word in query_terms(text, languages) if not word.stop and word.text not in small]
    return tuple(variant for word in words for variant in word.variants)


def _telling(terms: Iterable[str], snapshot: Snapshot) -> dict[str, float]:
    """How much each term tells, for those that the corpus has: 1 is a word that a single passage has."""
    holding = {term: snapshot.engine.document_frequency(term) for term in terms}
    most = _most(snapshot)
    return {
        term: inverse_document_frequency(snapshot.passage_count, count) / most
        for term, count in holding.items()
        if count
    }


def _weighed(weights: Mapping[str, float], telling: Mapping[str, float]) -> Weighed:
    return {term: weight * telling[term] for term, weight in weights.items() if term in telling}


def _own(sought: ParsedQuery, snapshot: Snapshot) -> dict[QueryTerm, float]:
    """The question's own words that the corpus has, with how much each tells."""
    words = zip(sought.terms, sought.idf, sought.known, strict=True)
    return {term: idf / _most(snapshot) for term, idf, known in words if known and not term.stop}


def _most(snapshot: Snapshot) -> float:
    """The inverse document frequency of a word that a single passage has, nearly."""
    return math.log(1 + snapshot.passage_count)


def _searched(leaning: float, parts: Iterable[Mapping[str, float]], telling: Mapping[str, float]) -> Weighed:
    """The terms that tell most, with their weights against the question's own words.

    The weights are rounded, as an engine may have to search once for each.
    """
    weights: dict[str, float] = {}
    for part in parts:
        for term, weight in part.items():
            weights[term] = max(weight, weights.get(term, 0.0))
    known = [term for term in weights if term in telling]
    best = sorted(known, key=lambda term: -weights[term] * telling[term])[:_SEARCHED]
    searched = {term: round(_IN_SEARCH * leaning * weights[term], 1) for term in best}
    return {term: weight for term, weight in searched.items() if weight}


def _lent(sought: ParsedQuery, asked: Weighed, snapshot: Snapshot) -> ParsedQuery:
    """What is looked for by a question without content words ("By whom?"): the words asked for before it."""
    if not asked or any(not term.stop for term in sought.terms):
        return sought
    lent = sorted(asked, key=lambda term: -asked[term])[:_LENT]
    return replace(
        sought,
        terms=tuple(QueryTerm(term, 0, 0, (term,), stop=False) for term in lent),
        idf=tuple(asked[term] * _most(snapshot) for term in lent),
        known=(True,) * len(lent),
    )


def context_scores(
    thread: CarriedContext, found: Sequence[FoundPassage], candidates: Sequence[Candidate]
) -> Floats:
    """What the conversation speaks against each candidate, in log-odds: 0 for those it speaks for most.

    So it changes their order, and makes no answer surer than its question alone would.
    """
    gains = [_gain(thread, each) for each in found]
    before = [
        (found[each.passage].passage.passage.document, each.sentence.span.start) in thread.cited
        for each in candidates
    ]
    bonus = np.array([gains[each.passage] for each in candidates]) - _SAID_BEFORE * np.array(before)
    return np.asarray(thread.need * (bonus - bonus.max()))


def _gain(thread: CarriedContext, found: FoundPassage) -> float:
    """What a passage gains by the conversation where the question leans on it wholly."""
    title, sentences = found.passage.title, found.passage.sentences
    own = sum(weight for term, weight in thread.own.items() if has_variant_in(term, title))
    asked = sum(weight for term, weight in thread.asked.items() if term in title)
    elsewhere = sum(
        weight
        for term, weight in thread.asked.items()
        if term not in title and any(term in sentence.positions for sentence in sentences)
    )
    same = sum(weight for term, weight in thread.titles.items() if term in title)
    return (
        _IN_TITLE * (own + asked)
        + _ANYWHERE_LITTLE_SAID * thread.little_said * (asked + elsewhere)
        + _SAME_TITLE * same / max(1.0, sum(thread.titles.values()))
    )


def understood_as(
    question: str, thread: CarriedContext, found: Sequence[FoundPassage] = (), best: int = 0
) -> str | None:
    """The question with what it took along, None where that is not worth saying.

    "What does he want?" becomes "What does he want? (Sergei Karaganov)".  Of what it took along that is shown
    which the *best* of the passages *found* tells of.  Where it tells of none, it was taken along in vain,
    and is shown only for a question that points back and says little else.
    """
    if thread.need < _LEANS_PLAINLY:
        return None
    topic = _told(thread, found, best) if found else []
    if not topic and (not found or (thread.points_back and thread.little_said > _LITTLE_SAID)):
        topic = list(thread.names or thread.words)
    return f"{question} ({', '.join(topic[:_SHOWN])})" if topic else None


def _told(thread: CarriedContext, found: Sequence[FoundPassage], best: int) -> list[str]:
    """What a passage tells of: names or else words that it holds.

    All of them where its title was cited before, and not all that were found have that in common.
    """
    for phrases in (thread.names, thread.words):
        told = [
            phrase for phrase, terms in phrases.items() if any(_holds(found[best], each) for each in terms)
        ]
        if told:
            return told
    cited = [sum(term in each.passage.title for term in thread.titles) for each in found]
    return list(thread.names or thread.words) if cited[best] > min(cited) else []


def _holds(found: FoundPassage, term: str) -> bool:
    title, sentences = found.passage.title, found.passage.sentences
    return term in title or any(term in sentence.positions for sentence in sentences)


def _most_telling(
    phrases: Iterable[str], asked: Weighed, languages: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """The phrases with their terms, those first that tell most, none that is a part of another."""
    terms = {phrase: _content(phrase, languages) for phrase in phrases}
    telling = {
        phrase: max((asked.get(term, 0.0) for term in content), default=0.0)
        for phrase, content in terms.items()
    }
    known = [
        phrase
        for phrase, weight in telling.items()
        if weight and not any(phrase in other and phrase != other for other in telling)
    ]
    return {phrase: terms[phrase] for phrase in sorted(known, key=lambda phrase: -telling[phrase])}


def _names_of(history: Sequence[Turn], language: str) -> list[str]:
    return [name for turn in reversed(history) for name in _names_in(turn, language)]


def _words_of(turn: Turn, languages: tuple[str, ...]) -> tuple[str, ...]:
    return texts([word for word in query_terms(turn.question, languages) if not word.stop], turn.question)


def _names_in(turn: Turn, language: str) -> tuple[str, ...]:
    """The names in a turn.  Words pointed at may end within one, which then goes on as in their sentence."""
    names = _names(turn.question, language)
    if not turn.pointed_at:
        return names
    whole = (
        name for cited in turn.answer.citations for name in _whole_names(turn.question, cited.text, language)
    )
    return (*names, *whole)


def _whole_names(words: str, sentence: str, language: str) -> Iterator[str]:
    """The names of two words and more that *words* of a sentence hold or begin.

    >>> list(_whole_names("Minister Igor", "So wrote Foreign Minister Igor Ivanov.", "en"))
    ['Minister Igor Ivanov']
    """
    begin = sentence.find(words)
    reading = MatchedPatterns(sentence, language_table(language), _phrasebook(language))
    for start, end in capital_runs(reading.words, reading.table):
        first, last = reading.span(start, end)
        if end - start > 1 and 0 <= begin < last and first < begin + len(words):
            yield " ".join(sentence[max(begin, first) : last].split())


@lru_cache(1000)
def _names(question: str, language: str) -> tuple[str, ...]:
    return analyze_question(question, language).names
