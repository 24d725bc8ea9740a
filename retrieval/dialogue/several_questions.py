"""One answer to two questions in one message: the best sentence for each."""

from collections.abc import Callable, Iterable, Sequence

from retrieval.query.copies import on_one_line
from retrieval.records import Answer, Citation, Grade, Turn

Ask = Callable[[str, Sequence[Turn]], Answer]
"""(question, history) -> answer."""

_SHOWN = 10  # citations and others together
_HEAD = 5  # leading letters shared by words of one family


def answer_each(message: str, questions: Sequence[str], ask: Ask, history: Sequence[Turn]) -> Answer:
    """Combine the answers to the *questions* in a *message*; each question follows up the ones before it.

    The grade is the worst one, except that it is partial if only some questions have no answer.  The first
    citations of all answers come first.
    """
    turns: list[Turn] = []
    for question in questions:
        turns.append(Turn(question, ask(question, (*history, *turns))))
    answers = [turn.answer for turn in turns]
    cited = _distinct(each for answer in answers for each in answer.citations[:1])
    others = [each for answer in answers for each in (*answer.citations[1:], *answer.others)]
    more = _distinct([*cited, *others])[len(cited) :]
    return Answer(
        message,
        _joint_grade([answer.grade for answer in answers]),
        min(answer.confidence for answer in answers),
        cited,
        more[: _SHOWN - len(cited)],
        _joint_missing(answers, cited),
        _understood_as(turns),
    )


def _joint_grade(grades: Sequence[Grade]) -> Grade:
    """The grade of several answers together.

    >>> _joint_grade([Grade.ANSWER, Grade.NONE])
    <Grade.PARTIAL: 'partial'>
    """
    return grades[0] if len(set(grades)) == 1 else Grade.PARTIAL


def _joint_missing(answers: Sequence[Answer], cited: Sequence[Citation]) -> tuple[str, ...]:
    """The missing words; if one of the questions has no answer, only words that the whole corpus lacks."""
    silent = [answer for answer in answers if answer.grade is Grade.NONE]
    text = "\n".join(each.text for each in cited).casefold()
    missing = [word for answer in silent or answers for word in answer.missing_terms]
    return tuple(dict.fromkeys(word for word in missing if word[:_HEAD].casefold() not in text))


def _understood_as(turns: Sequence[Turn]) -> str | None:
    if all(turn.answer.understood_as is None for turn in turns):
        return None
    return " ".join(turn.answer.understood_as or turn.question for turn in turns)


def _distinct(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """The citations without repeated sentences, ignoring line breaks."""
    distinct: dict[str, Citation] = {}
    for citation in citations:
        distinct.setdefault(on_one_line(citation.text).casefold(), citation)
    return tuple(distinct.values())
