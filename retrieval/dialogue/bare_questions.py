"""Answer bare questions: "Why?" after an answer asks for the reason of what that answer says.

The sentences near the last answer are searched for the kind of thing asked for: a reason, a date, a place, a
person or a number.  A search for words cannot find it: "Why?" has no words, and those of the last question
lead back to the last answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from languages import phrase_table
from retrieval.query.chat_spellings import read_chat_spellings
from retrieval.query.occurrences import occurs_in
from retrieval.query.parsed_query import ParsedQuery, parse_query
from retrieval.ranking.answer_check import has_kind
from retrieval.ranking.entity_matches import is_new
from retrieval.records import Answer, Citation, Grade, PassageText, Turn
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import AnalyzedSentence
from retrieval.text.entities import Entity, EntityKind, SentenceEntities, extract_entities, keys_of
from retrieval.text.question import AnalyzedQuestion, AnswerType, analyze_question

BARE = frozenset(
    {
        AnswerType.PERSON,
        AnswerType.PLACE,
        AnswerType.DATE,
        AnswerType.DURATION,
        AnswerType.NUMBER,
        AnswerType.REASON,
    }
)
"""The types of answers that a bare question may ask for."""

# Here, dates and durations do not answer for each other.
_OWN_KIND = {AnswerType.DATE: EntityKind.DATE, AnswerType.DURATION: EntityKind.DURATION}
_SOMEBODY = frozenset({EntityKind.PERSON, EntityKind.PEOPLE, EntityKind.ORGANISATION, EntityKind.NAME})
_MEASURES = frozenset({AnswerType.NUMBER, AnswerType.DURATION})  # "How deep?" has a word that only asks

# The order in which the sentences around the last answer, at offset 0, are searched.  Reasons often come
# after what they explain; everything else is first looked for in the same sentence.
_ORDER = (0, 1, 2, -1, 3, -2)
_ORDER_OF_REASONS = (1, 0, 2, 3, -1, -2)
_BESIDE = (
    1  # maximum distance in sentences for a confident answer; a person in the next sentence may be unrelated
)
_SURE, _UNSURE = 0.5, 0.2  # the confidence in a sentence that near, and in one further away
_LONGEST_TOPIC = 80  # maximum characters of the last question that are repeated
_SHOWN = 10  # citations and others together


class _Place(NamedTuple):
    """A sentence near the last answer, its passage, and its distance: so many sentences later."""

    passage: PassageText
    sentence: AnalyzedSentence
    offset: int


def is_bare_question(question: AnalyzedQuestion) -> bool:
    """Whether a question has no content words, so that it asks about the last answer: "How many?".

    "When did he?" is about somebody, so it is searched for; "Why is that?" is about the last answer.

    >>> asked = ("Since when?", "When did he?", "How deep?", "Which singer?")
    >>> [is_bare_question(analyze_question(each, "en")) for each in asked]
    [True, False, True, False]
    """
    measures = question.expected in _MEASURES and question.focus is None and len(question.keys) <= 1
    alone = question.expected is AnswerType.REASON or not question.pronouns
    return question.expected in BARE and alone and (measures or not question.keys)


def lacks_subject(query: ParsedQuery, history: Sequence[Turn]) -> bool:
    """Whether a question does not say what it is about, and nothing was cited before it: "Who was it?"."""
    if query.topic or any(turn.is_selection or turn.answer.citations for turn in history):
        return False
    return is_bare_question(query.question) or bool(query.question.pronouns)


def kind_not_given(found: Answer, snapshot: Snapshot) -> AnswerType | None:
    """The type of answer that a bare question asked for and did not get; None for any other answer."""
    if found.grade is not Grade.NONE or found.understood_as is None:
        return None
    if isinstance(snapshot, JointSnapshot):
        return next(filter(None, (kind_not_given(found, each) for each in snapshot.members.values())), None)
    query = parse_query(read_chat_spellings(found.question, snapshot), snapshot)
    return query.question.expected if not query.topic and is_bare_question(query.question) else None


def answer_nearby(
    found: Answer, question: AnalyzedQuestion, history: Sequence[Turn], snapshot: Snapshot
) -> Answer:
    """The answer to a bare question after *history*; *found* is what its context found.

    If no sentence near the last answer fits, *found* is kept as a guess if it has what is asked for.
    """
    last = next((turn for turn in reversed(history) if turn.answer.citations), None)
    if last is None:
        return found
    found = replace(found, understood_as=_about(found, last))
    question = _asked_after(question, last)
    cited = last.answer.citations[0]
    given = _given_before(question, last)
    places = [place for place in _near(cited, question, snapshot) if _key(place) not in given]
    fitting = [place for place in places if _offers(question, place.sentence.entities)]
    if fitting:
        return _with(fitting[0], found, places, 0 if question.expected is AnswerType.PERSON else _BESIDE)
    guess = next((each for each in _same_text(found, cited) if _suits(each, question, given)), None)
    return _as_guess(found, guess)


def _about(found: Answer, last: Turn) -> str:
    """The question with its topic: words of the last question, or the topic of that one.

    What the context *found* may be about words of a question before that one.

    >>> sold = Turn("Who sold it?", Answer("", Grade.NONE, 0.0, understood_as="Who sold it? (mill)"))
    >>> _about(Answer("why", Grade.NONE, 0.0, understood_as="why (dam)"), sold)
    'why (mill)'
    """
    shown = last.answer.understood_as or last.question
    carried = _topic(found.understood_as).replace(",", " ").split()
    if found.understood_as and carried and all(occurs_in(word, shown) for word in carried):
        return found.understood_as
    topic = _topic(last.answer.understood_as) or last.question
    return f"{found.question} ({' '.join(topic.split())[:_LONGEST_TOPIC]})"


def _topic(understood_as: str | None) -> str:
    """What a question carried over, as shown: "mill" of "Who sold it? (mill)"; "" for nothing."""
    shown = understood_as or ""
    return shown[shown.rfind("(") + 1 : -1] if shown.endswith(")") else ""


def _asked_after(question: AnalyzedQuestion, last: Turn) -> AnalyzedQuestion:
    """The question as asked about the last answer: what the last question names cannot be the answer."""
    before = analyze_question(last.question, question.language)
    return replace(question, keys=question.keys | before.keys)


def _given_before(question: AnalyzedQuestion, last: Turn) -> frozenset[tuple[str, int]]:
    """The sentences that already answered the last question, if it asked for the same type."""
    before = analyze_question(last.question, question.language)
    if before.expected is not question.expected:
        return frozenset()
    return frozenset((each.document, each.start) for each in last.answer.citations)


def _near(cited: Citation, question: AnalyzedQuestion, snapshot: Snapshot) -> list[_Place]:
    """The sentences around a citation, in the order in which they are searched."""
    order = _ORDER_OF_REASONS if question.expected is AnswerType.REASON else _ORDER
    around = {place.offset: place for place in _around(cited, snapshot)}
    return [around[offset] for offset in order if offset in around]


def _around(cited: Citation, snapshot: Snapshot) -> Iterator[_Place]:
    """The sentences of a citation's passage and of the adjacent passages below the same headings."""
    own = snapshot.passage(cited.document, cited.passage)
    passages = [each for each in _beside(own, snapshot) if each.context == own.context]
    sentences = [
        (each, sentence) for each in passages for sentence in snapshot.analysed(each.place).sentences
    ]
    at = [sentence.span.start for _, sentence in sentences].index(cited.start)
    for number, (passage, sentence) in enumerate(sentences):
        yield _Place(passage, sentence, number - at)


