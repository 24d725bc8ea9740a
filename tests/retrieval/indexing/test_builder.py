import json
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from retrieval.indexing.builder import write_version
from retrieval.indexing.bulk import Batching
from retrieval.indexing.progress import BuildProgress
from retrieval.store.manifest import MANIFEST
from retrieval.store.snapshot import Snapshot


def logbook(folder: Path, days: int) -> Path:
    path = folder / "log.jsonl"
    rows = ({"_id": f"day-{at}", "text": f"On day {at} the keeper trims lamp w{at}."} for at in range(days))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_build_reports_how_far_it_is(tmp_path: Path) -> None:
    reports: list[BuildProgress] = []
    (tmp_path / "version").mkdir()

    write_version(
        logbook(tmp_path, 30),
        tmp_path / "version",
        progress=reports.append,
        seconds_between_reports=0,
        batching=Batching(characters=100, alone=100),
    )

    done = [each.documents for each in reports]

    assert (done, done[-1]) == (sorted(done), 30)
    assert len(done) > 5
    assert {each.total for each in reports} == {30}
    assert reports[-1].remaining == 0


def test_the_remaining_time_is_estimated_from_what_is_done() -> None:
    progress = BuildProgress(documents=25, total=100, passages=50, seconds=10)

    assert (progress.rate, progress.remaining) == (5, 30)


def test_documents_keep_their_passages_in_order_whatever_the_engine(tmp_path: Path) -> None:
    source = logbook(tmp_path, 600)
    for engine in ("rank-bm25", "tantivy"):
        folder = tmp_path / engine
        folder.mkdir()

        manifest, _ = write_version(source, folder, engine)

        assert manifest["engine"] == engine

        snapshot = Snapshot(folder)
        for at in (0, 299, 599):
            (hit,) = snapshot.engine.search({f"w{at}": 1.0}, 1)

            assert snapshot.passage_at(hit.passage).document == f"day-{at}"
        snapshot.close()


def test_the_text_has_one_fingerprint_whatever_the_engine(tmp_path: Path) -> None:
    source = logbook(tmp_path, 3)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, _ = write_version(source, tmp_path / "a", "rank-bm25")
    other, _ = write_version(source, tmp_path / "b", "tantivy")

    assert one["sha256"] == other["sha256"]
    assert one["version"] != other["version"]


def test_a_refused_build_leaves_no_version(tmp_path: Path) -> None:
    source = tmp_path / "blank.txt"
    source.write_text(" \n", encoding="utf-8")
    (tmp_path / "version").mkdir()

    with pytest.raises(CorpusError):
        write_version(source, tmp_path / "version")
    assert not (tmp_path / "version" / MANIFEST).exists()
