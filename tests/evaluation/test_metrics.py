import importlib.util
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation.gold import read_gold
from evaluation.judging import JudgedCorpus, Outcome, Pool, judge
from evaluation.metrics import METRICS, figures, figures_as_json, figures_from_json
from evaluation.sets import SHARED
from retrieval.records import Answer, Citation, Grade

SCORER = SHARED / "eval" / "score.py"
SENTENCES = 12
LENGTH = 30
TEXTS = {
    name: "".join(f"{name} sentence number {at:02}.".ljust(LENGTH) for at in range(SENTENCES))
    for name in "abcdef"
}


def values(outcomes: list[Outcome]) -> dict[str, float]:
    return {name: figure.value for name, figure in figures(outcomes).items()}


def test_hits_and_ranks_are_shares_of_the_answerable_questions(make_outcome: Callable[..., Outcome]) -> None:
    ranks = (1, 2, 4, None)
    asked = [make_outcome(str(at), hit_rank=rank, document_rank=rank) for at, rank in enumerate(ranks)]

    got = values([*asked, make_outcome("u", answerable=False)])

    assert (got["hit@1"], got["hit@3"]) == (0.25, 0.5)
    assert got["mrr"] == pytest.approx((1 + 1 / 2 + 1 / 4) / 4)
    assert (got["document@1"], got["document@5"]) == (0.25, 0.75)


def test_precision_is_over_all_questions_graded_answer(
    make_outcome: Callable[..., Outcome],
) -> None:
    got = values(
        [
            make_outcome("right"),
            make_outcome("wrong", hit_rank=2),
            make_outcome("near", answerable=False),
            make_outcome("held", grade=Grade.PARTIAL),
            make_outcome("strange", answerable=False, pool=Pool.OFF_TOPIC),
            make_outcome("document only", answers=(), hit_rank=None),
        ]
    )

    assert got["answer_precision"] == pytest.approx(1 / 3)
    assert got["off_topic_precision"] == pytest.approx(1 / 3)


def test_near_misses_and_off_topic_questions_never_mix(make_outcome: Callable[..., Outcome]) -> None:
    got = values(
        [
            make_outcome("a", confidence=0.6),
            make_outcome("n", answerable=False, confidence=0.8),
            make_outcome("o", answerable=False, pool=Pool.OFF_TOPIC, confidence=0.1, grade=Grade.NONE),
        ]
    )

    assert (got["abstention_auroc"], got["off_topic_auroc"]) == (0.0, 1.0)
    assert (got["unanswerable_answered"], got["off_topic_answered"]) == (1.0, 0.0)
    assert (got["unanswerable_refused"], got["off_topic_refused"]) == (0.0, 1.0)
    assert got["brier"] == pytest.approx((0.4**2 + 0.8**2) / 2)
    assert got["off_topic_brier"] == pytest.approx((0.4**2 + 0.1**2) / 2)


def test_follow_ups_are_the_turns_after_the_first(make_outcome: Callable[..., Outcome]) -> None:
    got = values([make_outcome("1", turn=1), make_outcome("2", turn=2, hit_rank=None)])

    assert (got["first_turn_hit@1"], got["follow_up_hit@1"], got["follow_up_document@1"]) == (1.0, 0.0, 0.0)


def test_figures_over_no_question_are_left_out(make_outcome: Callable[..., Outcome]) -> None:
    got = figures([make_outcome("a")])

    assert "hit@1" in got
    assert not {
        name for name in got if name.startswith(("off_topic", "follow_up", "unanswerable", "abstention"))
    }
    assert figures([]) == {}


def test_a_figure_has_its_count_and_its_interval(make_outcome: Callable[..., Outcome]) -> None:
    figure = figures([make_outcome(str(at), hit_rank=1 + at % 2) for at in range(50)])["hit@1"]

    assert figure.count == 50
    assert figure.interval is not None
    assert 0.3 < figure.interval.low < 0.5 < figure.interval.high < 0.7


