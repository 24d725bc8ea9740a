"""Features for what a sentence mentions beyond the question: names, dates, reasons, speakers."""

from collections.abc import Sequence

import numpy as np

from retrieval.query.parsed_query import ParsedQuery
from retrieval.query.search import FoundPassage
from retrieval.ranking.answer_check import is_checkable, kind_offered
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.entity_matches import is_new, new_mentions, suitability
from retrieval.ranking.features.columns import Columns, Floats
from retrieval.ranking.speakers import speakers_in
from retrieval.text.analyzed_passages import AnalyzedSentence
from retrieval.text.entities import Entity, EntityKind
from retrieval.text.question import AnalyzedQuestion, AnswerType
from retrieval.text.related_words import related_words_of

# The kinds of mentions that each counting feature counts.
_COUNTED = {
    EntityKind.PERSON: "new_persons",
    EntityKind.PLACE: "new_places",
    EntityKind.ORGANISATION: "new_organisations",
    EntityKind.NAME: "new_names",
    EntityKind.DATE: "new_dates",
    EntityKind.NUMBER: "new_numbers",
    EntityKind.DURATION: "new_durations",
    EntityKind.REASON: "reasons",
    EntityKind.PURPOSE: "reasons",
    EntityKind.MANNER: "manners",
    EntityKind.DEFINITION: "definitions",
    EntityKind.QUOTATION: "quotations",
    EntityKind.SPEECH: "quotations",
    EntityKind.PRONOUN: "pronouns",
    EntityKind.NEGATION: "negations",
    EntityKind.ENUMERATION: "enumerations",
}
_COUNTS = tuple(dict.fromkeys(_COUNTED.values()))


def mention_columns(question: AnalyzedQuestion, candidates: Sequence[Candidate]) -> Columns:
    """What the sentences mention beyond the question, and how well that matches what is asked for."""
    new = [new_mentions(question, candidate.sentence.entities) for candidate in candidates]
    counts = {name: [0.0] * len(candidates) for name in _COUNTS}
    for row, mentions in enumerate(new):
        for mention in mentions:
            if (name := _COUNTED.get(mention.kind)) is not None:
                counts[name][row] += 1
    columns = dict(zip(counts, np.array([*counts.values()]), strict=True))
    suits = np.array([suitability(question, mentions) for mentions in new])
    columns["suits"] = suits
    columns["suits_ratio"] = suits / max(suits.max(), 1e-9)
    columns["focus"] = np.array([float(_has_focus(question, candidate.sentence)) for candidate in candidates])
    return columns


def _has_focus(question: AnalyzedQuestion, sentence: AnalyzedSentence) -> bool:
    """Whether a sentence has the noun that names the thing asked for, in any form."""
    if not question.focus:
        return False
    return f"\n{question.focus.casefold().split()[-1][:4]}" in "\n" + "\n".join(sentence.positions)


def qualifier_column(query: ParsedQuery, candidates: Sequence[Candidate]) -> Floats:
    """How many of the qualifiers ("first", "new") a sentence lacks, counting related words as present."""
    asked = [
        term
        for term in query.words
        if any(start <= term.start < end for start, end in query.question.qualifiers)
    ]
    near = [frozenset(term.variants) | related_words_of(term, query.question.language) for term in asked]
    rows = [sum(each.isdisjoint(c.sentence.positions) for each in near) for c in candidates]
    return np.array(rows, dtype=float)


def kind_columns(
    question: AnalyzedQuestion, candidates: Sequence[Candidate], found: Sequence[FoundPassage]
) -> Columns:
    """Whether a sentence, or the next one, has the type of answer asked for; see `answer_check`."""
    if not is_checkable(question):
        return {"kind_offered": np.ones(len(candidates)), "kind_checked": np.zeros(len(candidates))}
    offered = [
        kind_offered(
            question,
            each.sentence.entities,
            (beside.entities for beside in _beside(found[each.passage].passage.sentences, each.at)),
        )
        for each in candidates
    ]
    return {"kind_offered": np.array(offered), "kind_checked": np.ones(len(candidates))}


def _beside(sentences: Sequence[AnalyzedSentence], at: int) -> Sequence[AnalyzedSentence]:
    """The sentence after the one at *at*, if there is one."""
    return sentences[at + 1 : at + 2]


def speaker_column(
    question: AnalyzedQuestion, candidates: Sequence[Candidate], found: Sequence[FoundPassage]
) -> Floats:
    """1 if the speaker of a sentence is a person named in a question about what was said.

    If the question asks who said it, 1 if anybody else is named.  Half of that if another sentence names the
    speaker, as in ``"I slept," he said.``
    """
    speaks = np.zeros(len(candidates))
    if not _asks_what_is_said(question):
        return speaks
    known, asks_who = question.keys, question.expected is AnswerType.PERSON
    for row, candidate in enumerate(candidates):
        if not candidate.sentence.entities.speaks:
            continue
        speaker = speakers_in(found[candidate.passage].passage.passage)[candidate.at]
        if speaker and _is_meant(speaker.name, known) != asks_who:
            speaks[row] = 1.0 if speaker.here else 0.5
    return speaks


def _is_meant(speaker: Entity, known: frozenset[str]) -> bool:
    """Whether a question names the speaker: by surname, as in "Mayor Edda Quist", or by half of the name."""
    return speaker.keys[-1] in known or not is_new(speaker, known)


def _asks_what_is_said(question: AnalyzedQuestion) -> bool:
    """Whether a question is about somebody's words: "What did Ivanov say …?", "Who argued that …?"."""
    return question.expected is AnswerType.QUOTATION or question.about_speech
