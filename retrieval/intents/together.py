"""Federated search: ask several corpora separately, then merge their answers into one.

Confidences can be compared between corpora; the scores behind them cannot.  So the answer with the highest
confidence comes first, and the others follow it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from corpus.structure.dates import PartialDate, partial
from retrieval.index import Engine, inverse_document_frequency
from retrieval.query.occurrences import absent_words
from retrieval.records import (
    MAX_OF_AN_OVERVIEW,
    SHOWN_OF_AN_OVERVIEW,
    Answer,
    Citation,
    Grade,
    MessageKind,
    Turn,
)
from retrieval.store.joint_ids import joint_answer, own_turns, split_id
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import query_terms

Ask = Callable[[str, Snapshot, Sequence[Turn]], Answer]
"""Asks one corpus."""


@dataclass(frozen=True, slots=True)
class AskingLimits:
    """Which corpora to ask, judging by the BM25 score of each one's best passage.

    Up to ``max_corpora`` are all asked.  If there are more, only that many of the best are asked, each with a
    score of at least ``min_match`` times the highest.  Once one of them has answered, the next ones need
    ``min_match_once_answered`` times the highest.
    """

    max_corpora: int = 5
    min_match: float = 0.8
    min_match_once_answered: float = 0.85


DEFAULT_LIMITS = AskingLimits()
MAX_CITED = 3
SHOWN = 10

_ORDER = (Grade.ANSWER, Grade.PARTIAL, Grade.NONE)
_OVERVIEWS = (MessageKind.SUMMARY, MessageKind.TIMELINE, MessageKind.PEOPLE, MessageKind.AMOUNTS)
_UNDATED = PartialDate(9999, 0, 0)


def ask_together(
    ask: Ask,
    message: str,
    joint: JointSnapshot,
    history: Sequence[Turn],
    limits: AskingLimits = DEFAULT_LIMITS,
) -> Answer:
    """The joint answer of several corpora to *message*, asked after the turns of *history*."""
    answers = _ask_best_first(ask, message, joint, history, limits)
    overviews = [each for each in answers if each.kind in _OVERVIEWS]
    if len(overviews) == len(answers) or any(each.citations for each in overviews):
        return _joint_overview(overviews, joint)
    found = merged(sorted(answers, key=lambda each: (_ORDER.index(each.grade), -each.confidence)))
    if found.grade is Grade.NONE and len(answers) < len(
        joint.members
    ):  # a corpus that was not asked may have them
        return replace(found, missing_terms=tuple(absent_words(found.missing_terms, joint)))
    return found


def _ask_best_first(
    ask: Ask, message: str, joint: JointSnapshot, history: Sequence[Turn], limits: AskingLimits
) -> list[Answer]:
    """The answers, in the order of the settings; once one corpus has answered, fewer others are asked."""
    matches = corpora_to_ask(message, joint, history, limits)
    answers: dict[str, Answer] = {}
    for name in sorted(matches, key=lambda name: -matches[name]):
        if matches[name] < limits.min_match_once_answered and any(map(_is_answered, answers.values())):
            break
        own = ask(message, joint.members[name], own_turns(name, history))
        answers[name] = joint_answer(name, own)
    return [answers[name] for name in matches if name in answers]


def _is_answered(found: Answer) -> bool:
    """Whether a question was answered; an overview never is, because each corpus adds a part of its own."""
    return found.grade is Grade.ANSWER and found.kind not in _OVERVIEWS


def merged(answers: Sequence[Answer]) -> Answer:
    """Merge the answers of several corpora, given in order from the best."""
    lead, *rest = answers
    if lead.grade is Grade.NONE:
        return replace(lead, missing_terms=_missing_in_all(answers))
    alike = [] if lead.readings else [each for each in rest if each.grade is lead.grade]
    citations = _first_of_each([lead, *alike]) if alike else lead.citations
    return replace(
        lead,
        citations=citations,
        others=_without(citations, _candidates(lead, rest))[: SHOWN - len(citations)],
        missing_terms=_missing_in_all([lead, *alike]),
    )


def _candidates(lead: Answer, rest: Sequence[Answer]) -> Iterable[Citation]:
    """All sentences: first what the answers cite, then the next best of each in turn.

    Where a name has two bearers, the next best of the leading corpus comes first: it is about the other one.
    """
    cited = [citation for each in rest if each.grade is not Grade.NONE for citation in each.citations]
    own = lead.others if lead.readings else lead.citations
    return chain(own, cited, in_turn([each.others for each in (lead, *rest)]))


def in_turn(lists: Iterable[Sequence[Citation]]) -> list[Citation]:
    """The first of each list, then the second of each, and so on."""
    return [each for each in chain.from_iterable(zip_longest(*lists)) if each is not None]


def corpora_to_ask(
    message: str, joint: JointSnapshot, history: Sequence[Turn], limits: AskingLimits = DEFAULT_LIMITS
) -> dict[str, float]:
    """The corpora to ask, in the order of the settings, each with its score as a share of the highest.

    If there are many, those that match the question's words less well are left out.  A corpus cited in the
    last turns counts as if it matched best.  If no corpus has any of the words, all are asked, because a word
    may be misspelled.
    """
    if len(joint.members) <= limits.max_corpora:
        return dict.fromkeys(joint.members, 1.0)
    best = _best_matching(message, joint, limits)
    if not best:
        return dict.fromkeys(joint.members, 1.0)
    wanted = {**best, **dict.fromkeys(_cited_lately(history), 1.0)}
    return {name: wanted[name] for name in joint.members if name in wanted}


def _best_matching(message: str, joint: JointSnapshot, limits: AskingLimits) -> dict[str, float]:
    """The corpora that match the words best, each word weighted by its rarity in all corpora together."""
    words = _found_words(message, joint)
    matches = {name: _best_match(each.engine, name, words) for name, each in joint.members.items()}
    top = max(matches.values())
    best = sorted(filter(matches.__getitem__, matches), key=lambda name: -matches[name])[: limits.max_corpora]
    return {name: matches[name] / top for name in best if matches[name] >= limits.min_match * top}


_FoundWords = Mapping[str, tuple[float, Mapping[str, int]]]
"""For each word its rarity in all corpora, and its document frequency in each corpus that has it."""


def _found_words(message: str, joint: JointSnapshot) -> _FoundWords:
    terms = query_terms(message, joint.languages)
    content = [term for term in terms if not term.stop] or terms
    found: dict[str, tuple[float, Mapping[str, int]]] = {}
    for word in dict.fromkeys(variant for term in content for variant in term.variants):
        counted = {name: each.engine.document_frequency(word) for name, each in joint.members.items()}
        holding = {name: count for name, count in counted.items() if count}
        if holding:
            rarity = inverse_document_frequency(joint.passage_count, sum(holding.values()))
            found[word] = rarity, holding
    return found


def _best_match(engine: Engine, name: str, words: _FoundWords) -> float:
    """The score of a corpus's best passage, corrected because an engine weights words by its own corpus."""
    weights = {
        word: rarity / inverse_document_frequency(engine.passages, holding[name])
        for word, (rarity, holding) in words.items()
        if name in holding
    }
    hits = engine.search(weights, 1) if weights else []
    return hits[0].score if hits else 0.0