def test_the_turns_of_a_conversation_are_resampled_together(make_outcome: Callable[..., Outcome]) -> None:
    def spread(conversation: Callable[[int], str | None]) -> float:
        asked = [
            make_outcome(str(at), hit_rank=1 if at < 20 else 2, conversation=conversation(at))
            for at in range(40)
        ]
        interval = figures(asked)["hit@1"].interval
        assert interval is not None
        return interval.high - interval.low

    assert spread(lambda at: str(at // 10)) > 1.5 * spread(lambda at: None)


def test_length_and_time_are_medians_of_the_sets_own_questions(make_outcome: Callable[..., Outcome]) -> None:
    got = values(
        [
            make_outcome("a", lengths=(10, 30), elapsed_ms=1.0),
            make_outcome("b", lengths=(20,), elapsed_ms=9.0),
            make_outcome("o", answerable=False, pool=Pool.OFF_TOPIC, lengths=(900,), elapsed_ms=99.0),
        ]
    )

    assert (got["citation_chars_p50"], got["p50_ms"], got["p99_ms"]) == (20.0, 9.0, 9.0)


def test_verbatim_is_a_share_of_citations(make_outcome: Callable[..., Outcome]) -> None:
    assert (
        values([make_outcome("a", quoted=9, verbatim=9), make_outcome("b", quoted=1, verbatim=0)])["verbatim"]
        == 0.9
    )


def test_figures_are_read_back_as_they_were_written(make_outcome: Callable[..., Outcome]) -> None:
    measured = figures([make_outcome("a"), make_outcome("b", hit_rank=3)])

    assert figures_as_json(figures_from_json(figures_as_json(measured))) == figures_as_json(measured)


def test_figure_names_are_unique() -> None:
    assert len({metric.name for metric in METRICS}) == len(METRICS)


def _gold_rows(dice: random.Random) -> list[dict[str, Any]]:
    return [_gold_row(dice, number) for number in range(300)]


def _gold_row(dice: random.Random, number: int) -> dict[str, Any]:
    row: dict[str, Any] = {"id": f"q{number}", "question": "Which one?", "answers": []}
    row["answerable"] = dice.choice([True, True, True, False, None])
    if dice.random() < 0.5:
        row |= {"conversation": f"c{number // 3}", "turn": 1 + number % 3}
    if row["answerable"] is False:
        return row
    if dice.random() < 0.2:
        return row | {"documents": dice.sample(sorted(TEXTS), 2)}
    return row | {"answers": [_gold_answer(dice) for _ in range(dice.choice([1, 1, 2]))]}


def _gold_answer(dice: random.Random) -> dict[str, Any]:
    document, at = dice.choice(sorted(TEXTS)), dice.randrange(SENTENCES)
    start = at * LENGTH
    answer: dict[str, Any] = {
        "document": document,
        "text": TEXTS[document][start : start + 20],
        "start": start + 5,
    }
    if dice.random() < 0.2:
        del answer["start"]
    if dice.random() < 0.7:
        answer["sentence"] = [start, start + LENGTH]
    return answer


def _answer(dice: random.Random) -> Answer:
    cited = tuple(_citation(dice) for _ in range(10))
    grade = dice.choice([Grade.ANSWER, Grade.ANSWER, Grade.PARTIAL, Grade.NONE])
    first = 0 if grade is Grade.NONE else dice.randint(1, 3)
    return Answer(
        "Which one?", grade, dice.randrange(8) / 7, cited[:first], cited[first : dice.randint(first, 10)]
    )


def _citation(dice: random.Random) -> Citation:
    document, at = dice.choice([*sorted(TEXTS), "gone"]), dice.randrange(SENTENCES)
    start, end = at * LENGTH, (at + dice.choice([1, 1, 1, 2, 3])) * LENGTH
    text = TEXTS.get(document, "")[start:end] if dice.random() < 0.9 else "made up"
    return Citation(document, "", 1, start, end, text, 1.0)


def _as_printed(identity: str, answer: Answer, elapsed_ms: float) -> dict[str, Any]:
    return {
        "id": identity,
        "grade": answer.grade.value,
        "confidence": answer.confidence,
        "elapsed_ms": elapsed_ms,
        **{
            part: [
                {"document": c.document, "start": c.start, "end": c.end, "text": c.text}
                for c in getattr(answer, part)
            ]
            for part in ("citations", "others")
        },
    }


@pytest.mark.skipif(
    not SCORER.exists(), reason="the outside scorer is not beside this checkout (../shared/eval)"
)
@pytest.mark.parametrize("seed", range(5))
def test_the_outside_scorer_gives_the_same_figures(seed: int, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("outside_scorer", SCORER)

    assert spec is not None
    assert spec.loader is not None

    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    dice = random.Random(seed)
    rows = _gold_rows(dice)
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    answers = {row["id"]: (_answer(dice), round(dice.expovariate(0.2), 3)) for row in rows}
    corpus = JudgedCorpus(TEXTS, {}, "en", lambda question, language: "")
    outcomes = [
        judge(gold, *answers[gold.id], corpus, Pool.GOLD)
        for gold in read_gold(path)
        if gold.answerable is not None
    ]
    printed = [_as_printed(identity, *given) for identity, given in answers.items()]
    theirs = scorer.score(rows, printed, TEXTS)
    ours = values(outcomes)
    compared = {name for name in theirs if name not in {"questions", "missing", "errors"}}

    assert len(compared) == 17

    digits = {"p50_ms": 2, "p99_ms": 2}

    assert {name: round(ours[name], digits.get(name, 3)) for name in compared} == {
        name: theirs[name] for name in compared
    }
    assert theirs["questions"] == len(outcomes)
