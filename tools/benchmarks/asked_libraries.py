"""Measure what is lost by asking a few of many libraries instead of all of them.

``python -m tools.benchmarks.asked_libraries FOLDER`` divides the documents of an evaluation set
(``corpus.jsonl`` and ``gold.jsonl``) among 20 libraries and among 100, in blocks or, with ``--dealt``, like
cards.  Each question is put to all of them together, under several rules that choose which are really asked.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import astuple, dataclass, replace
from itertools import pairwise
from pathlib import Path

from evaluation.gold import GoldQuestion, read_gold, sample
from evaluation.judging import hit_rank
from retrieval.indexing.versions import build
from retrieval.intents.responding import respond
from retrieval.intents.together import DEFAULT_LIMITS, AskingLimits, ask_together
from retrieval.records import Answer, Grade, Turn
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.joint_ids import split_id
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot

ALL = AskingLimits(max_corpora=10**6)
RULES = {
    "all": ALL,
    "as it is": DEFAULT_LIMITS,
    "five, whether or not one has answered": replace(DEFAULT_LIMITS, min_match_once_answered=0.0),
    **{
        f"once one has answered from {share}": replace(DEFAULT_LIMITS, min_match_once_answered=share)
        for share in (0.75, 0.8, 0.9, 1.0)
    },
    **{f"from {share}": replace(DEFAULT_LIMITS, min_match=share) for share in (0.5, 0.6, 0.7)},
    **{f"{most} at the most": replace(DEFAULT_LIMITS, max_corpora=most) for most in (3, 8)},
}
"""The rules that are compared, by name."""


HEAD = """\
| asked | right first | right cited | right shown | answered | of them right | libraries asked |
|---|---|---|---|---|---|---|"""


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """The result of a rule: the shares of answerable questions with the right sentence first, cited, shown.

    ``precision`` is the share of right first sentences among ``answered`` ones, those graded as answers, of
    questions with and without an answer; ``asked`` is how many libraries a question was put to on average.
    """

    first: float
    cited: float
    shown: float
    answered: int
    precision: float
    asked: float


def main(words: Sequence[str] | None = None) -> None:
    """Print the figures of each rule for each number of libraries."""
    given = _arguments().parse_args(words)
    questions = sample(read_gold(given.folder / "gold.jsonl"), given.questions)
    for number in given.libraries:
        with divided(given.folder / "corpus.jsonl", number, dealt=given.dealt) as joint:
            print(f"\n{given.folder.name}, {len(questions)} questions, {number} libraries\n\n{HEAD}")
            for name, figures in measure(joint, questions).items():
                print(_row(name, figures), flush=True)


def _row(name: str, figures: RuleFigures) -> str:
    first, cited, shown, answered, precision, asked = astuple(figures)
    right = f"{first:.3f} | {cited:.3f} | {shown:.3f}"
    return f"| {name} | {right} | {answered} | {precision:.3f} | {asked:.2f} |"


@contextmanager
def divided(corpus: Path, number: int, *, dealt: bool) -> Iterator[JointSnapshot]:
    """A snapshot of the documents of a file, divided among *number* libraries."""
    rows = corpus.read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        members: dict[str, Snapshot] = {}
        for place, own in enumerate(parts(rows, number, dealt=dealt)):
            source = Path(home, f"library{place}.jsonl")
            source.write_text("\n".join(own), encoding="utf-8")
            build(store := CorpusStore(source, Path(home, "versions")))
            members[source.stem] = stack.enter_context(closing(store.open_published()))
        yield JointSnapshot(members)


def parts(rows: Sequence[str], number: int, *, dealt: bool) -> list[Sequence[str]]:
    """*rows* in *number* parts, in blocks or dealt like cards.

    >>> parts("abcde", 2, dealt=False), parts("abcde", 2, dealt=True)
    (['ab', 'cde'], ['ace', 'bd'])
    """
    if dealt:
        return [rows[place::number] for place in range(number)]
    ends = [len(rows) * place // number for place in range(number + 1)]
    return [rows[start:end] for start, end in pairwise(ends)]


def measure(joint: JointSnapshot, questions: Sequence[GoldQuestion]) -> dict[str, RuleFigures]:
    """The figures of each rule; a library answers a question once, for all of them."""
    counts = {name: Counter[str]() for name in RULES}
    for question in questions:
        asking = AskedOnce()
        for name, rule in RULES.items():
            counts[name] += _counted(question, joint, rule, asking)
    return {name: _figures(counted) for name, counted in counts.items()}


class AskedOnce:
    """Asks each library a question once; ``asked`` counts how often libraries would have been asked."""

    def __init__(self) -> None:
        self._answers: dict[str, Answer] = {}
        self.asked = 0

    def __call__(self, message: str, member: Snapshot, history: Sequence[Turn]) -> Answer:
        """The library's answer."""
        self.asked += 1
        if member.version not in self._answers:
            self._answers[member.version] = respond(message, member, history)
        return self._answers[member.version]


def _counted(
    question: GoldQuestion, joint: JointSnapshot, rule: AskingLimits, asking: AskedOnce
) -> Counter[str]:
    before = asking.asked
    found = ask_together(asking, question.question, joint, (), rule)
    near = [replace(each, document=split_id(each.document)[1]) for each in (*found.citations, *found.others)]
    rank = hit_rank(near, question.answers) if question.answerable else None
    answered = found.grade is Grade.ANSWER
    return Counter(
        answerable=bool(question.answerable),
        first=rank == 1,
        cited=rank is not None and rank <= len(found.citations),
        shown=rank is not None,
        answered=answered,
        right=answered and rank == 1,
        asked=asking.asked - before,
        questions=1,
    )


def _figures(counted: Counter[str]) -> RuleFigures:
    of = {name: counted[name] / counted["answerable"] for name in ("first", "cited", "shown")}
    precision = counted["right"] / max(counted["answered"], 1)
    return RuleFigures(
        **of, answered=counted["answered"], precision=precision, asked=counted["asked"] / counted["questions"]
    )


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="with corpus.jsonl and gold.jsonl")
    parser.add_argument("--libraries", type=int, nargs="+", default=[20, 100], help="how many libraries")
    parser.add_argument("--questions", type=int, default=600, help="questions at most")
    parser.add_argument("--dealt", action="store_true", help="deal the documents like cards")
    return parser


if __name__ == "__main__":
    main()
