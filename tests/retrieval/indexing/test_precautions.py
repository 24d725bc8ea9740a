"""A hostile file is left out of a build, and everything else is built."""

from contextlib import closing
from pathlib import Path

import pytest

from management.proposing import propose_in_child
from processes.worker import Worker
from retrieval.indexing.bulk import ONE_BY_ONE
from retrieval.indexing.limits import REFUSALS, FileLimitError, memory_refusal, refusal_in, refusal_row
from retrieval.indexing.precautions import MAX_LEFT_OUT, NO_PRECAUTIONS
from retrieval.indexing.versions import build_candidate
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot


def test_a_refused_build_is_made_again_one_by_one_and_then_without_the_file() -> None:
    error = FileLimitError("/texts/notes.md", "takes more than 9 MB of memory")

    careful = NO_PRECAUTIONS.after(error)
    without = careful.after(error)

    assert (careful.one_by_one, careful.left_out) == (True, ())
    assert str(without.problem(Path("/texts/notes.md"))) == (
        "/texts/notes.md: takes more than 9 MB of memory, and was left out; split it"
    )
    assert without.problem(Path("/texts/other.md")) is None


def test_a_build_that_fails_without_a_faulty_file_is_refused() -> None:
    careful = NO_PRECAUTIONS.after(memory_refusal(""))

    with pytest.raises(FileLimitError, match="make the corpus smaller"):
        careful.after(memory_refusal(""))


def test_a_build_is_refused_once_many_files_were_left_out() -> None:
    precautions = NO_PRECAUTIONS.after(FileLimitError("a", "is slow"))
    for number in range(MAX_LEFT_OUT):
        precautions = precautions.after(FileLimitError(str(number), "is slow"))

    with pytest.raises(FileLimitError, match=r"last\.md is slow"):
        precautions.after(FileLimitError("last.md", "is slow"))


def test_a_refusal_from_the_child_still_names_its_file() -> None:
    arrived = refusal_in(refusal_row(memory_refusal("/texts/notes.md"), REFUSALS), REFUSALS)

    assert isinstance(arrived, FileLimitError)
    assert arrived.file == "/texts/notes.md"


def test_one_by_one_the_same_version_is_built(store: CorpusStore) -> None:
    careful = NO_PRECAUTIONS.after(FileLimitError("a", "is slow"))

    assert ONE_BY_ONE.ahead == 0
    assert build_candidate(store, precautions=careful).version == build_candidate(store).version


async def test_a_file_that_takes_too_long_is_named_and_all_others_are_built(
    store: CorpusStore, source: Path
) -> None:
    (source / "hostile.md").write_text("- word\n" * 80_000, encoding="utf-8")
    hasty = Worker(
        "management.proposing", lambda last: 1.0 if "hostile" in last.get("reading", "") else 300.0
    )

    proposal = await propose_in_child(store, worker=hasty)

    assert proposal.documents == 1
    assert [problem.split("; ")[0] for problem in proposal.problems] == [
        f"{source / 'hostile.md'}: made no progress for 1 seconds and was ended, and was left out"
    ]
    with closing(Snapshot(store.path_of(proposal.version))) as snapshot:
        assert "burns" in snapshot.document_text("lamp")