def _cited_lately(history: Sequence[Turn]) -> set[str]:
    return {split_id(each.document)[0] for turn in history for each in turn.answer.citations}


def _joint_overview(answers: Sequence[Answer], joint: JointSnapshot) -> Answer:
    """An overview of all corpora: dates in chronological order, everything else taken from each in turn."""
    lines = in_turn([(*each.citations, *each.others) for each in answers if each.grade is not Grade.NONE])
    if not lines:
        return replace(answers[0], missing_terms=_missing_in_all(answers))
    if answers[0].kind is MessageKind.TIMELINE:
        lines.sort(key=lambda each: _date_of(each, joint))
    first, rest = lines[:SHOWN_OF_AN_OVERVIEW], lines[SHOWN_OF_AN_OVERVIEW:MAX_OF_AN_OVERVIEW]
    found = next(each for each in answers if each.grade is not Grade.NONE)
    return replace(found, citations=tuple(first), others=tuple(rest), missing_terms=())


def _date_of(citation: Citation, joint: JointSnapshot) -> PartialDate:
    """The date that a sentence is listed for; a day without a year belongs to the year of its document."""
    date, card = partial(citation.label), joint.document(citation.document)
    if date is None:
        return _UNDATED
    return date._replace(year=date.year or (card.date.year if card.date else _UNDATED.year))


def _first_of_each(answers: Sequence[Answer]) -> tuple[Citation, ...]:
    return tuple(each.citations[0] for each in answers if each.citations)[:MAX_CITED]


def _missing_in_all(answers: Sequence[Answer]) -> tuple[str, ...]:
    """The words that are missing from every one of the answers."""
    first, *rest = answers
    return tuple(word for word in first.missing_terms if all(word in each.missing_terms for each in rest))


def _without(citations: Sequence[Citation], left: Iterable[Citation]) -> tuple[Citation, ...]:
    """Those of *left* that are not among *citations*, each sentence once."""
    places = {(each.document, each.start) for each in citations}
    fresh = {(each.document, each.start): each for each in left if (each.document, each.start) not in places}
    return tuple(fresh.values())
