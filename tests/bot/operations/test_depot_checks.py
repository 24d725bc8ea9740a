"""The findings of `doctor` about a depot."""

import time
from pathlib import Path

import pytest

from bot.operations.depot_checks import check_depot
from bot.operations.findings import Finding, Severity
from config.settings import Settings
from management.depot.depot import Depot
from management.depot.folder_store import FolderStore
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "lamp.txt").write_text("The lamp burns.")
    return Settings(corpus=tmp_path / "articles", state_dir=tmp_path / "state", depot=str(tmp_path / "depot"))


def published(settings: Settings) -> CorpusStore:
    store = CorpusStore(settings.corpus, settings.state_dir / "versions")
    build(store)
    return store


def worst(findings: list[Finding]) -> Finding:
    order = list(Severity)
    return max(findings, key=lambda each: order.index(each.severity))


def test_without_a_depot_there_are_no_findings(settings: Settings) -> None:
    assert list(check_depot(settings.model_copy(update={"depot": ""}))) == []


def test_a_depot_that_has_what_is_published_is_fine(settings: Settings) -> None:
    store = published(settings)
    version = build(store).version
    Depot(FolderStore(Path(settings.depot))).put(store, version)

    findings = list(check_depot(settings))

    assert [each.severity for each in findings] == [Severity.OK, Severity.OK]
    assert f"{version} is there" in findings[1].state
    assert not list(Path(settings.depot).rglob("probes/*"))


def test_a_published_version_that_is_not_there_is_named(settings: Settings) -> None:
    version = build(published(settings)).version

    found = worst(list(check_depot(settings)))

    assert (found.severity, found.remedy) == (Severity.WARNING, "python run_bot.py corpus depot push")
    assert version in found.state


def test_a_depot_that_cannot_be_written_is_an_error(settings: Settings) -> None:
    Path(settings.depot).write_text("no folder")

    assert worst(list(check_depot(settings))).severity is Severity.ERROR


@pytest.mark.parametrize("off", [-3600.0, 3600.0])
def test_clocks_that_are_far_apart_are_named(settings: Settings, off: float) -> None:
    found = worst(list(check_depot(settings, lambda: time.time() + off)))

    assert "s apart" in found.state


def test_each_of_several_libraries_is_looked_for_in_its_own_place(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "mill.txt").write_text("The mill burned down.")
    several = Settings(
        corpus=Path(f"orchard={settings.corpus},news={tmp_path / 'news'}"),
        state_dir=settings.state_dir,
        depot=settings.depot,
    )
    for each in several.corpora:
        store = published(several.of_corpus(each))
        if each.name == "news":
            Depot(FolderStore(Path(settings.depot))).of_library("news").put(store, build(store).version)

    findings = {each.subject: each for each in check_depot(several)}

    assert findings["depot"].severity is Severity.OK
    assert findings["depot of news"].severity is Severity.OK
    assert findings["depot of orchard"].severity is Severity.WARNING
    assert findings["depot of orchard"].remedy == "python run_bot.py corpus depot push --corpus orchard"
