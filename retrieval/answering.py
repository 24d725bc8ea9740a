"""A question and a snapshot in, an answer out: understand, search, choose sentences, grade."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.language_detection import detect
from retrieval.dialogue.context import CarriedContext, carry_over, context_scores, pronouns, understood_as
from retrieval.query.search import FoundPassage, ParsedQuery, parse_query, search_passages, texts
from retrieval.query.spelling import CorrectedQuestion, read, uncorrected
from retrieval.ranking.ambiguity import ambiguous_name
from retrieval.ranking.confidence import answers_from, cite, grade_of, is_beside, looked_for, missing
from retrieval.ranking.features import Candidate, FeatureMatrix, extract_features
from retrieval.ranking.ranker import Ranked, RankingWeights, SecondOpinion, confidence, rank, shipped
from retrieval.records import Answer, Citation, Grade, Turn
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import QueryTerm
from retrieval.text.question import AnalyzedQuestion, analyze_question

SHOWN = 10  # citations and others together

Search = Callable[[ParsedQuery, Snapshot], Sequence[FoundPassage]]


@dataclass(frozen=True, slots=True)
class AnswerTrace:
    """All that was thought about a question, from its words to the order of the sentences.

    ``reading`` is the question as typed and as read, its slips put right; the rest is about the latter.
    ``ranked`` is None where no passage shares a word with the question, ``thread`` where it leans on none
    before it.
    """

    reading: CorrectedQuestion
    question: AnalyzedQuestion
    sought: ParsedQuery
    found: tuple[FoundPassage, ...]
    ranked: Ranked | None
    thread: CarriedContext | None = None


def answer(question: str, snapshot: Snapshot, history: Sequence[Turn] = (), *, exact: bool = False) -> Answer:
    """What the corpus says to *question*, asked after the turns of *history* (oldest first).

    *exact* is for "Search exactly what I typed": as if there were no history, and no slip in the question.
    """
    weights = shipped()
    return compose_answer(retrieve_and_rank(question, snapshot, weights, history, exact=exact), weights)


def retrieve_and_rank(
    question: str,
    snapshot: Snapshot,
    weights: RankingWeights,
    history: Sequence[Turn] = (),
    *,
    exact: bool = False,
) -> AnswerTrace:
    """Think about a question: what it asks, which passages share its words, which sentences are best."""
    reading = uncorrected(question) if exact else read(question, snapshot)
    history = () if exact else history
    understood, sought = analyze(reading.text, snapshot)
    thread = carry_over(understood, sought, history, snapshot)
    sought = thread.sought if thread else sought
    found = tuple(search_passages(sought, snapshot))
    evidence = extract_features(sought, understood, found)
    if not evidence.candidates:
        return AnswerTrace(reading, understood, sought, found, None, thread)
    opinion = _opinion(thread, found, evidence.candidates) if thread else None
    ranked = rank(reading.text, evidence, weights.ranking, opinion)
    return AnswerTrace(reading, understood, sought, found, ranked, thread)


def analyze(question: str, snapshot: Snapshot) -> tuple[AnalyzedQuestion, ParsedQuery]:
    """What a question asks, and what it is looked for by."""
    return analyze_question(question, _language(question, snapshot.languages)), parse_query(
        question, snapshot
    )


def _opinion(
    thread: CarriedContext, found: Sequence[FoundPassage], candidates: Sequence[Candidate]
) -> SecondOpinion:
    along = context_scores(thread, found, candidates)
    return lambda _question, _texts, scores: scores + along


def collect_candidates(
    question: str, snapshot: Snapshot, search: Search = search_passages
) -> tuple[AnalyzedQuestion, ParsedQuery, tuple[FoundPassage, ...], FeatureMatrix]:
    """All that can be known of a question and its candidate sentences before anything is weighed."""
    understood, sought = analyze(question, snapshot)
    found = tuple(search(sought, snapshot))
    return understood, sought, found, extract_features(sought, understood, found)


def compose_answer(considered: AnswerTrace, weights: RankingWeights) -> Answer:
    """What the thoughts come to: a grade, the sentences to cite, and those that come next."""
    reading, question, sought = considered.reading, considered.question, considered.sought
    found, ranked = considered.found, considered.ranked
    if ranked is None:
        return Answer(
            reading.question,
            Grade.NONE,
            0.0,
            missing_terms=_missed(looked_for(question, sought), considered),
            understood_as=_understood_as(considered),
        )
    best = ranked.candidates[0]
    sure = confidence(ranked, weights.confidence)
    passage = found[best.passage]
    grade = grade_of(sure, is_beside(question, sought, passage), answers_from(question, sought, passage))
    other = ambiguous_name(question, found, ranked) if grade is not Grade.NONE else None
    grade = Grade.PARTIAL if other else grade
    cited = [best] if other else cite(grade, question, found, ranked)
    words = [term for term in looked_for(question, sought) if not term.stop]
    unsaid = missing(words, [each.sentence for each in cited or [best]], passage.passage.title)
    return Answer(
        reading.question,
        grade,
        round(sure, 4),
        _citations(cited, considered, ranked),
        _citations(_others(cited, ranked, other.candidate if other else None), considered, ranked),
        _missed(unsaid, considered),
        _understood_as(considered),
        other.names if other else (),
    )


def _missed(words: Sequence[QueryTerm], considered: AnswerTrace) -> tuple[str, ...]:
    """Words that are missing, as typed; what only stands for another word is none of them."""
    reading = considered.reading
    places = pronouns(considered.question) if words else []
    named = [word for word in words if not any(start <= word.start < end for start, end in places)]
    return reading.as_typed(texts(named, reading.text))


def _understood_as(considered: AnswerTrace) -> str | None:
    """The question that was really searched: slips put right, and with what it took along."""
    reading, thread, ranked = considered.reading, considered.thread, considered.ranked
    if thread is None:
        return reading.understood_as
    best = ranked.candidates[0].passage if ranked else 0
    return understood_as(reading.text, thread, considered.found, best) or reading.understood_as


def _others(cited: Sequence[Candidate], ranked: Ranked, first: Candidate | None) -> list[Candidate]:
    """The next best after those cited, another reading *first*; no sentence twice, wherever it stands."""
    said = {candidate.sentence.text for candidate in cited}
    others = []
    for candidate in (*([first] if first else []), *ranked.candidates):
        if candidate.sentence.text not in said:
            said.add(candidate.sentence.text)
            others.append(candidate)
    return others[: SHOWN - len(cited)]


def citation(found: Sequence[FoundPassage], candidate: Candidate, score: float = 0.0) -> Citation:
    """A candidate as it is cited."""
    passage = found[candidate.passage].passage.passage
    start, end = candidate.sentence.span
    return Citation(
        passage.document, passage.title, passage.number, start, end, candidate.sentence.text, round(score, 4)
    )


def _citations(
    candidates: Sequence[Candidate], considered: AnswerTrace, ranked: Ranked
) -> tuple[Citation, ...]:
    scores = {
        (each.passage, each.at): float(score)
        for each, score in zip(ranked.candidates, ranked.scores, strict=True)
    }
    lowest = float(ranked.scores[-1])  # for a sentence that is cited only because another leans on it
    return tuple(
        citation(considered.found, each, scores.get((each.passage, each.at), lowest)) for each in candidates
    )


def _language(question: str, languages: Sequence[str]) -> str:
    """The language to understand a question in: its own if the corpus has it, or else the corpus's first."""
    own = detect(question)
    return own if own in languages or not languages else languages[0]