def _beside(own: PassageText, snapshot: Snapshot) -> Iterator[PassageText]:
    last = snapshot.document(own.document).passages
    for number in range(max(1, own.number - 1), min(own.number + 1, last) + 1):
        yield snapshot.passage(own.document, number)


def _key(place: _Place) -> tuple[str, int]:
    return place.passage.document, place.sentence.span.start


def _offers(question: AnalyzedQuestion, entities: SentenceEntities) -> bool:
    """Whether a sentence has the kind of thing that a bare question asks for.

    "Six weeks" is not a date, "since 1998" not a reason, and "of Skagen" not a person.
    """
    if not has_kind(question, entities):
        return False
    if question.expected is AnswerType.PERSON:
        return any(_is_somebody(each, entities) and is_new(each, question.keys) for each in entities.mentions)
    if question.expected is AnswerType.REASON:
        return any(_is_reason(each, entities) for each in entities.of(EntityKind.REASON))
    if question.expected in _OWN_KIND:
        return bool(entities.of(_OWN_KIND[question.expected]))
    return True


def _is_somebody(mention: Entity, entities: SentenceEntities) -> bool:
    """Whether a mention may be a person, people or an organisation.

    It cannot if it is a single name that only qualifies something else: "the lamp of Skagen".
    """
    if mention.kind is not EntityKind.NAME or len(mention.keys) > 1:
        return mention.kind in _SOMEBODY
    before = entities.sentence[: mention.start].split()
    return not before or before[-1] not in phrase_table(entities.language).name_particles


