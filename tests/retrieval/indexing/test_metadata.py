"""Metadata stated about documents beside their text, and how a version stores it."""

import json
from pathlib import Path

import pytest

from corpus.loading import load
from corpus.metadata import LINKS, MetadataError, checked, metadata_file, read_metadata
from corpus.records import Metadata, Source
from corpus.structure.cleaning import describe
from retrieval.indexing.versions import build
from retrieval.records import DocumentCard
from retrieval.store.corpus_store import CorpusStore
from tests.support.snapshots import snapshot_of

LAMP = "The lamp of Selmouth burns again. It went out on Sunday."


def card(source: Path, tmp_path: Path, document: str = "lamp") -> DocumentCard:
    with snapshot_of(source, tmp_path / "versions") as snapshot:
        return next(each for each in snapshot.documents if each.id == document)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "lamp.txt").write_text(LAMP, encoding="utf-8")
    return folder


def test_what_an_admin_states_is_in_the_version(source: Path, tmp_path: Path) -> None:
    (source / "documents.toml").write_text(
        '[lamp]\ntitle = "The lamp"\nauthor = "Nils Holm"\ndate = 1999-05-03\nsource = "The Herald"\n',
        encoding="utf-8",
    )
    found = card(source, tmp_path)

    assert (found.title, found.author, str(found.date)) == ("The lamp", "Nils Holm", "1999-05-03")
    assert found.agency == "The Herald"


def test_another_author_makes_another_version(source: Path, tmp_path: Path) -> None:
    store = CorpusStore(source, tmp_path / "versions")
    before = build(store).version
    (source / "documents.toml").write_text('[lamp]\nauthor = "Nils Holm"\n', encoding="utf-8")

    assert build(store).version != before


def test_a_file_that_cannot_be_used_is_a_problem_and_loses_no_text(source: Path, tmp_path: Path) -> None:
    (source / "documents.toml").write_text("[lamp\n", encoding="utf-8")

    assert card(source, tmp_path).author == ""
    with pytest.raises(MetadataError, match=r"documents\.toml cannot be read"):
        read_metadata(source)


def test_a_page_has_the_address_that_it_was_fetched_from(source: Path, tmp_path: Path) -> None:
    (source / LINKS).write_text(json.dumps({"lamp.txt": {"url": "https://example.org/lamp"}}), "utf-8")

    assert card(source, tmp_path).address == "https://example.org/lamp"


def test_a_row_of_json_states_its_author_and_address(source: Path, tmp_path: Path) -> None:
    row = {
        "_id": "boat",
        "title": "The boat",
        "text": LAMP,
        "author": "Greta Lund",
        "url": "https://x.example/b",
    }
    (source / "rows.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")

    found = card(source, tmp_path, "boat")

    assert (found.author, found.address) == ("Greta Lund", "https://x.example/b")


def test_front_matter_states_author_and_source() -> None:
    text = f"---\ntitle: The lamp\nauthor: Nils Holm\nsource: The Herald\nlang: de\n---\n\n{LAMP}\n"
    document = describe(Source("lamp", "", text, "markdown"))

    assert (document.author, document.agency) == ("Nils Holm", "The Herald")
    assert document.language == "en", "the language of a text is found in the text"


def test_the_text_says_better_than_its_file_when_it_was_written() -> None:
    text = f"The lamp\n\nMoscow, 29 November 2002 (RFE/RL) -- {LAMP}"
    source = Source("lamp", "", text, "text", stated=Metadata(date="2010-01-01"))

    assert str(describe(source).date) == "2002-11-29"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("colour", "red", "there is no field 'colour'"),
        ("date", "last spring", "a day like 1999-05-03"),
        ("language", "x1", "a code of two letters"),
        ("address", "javascript:alert(1)", "cannot be the address; give a web address like https://"),
        ("author", "x" * 201, "up to 200 characters"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_what_can(name: str, value: str, reason: str) -> None:
    with pytest.raises(MetadataError, match=reason):
        checked(name, value)


def test_the_file_is_not_a_document(source: Path) -> None:
    metadata_file(source).write_text("", encoding="utf-8")

    assert [item.id for item in load(source) if isinstance(item, Source)] == ["lamp"]
