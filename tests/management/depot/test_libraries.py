"""Several libraries in one depot: each has a place of its own, and the only corpus has the top."""

from typing import Any

from management.depot.blobs import Blobs
from management.depot.depot import Depot
from retrieval.store.corpus_store import CorpusStore


def test_a_library_has_a_part_of_the_depot_to_itself(depot: Depot, home: Any, built: str) -> None:
    news, handbook = depot.of_library("news"), depot.of_library("handbook")

    news.put(home.store, built)
    news.note_published(built, "a-list")

    assert list(news.versions()) == [built]
    assert (news.published(), news.published_sources()) == (built, "a-list")
    assert (handbook.versions(), handbook.published()) == ({}, None)
    assert (depot.versions(), depot.published()) == ({}, None)
    assert news.check(built).version == built


def test_a_machine_can_fetch_a_library_into_a_folder_of_any_name(
    depot: Depot, home: Any, built: str, tmp_path: Any
) -> None:
    news = depot.of_library("news")
    (tmp_path / "papers").mkdir()
    elsewhere = CorpusStore(tmp_path / "papers", tmp_path / "elsewhere")
    news.put(home.store, built)

    news.fetch(elsewhere, built)

    elsewhere.open_version(built).close()
    assert {name.partition("/")[0] for name, _, _ in elsewhere.files_of(built)} == {"papers"}


def test_sweeping_a_library_leaves_the_rest_of_the_depot_alone(
    depot: Depot, home: Any, built: str, tmp_path: Any
) -> None:
    news, handbook = depot.of_library("news"), depot.of_library("handbook")
    file = tmp_path / "lamp.txt"
    file.write_text("The lamp burns.")
    digests = {Blobs(each.objects).put(file) for each in (news, handbook, depot)}
    for each in (news, handbook, depot):
        each.put(home.store, built)

    swept = news.sweep(keep=0, needed=(), unfinished_seconds=-1)
    Blobs(news.objects).sweep((), unneeded_seconds=-1)

    assert swept == [built]
    assert list(news.versions()) == []
    assert list(news.objects.list_objects("")) == []
    for each in (handbook, depot):
        assert list(each.versions()) == [built]
        assert each.check(built).version == built
        assert all(each.objects.has(f"blobs/{digest}.gz") for digest in digests)