def _is_reason(reason: Entity, entities: SentenceEntities) -> bool:
    """Whether a cue for a reason is not one for a time, right before a date or a number: "since 1998"."""
    counted = (*entities.of(EntityKind.DATE), *entities.of(EntityKind.NUMBER))
    return all(not entities.sentence[reason.end : each.start].isspace() for each in counted)


def _with(place: _Place, found: Answer, places: Sequence[_Place], reach: int) -> Answer:
    """The answer with a sentence near the last one; confident only within *reach* sentences."""
    is_beside = abs(place.offset) <= reach
    cited = _citation(place)
    others = [_citation(each) for each in places if each is not place]
    more = _distinct([*others, *found.citations, *found.others], but=cited)
    return replace(
        found,
        grade=Grade.ANSWER if is_beside else Grade.PARTIAL,
        confidence=_SURE if is_beside else _UNSURE,
        citations=(cited,),
        others=more[: _SHOWN - 1],
        missing_terms=(),
    )


def _as_guess(found: Answer, guess: Citation | None) -> Answer:
    """What the context found as a partial answer: the *guess*, or none; the rest is listed below."""
    others = _distinct([*found.citations, *found.others], but=guess)
    return replace(
        found,
        grade=Grade.PARTIAL if guess else Grade.NONE,
        confidence=min(found.confidence, _UNSURE) if guess else 0.0,
        citations=(guess,) if guess else (),
        others=others[: _SHOWN - 1],
        missing_terms=(),
    )


def _same_text(found: Answer, cited: Citation) -> list[Citation]:
    return [each for each in (*found.citations, *found.others) if each.document == cited.document]


def _suits(cited: Citation, question: AnalyzedQuestion, given: frozenset[tuple[str, int]]) -> bool:
    """Whether a sentence has what is asked for, and a word of the previous question."""
    if (cited.document, cited.start) in given or question.keys.isdisjoint(
        keys_of(cited.text, question.language)
    ):
        return False
    return _offers(question, extract_entities(cited.text, question.language))


def _citation(place: _Place) -> Citation:
    passage, sentence = place.passage, place.sentence
    return Citation(passage.document, passage.title, passage.number, *sentence.span, sentence.text, score=0.0)


def _distinct(citations: Sequence[Citation], but: Citation | None = None) -> tuple[Citation, ...]:
    """The citations without duplicates and without *but*."""
    places = {(each.document, each.start): each for each in reversed(citations)}
    if but is not None:
        places.pop((but.document, but.start), None)
    return tuple(reversed(places.values()))
