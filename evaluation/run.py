"""A run: ask every gold question in order, judge the answers, and save them to compare later runs with."""

import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.records import Span
from evaluation.errors import SavedRunError
from evaluation.gold import GoldAnswer, GoldQuestion
from evaluation.judging import JudgedCorpus, Outcome, Pool, judge
from evaluation.kinds import counts_by_kind, kinds_as_json
from evaluation.metrics import figures, figures_as_json
from retrieval.intents.responding import respond
from retrieval.records import Answer, Citation, Grade, Turn
from retrieval.store.snapshot import Snapshot
from retrieval.text.question import analyze_question

Ask = Callable[[str, str | None], Answer]
"""(question, conversation) -> answer; a conversation keeps its turns, None means an independent question."""

Track = Callable[[Sequence[GoldQuestion], str], Iterable[GoldQuestion]]
"""(questions, a name for them) -> the same questions, showing progress while they are iterated."""

TURNS = 6
"""How many earlier turns an answer sees, as in chats and batches."""

FORMAT = 1
"""The format of saved runs; increase it with any change that older readers would misread."""


@dataclass(frozen=True, slots=True)
class Run:
    """The outcomes of one gold file on one version of a corpus.

    ``gold`` is the gold file's name with its folder's; ``corpus_version`` and ``corpus_sha256`` are the
    snapshot's.
    """

    gold: str
    corpus_version: str
    corpus_sha256: str
    outcomes: tuple[Outcome, ...]


def asker(snapshot: Snapshot) -> Ask:
    """Quoth itself, responding from one snapshot as it does in a chat, in `ask` and in batches."""
    return ask_in_conversations(lambda question, history: respond(question, snapshot, history))


def ask_in_conversations(reply: Callable[[str, Sequence[Turn]], Answer]) -> Ask:
    """An asker that passes the earlier turns of each conversation to *reply*."""
    histories: dict[str, deque[Turn]] = defaultdict(lambda: deque(maxlen=TURNS))

    def ask(question: str, conversation: str | None) -> Answer:
        if conversation is None:
            return reply(question, ())
        history = histories[conversation]
        answer = reply(question, tuple(history))
        history.append(Turn(question, answer))
        return answer

    return ask


def judged_corpus(snapshot: Snapshot) -> JudgedCorpus:
    """The corpus of a snapshot, as far as judging needs it."""
    cards = snapshot.documents
    return JudgedCorpus(
        texts={card.id: snapshot.document_text(card.id) for card in cards},
        languages={card.id: card.language for card in cards},
        language=snapshot.languages[0],
        expected=lambda question, language: analyze_question(question, language).expected,
    )


def measure(
    gold: Sequence[GoldQuestion],
    off_topic: Sequence[GoldQuestion],
    ask: Ask,
    corpus: JudgedCorpus,
    track: Track,
) -> tuple[Outcome, ...]:
    """Ask both kinds of questions, each in order; return the outcomes of the scored ones."""
    own = ask_all(track(gold, "gold questions"), ask, corpus, Pool.GOLD)
    strange = ask_all(track(off_topic, "off-topic questions"), ask, corpus, Pool.OFF_TOPIC)
    return (*own, *strange)


def ask_all(
    questions: Iterable[GoldQuestion], ask: Ask, corpus: JudgedCorpus, pool: Pool
) -> Iterator[Outcome]:
    """Ask every question in order, and yield the outcome of each scored one.

    Questions that are only context are asked but yield nothing.  The time is that of `ask` alone, in
    wall-clock milliseconds.
    """
    for gold in questions:
        began = time.perf_counter()
        answer = ask(gold.question, gold.conversation)
        elapsed_ms = round((time.perf_counter() - began) * 1000, 3)
        if gold.answerable is not None:
            yield judge(gold, answer, elapsed_ms, corpus, pool)


def save(run: Run, path: Path) -> None:
    """Write a run as one JSON object: its header, its figures, figures by kind, and each scored question."""
    content = {
        "format": FORMAT,
        "gold": run.gold,
        "corpus": {"version": run.corpus_version, "sha256": run.corpus_sha256},
        "figures": figures_as_json(figures(run.outcomes)),
        "kinds": kinds_as_json(counts_by_kind(run.outcomes)),
        "questions": [asdict(outcome) for outcome in run.outcomes],
    }
    try:
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise SavedRunError(f"{path}: {error.strerror}; choose another place for the run") from error


def load(path: Path) -> Run:
    """Read the run that `save` wrote to *path*; raises SavedRunError for anything else."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SavedRunError(f"{path}: {error.strerror}; save a run with --json {path}") from error
    except ValueError as error:
        raise SavedRunError(f"{path}: not JSON; save a run with --json {path}") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise SavedRunError(f"{path}: not a saved run of this format; save one again with --json {path}")
    try:
        return Run(
            gold=content["gold"],
            corpus_version=content["corpus"]["version"],
            corpus_sha256=content["corpus"]["sha256"],
            outcomes=tuple(_outcome(row) for row in content["questions"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SavedRunError(f"{path}: damaged ({error!r}); save a run again with --json {path}") from error


def _outcome(row: dict[str, Any]) -> Outcome:
    return Outcome(
        **{
            **row,
            "pool": Pool(row["pool"]),
            "grade": Grade(row["grade"]),
            "lengths": tuple(row["lengths"]),
            "cited": row["cited"] and Citation(**row["cited"]),
            "answers": tuple(_gold_answer(each) for each in row["answers"]),
            "documents": tuple(row["documents"]),
            "missing_terms": tuple(row["missing_terms"]),
        }
    )


def _gold_answer(row: dict[str, Any]) -> GoldAnswer:
    sentence = row["sentence"]
    return GoldAnswer(**{**row, "sentence": sentence and Span(*sentence)})
