"""The gold gate: ask the published version and its successor the corpus's own gold questions."""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from corpus.starters import gold_files
from evaluation.errors import GoldError
from evaluation.gold import GoldAnswer, GoldQuestion, read_gold
from evaluation.judging import Outcome, Pool
from evaluation.run import ask_all, asker, judged_corpus
from retrieval.intents.responding import respond
from retrieval.records import Grade
from retrieval.store.snapshot import Snapshot

OnAsked = Callable[[int, int], None]
"""Called with the number of questions asked so far, and the total."""

SECONDS_BETWEEN_REPORTS = 0.2


class Effect(StrEnum):
    """The effect of a newer version on the answer of a gold question, the worst first.

    ``ANSWERED``: the question had no answer and now gets one from new text.
    """

    LOST = "lost"
    ANSWERED = "newly answered"
    GAINED = "gained"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class GoldChange:
    """A gold question that the two versions answer differently.

    ``before`` and ``after`` are the first sentence of each answer, "" if there is none; ``was_right`` and
    ``is_right`` are None if the gold does not decide that: a gold question without an answer was judged on
    the older text, and says nothing about a sentence that only the newer one has.
    """

    id: str
    question: str
    before: str
    after: str
    was_right: bool | None
    is_right: bool | None

    @property
    def effect(self) -> Effect:
        """The effect of the newer version on the answer."""
        match self.was_right, self.is_right:
            case True, False:
                return Effect.LOST
            case True, None:
                return Effect.ANSWERED
            case False, True:
                return Effect.GAINED
            case _:
                return Effect.CHANGED


@dataclass(frozen=True, slots=True)
class GoldReport:
    """How two versions answer the gold questions of a corpus, and which gold files cannot be read."""

    asked: int
    right_before: int
    right_after: int
    changes: tuple[GoldChange, ...]
    unreadable: tuple[str, ...] = ()

    @property
    def lost(self) -> tuple[GoldChange, ...]:
        """The questions that were answered correctly and no longer are."""
        return tuple(change for change in self.changes if change.effect is Effect.LOST)

    @property
    def reason_to_hold(self) -> str:
        """Why the newer version should not be published without confirmation; "" if there is no reason."""
        if self.unreadable:
            return f"gold questions cannot be read: {self.unreadable[0]}"
        if not self.lost:
            return ""
        return (
            f"{len(self.lost)} of {self.asked} gold questions lose their right answer "
            f"({self.right_before} right before, {self.right_after} after), such as: {self.lost[0].question}"
        )


NO_GOLD = GoldReport(0, 0, 0, ())


def compare_golds(
    old: Snapshot, new: Snapshot, contents: Path, asked: OnAsked = lambda done, of: None
) -> GoldReport:
    """Ask both versions the gold questions that are beside *contents* now.

    An answer is right if it has the words of the gold answer, at any place: moving text is not a loss.
    """
    questions, unreadable = read_golds(contents)
    ask_old, ask_new = _outcomes_of(old), _outcomes_of(new)
    before: list[Outcome] = []
    after: list[Outcome] = []
    for number, question in enumerate(questions, 1):
        before += ask_old(question)
        after += ask_new(question)
        asked(number, len(questions))
    rights = [None if _is_newly_answered(outcome, old) else _right(outcome) for outcome in after]
    changes = map(_change, before, after, rights)
    return GoldReport(
        asked=len(after),
        right_before=sum(_right(outcome) is True for outcome in before),
        right_after=rights.count(True),
        changes=tuple(filter(None, changes)),
        unreadable=unreadable,
    )


def at_intervals(
    asked: OnAsked, seconds: float = SECONDS_BETWEEN_REPORTS, clock: Callable[[], float] = time.monotonic
) -> OnAsked:
    """Throttle *asked*: call it at most once every *seconds*, and at the end.

    A bot has to read each report while it answers questions.
    """
    last = -math.inf

    def report(done: int, of: int) -> None:
        nonlocal last
        now = clock()
        if done == of or now - last >= seconds:
            last = now
            asked(done, of)

    return report


def answerable_now(questions: Iterable[str], old: Snapshot | None, new: Snapshot) -> tuple[str, ...]:
    """Which of the unanswered questions the newer version answers and the older one does not."""
    return tuple(
        question
        for question in dict.fromkeys(questions)
        if respond(question, new).grade is Grade.ANSWER
        and (old is None or respond(question, old).grade is not Grade.ANSWER)
    )


def read_golds(contents: Path) -> tuple[list[GoldQuestion], tuple[str, ...]]:
    """The questions of every gold file of a corpus, and what is wrong with the files that cannot be read."""
    questions: list[GoldQuestion] = []
    unreadable: list[str] = []
    for path in gold_files(contents):
        try:
            questions += [_identified_by_words(question, path.name) for question in read_gold(path)]
        except GoldError as error:
            unreadable.append(str(error))
    return questions, tuple(unreadable)


def _outcomes_of(snapshot: Snapshot) -> Callable[[GoldQuestion], Iterator[Outcome]]:
    """A function that asks a version a question and keeps track of the conversations of questions."""
    known, ask = judged_corpus(snapshot), asker(snapshot)
    return lambda question: ask_all([question], ask, known, Pool.GOLD)


def _identified_by_words(question: GoldQuestion, name: str) -> GoldQuestion:
    """The question with its answers identified by their words, and its conversation by its file as well."""
    answers = tuple(GoldAnswer("", answer.text) if answer.text else answer for answer in question.answers)
    conversation = question.conversation and f"{name}: {question.conversation}"
    return replace(question, answers=answers, conversation=conversation)


def _right(outcome: Outcome) -> bool | None:
    """Whether a question is answered correctly; None if its gold does not decide that."""
    if not outcome.judged:
        return None
    if outcome.answerable:
        return outcome.right and outcome.grade is not Grade.NONE
    return outcome.grade is not Grade.ANSWER


def _is_newly_answered(outcome: Outcome, old: Snapshot) -> bool:
    """Whether a question without an answer is answered with a sentence that the older version lacks."""
    if outcome.answerable or outcome.grade is not Grade.ANSWER or outcome.cited is None:
        return False
    try:
        return outcome.cited.text not in old.document_text(outcome.cited.document)
    except KeyError:
        return True


def _change(before: Outcome, after: Outcome, is_right: bool | None) -> GoldChange | None:
    first, second, was_right = _first_sentence(before), _first_sentence(after), _right(before)
    if first == second and was_right == is_right:
        return None
    return GoldChange(after.id, after.question, first, second, was_right, is_right)


def _first_sentence(outcome: Outcome) -> str:
    """The first sentence of an answer; "" for a doubtful one."""
    return outcome.cited.text if outcome.cited and outcome.grade is not Grade.NONE else ""
