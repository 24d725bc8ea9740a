"""What versions with the same texts differ in."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.index.choosing import EngineChoice
from retrieval.indexing.versions import build_candidate
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.diff import NO_CHANGES, compare
from retrieval.store.non_text_diff import Aspect

PINES = "Old Pines\n\nThe old pines bend in every gale from the sea.\n\n1. It rained *all* day.\n"
ABROAD = "The boat\n\nThe boat came home in the evening. Nobody saw it leave in the morning.\n"

Change = Callable[[Path], object]
"""Changes the folder of a corpus beside its texts."""


def states(line: str) -> Change:
    """States something about the pines."""
    return lambda folder: (folder / "documents.toml").write_text(f"[pines]\n{line}\n", encoding="utf-8")


def marks_a_starter(folder: Path) -> None:
    row = {"id": "1", "question": "What bends?", "answerable": True, "starter": True}
    (folder / "pines.gold.jsonl").write_text(json.dumps(row), encoding="utf-8")


def adds_synonyms(folder: Path) -> None:
    (folder / "synonyms.txt").write_text("pine, fir\n", encoding="utf-8")


def turns_it_into_markdown(folder: Path) -> None:
    (folder / "pines.txt").rename(folder / "pines.md")


def differing(home: Path, change: Change, engine: EngineChoice = "auto") -> tuple[str, ...]:
    """What the version after a change differs in from the one before."""
    folder = home / "texts"
    folder.mkdir()
    (folder / "pines.txt").write_text(PINES, encoding="utf-8")
    (folder / "boat.txt").write_text(ABROAD, encoding="utf-8")
    store = CorpusStore(folder, home / "versions")
    before = build_candidate(store, folder)
    change(folder)
    after = build_candidate(store, folder, engine)
    with closing(store.open_folder(before.path)) as old, closing(store.open_folder(after.path)) as new:
        changes = compare(old, new)
    assert not changes
    return changes.beside


@pytest.mark.parametrize(
    ("change", "aspect"),
    [
        (states('author = "Nils Holm"'), Aspect.AUTHOR),
        (states("date = 1999-05-03"), Aspect.DATE),
        (states('source = "Coast News"'), Aspect.SOURCE),
        (states('language = "de"'), Aspect.LANGUAGE),
        (states('address = "https://example.org/pines"'), Aspect.ADDRESS),
        (marks_a_starter, Aspect.STARTERS),
        (adds_synonyms, Aspect.SYNONYMS),
        (turns_it_into_markdown, Aspect.LAYOUT),
    ],
)
def test_what_differs_beside_the_texts_is_named_and_nothing_else(
    tmp_path: Path, change: Change, aspect: Aspect
) -> None:
    assert differing(tmp_path, change) == (aspect,)


def test_another_engine_is_another_index(tmp_path: Path) -> None:
    assert differing(tmp_path, lambda _: None, "tantivy") == (Aspect.INDEX,)


def test_all_that_differs_is_named_in_order(tmp_path: Path) -> None:
    def change(folder: Path) -> None:
        adds_synonyms(folder)
        states('author = "Nils Holm"\ndate = 1999-05-03')(folder)
        turns_it_into_markdown(folder)

    assert differing(tmp_path, change) == (Aspect.AUTHOR, Aspect.DATE, Aspect.LAYOUT, Aspect.SYNONYMS)


def test_nothing_differs_between_equal_versions(tmp_path: Path) -> None:
    assert differing(tmp_path, lambda _: None) == NO_CHANGES.beside == ()
