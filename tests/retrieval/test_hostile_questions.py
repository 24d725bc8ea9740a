"""Questions made to be slow: one twice as long takes at most about twice the work."""

import random
import sys
from collections.abc import Iterator

import pytest

from retrieval.indexing.versions import build
from retrieval.intents.responding import respond
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tools.hostile_input.questions import KINDS, LONGEST_MESSAGE, message, words_of

_TIMES = 2.2
TEXT = """The keeper of Lumen trims the lantern beside the harbour. Edda Quist opened that harbour in 1871.

The Maritime Pilot Service (MPS) counted nineteen steamers, which carried sugar towards Olmen."""

USUAL = """Could you please tell me whether it was Edda Quist or somebody else who opened the harbour of
Lumen, and in which year that was, because the keeper who trims the lantern beside it says that nineteen
steamers of the Maritime Pilot Service carried their sugar towards Olmen in those days?"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "harbour.txt").write_text(TEXT, encoding="utf-8")
    snapshot = Snapshot(build(CorpusStore(folder / "harbour.txt", folder / "versions")).path)
    yield snapshot
    snapshot.close()


def calls_to_answer(question: str, snapshot: Snapshot) -> int:
    """How many functions are called and returned from, once what the question needs is loaded."""
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    respond(question, snapshot)
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        respond(question, snapshot)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("longest", [600, LONGEST_MESSAGE])
def test_a_hostile_question_twice_as_long_takes_about_twice_the_calls(
    harbour: Snapshot, kind: str, longest: int
) -> None:
    whole = message(kind, random.Random(kind), words_of(harbour), longest)
    half = whole[: longest // 2]

    usual, once, twice = (calls_to_answer(text, harbour) for text in (USUAL, half, whole))

    assert twice < _TIMES * max(once, usual)  # half of a question may find nothing, which takes little
