"""A small corpus of our own with gold questions, and outcomes made by hand."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from evaluation.gold import GoldAnswer
from evaluation.judging import Outcome, Pool
from retrieval.indexing.versions import build
from retrieval.records import Citation, Grade
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot

DOCUMENTS = {
    "mill": (
        "Old Mill",
        "The old mill was built in 1788. Its wheel turned for ninety years. A flood broke it.",
    ),
    "bridge": (
        "Stone Bridge",
        "The stone bridge has seven arches. Masons from Tarn raised it. No toll is asked.",
    ),
    "orchard": (
        "Orchard",
        "The orchard grows pears and quinces. Sister Odile planted it. Wasps love the quinces.",
    ),
}
GOLD: list[dict[str, Any]] = [
    {"id": "built", "question": "When was the mill built?", "answerable": True, "at": ("mill", "1788")},
    {
        "id": "arches",
        "question": "How many arches has the bridge?",
        "answerable": True,
        "at": ("bridge", "seven"),
    },
    {"id": "planted", "question": "Who planted the orchard?", "answerable": True, "at": ("orchard", "Odile")},
    {"id": "price", "question": "What does the orchard cost?", "answerable": False},
    {
        "id": "hello",
        "question": "Tell me about the bridge",
        "answerable": None,
        "conversation": "c",
        "turn": 1,
    },
    {
        "id": "masons",
        "question": "Who raised the bridge?",
        "answerable": True,
        "at": ("bridge", "Masons"),
        "conversation": "c",
        "turn": 2,
    },
]
OFF_TOPIC = [
    {"id": "moon", "question": "Which rocket reached the moon first?", "answerable": False},
    {"id": "chess", "question": "Why do chess players castle?", "answerable": False},
]

MakeOutcome = Callable[..., Outcome]


def gold_row(row: dict[str, Any]) -> dict[str, Any]:
    """A gold row with its place found in the corpus above."""
    if "at" not in row:
        return {**row, "answers": []}
    document, words = row["at"]
    answer = {"document": document, "start": DOCUMENTS[document][1].index(words), "text": words}
    return {**{name: value for name, value in row.items() if name != "at"}, "answers": [answer]}


def write_lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    """A JSON lines file of these rows."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with corpus.jsonl, gold.jsonl and strange.jsonl (off-topic); not to be changed."""
    folder = tmp_path_factory.mktemp("measured")
    rows = [{"_id": name, "title": title, "text": text} for name, (title, text) in DOCUMENTS.items()]
    write_lines(folder / "corpus.jsonl", rows)
    write_lines(folder / "gold.jsonl", [gold_row(row) for row in GOLD])
    write_lines(folder / "strange.jsonl", OFF_TOPIC)
    build(CorpusStore(folder / "corpus.jsonl", folder / "state" / "versions"))
    return folder


@pytest.fixture(scope="session")
def snapshot(home: Path) -> Iterator[Snapshot]:
    """The corpus, opened."""
    built = build(CorpusStore(home / "corpus.jsonl", home / "state" / "versions"))
    with closing(Snapshot(built.path)) as opened:
        yield opened


@pytest.fixture
def make_outcome() -> MakeOutcome:
    """Makes outcomes; by default answerable, with known gold, right at rank 1 with confidence .9."""

    def make(id: str = "q", *, answerable: bool = True, hit_rank: int | None = 1, **more: Any) -> Outcome:  # noqa: A002
        found = answerable and hit_rank is not None
        fields: dict[str, Any] = {
            "id": id,
            "question": f"question {id}?",
            "pool": Pool.GOLD,
            "conversation": None,
            "turn": 1,
            "answerable": answerable,
            "grade": Grade.ANSWER,
            "confidence": 0.9,
            "elapsed_ms": 1.0,
            "hit_rank": hit_rank if answerable else None,
            "document_rank": 1 if found else None,
            "quoted": 1,
            "verbatim": 1,
            "lengths": (40,),
            "cited": Citation("d", "Title", 1, 0, 40, "A cited sentence.", 1.0),
            "answers": (GoldAnswer("d", "gold", 0),) if answerable else (),
            "documents": ("d",) if answerable else (),
            "missing_terms": (),
            "understood_as": None,
            "expected": "person",
            "language": "en",
        }
        return Outcome(**{**fields, **more})

    return make
