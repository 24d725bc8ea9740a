import doctest
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from management import adding
from management.adding import existing_file, move_into_corpus, safe_name, stage
from management.errors import RefusedError
from tests.corpus.documents import encrypted_pdf, pdf


def test_the_examples_hold() -> None:
    assert doctest.testmod(adding).failed == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("pines.txt", "pines.txt"),
        ("/etc/../pines.pdf", "pines.pdf"),
        ("..\\..\\pines.md", "pines.md"),
        (".hidden.txt", "hidden.txt"),
        ("a\nb\x1b[31m.txt", "a_b_[31m.txt"),
        ("и\u0306од.txt", "йод.txt"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
    ],
)
def test_a_name_is_made_safe(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.mark.parametrize("name", ["", "..", "/", ".txt", "a.exe", "passwd", "...pdf", "a.pdf.exe"])
def test_a_name_of_an_unsupported_kind_is_refused(name: str) -> None:
    with pytest.raises(RefusedError, match="kind"):
        safe_name(name)


@given(st.text())
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    last = name.replace("/", "").replace("\\", "")
    kept = safe_name(f"{name}/a{last}.txt")

    assert Path("corpus", kept).resolve().parent == Path("corpus").resolve()
    assert kept.isprintable()
    assert not kept.startswith(".")
    assert len(kept.encode()) <= 120
    assert safe_name(kept) == kept


def test_staging_adds_the_files_and_leaves_the_corpus_unchanged(home: Any, tmp_path: Path) -> None:
    new = tmp_path / "boat.txt"
    new.write_text("The boat came home.")

    folder = stage(home.source, [new], tmp_path / "stage" / "articles")

    assert sorted(path.name for path in folder.iterdir()) == ["boat.txt", "lamp.gold.jsonl", "lamp.txt"]
    assert not (home.source / "boat.txt").exists()
    assert move_into_corpus(folder, home.source) == [home.source / "boat.txt"]
    assert (home.source / "boat.txt").read_text() == "The boat came home."
    assert sorted(path.name for path in home.source.iterdir()) == ["boat.txt", "lamp.gold.jsonl", "lamp.txt"]


def test_a_file_replaces_another_only_with_replace(home: Any, tmp_path: Path) -> None:
    new = tmp_path / "LAMP.txt"
    new.write_text("Another lamp burns.")

    assert existing_file("LAMP.txt", home.source) == "lamp.txt"
    assert existing_file("boat.txt", home.source) is None
    with pytest.raises(RefusedError, match="replace"):
        stage(home.source, [new], tmp_path / "refused")

    move_into_corpus(stage(home.source, [new], tmp_path / "stage", replace=True), home.source)
    assert (home.source / "lamp.txt").read_text() == "Another lamp burns."


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", encrypted_pdf("secret"), "password"),
        ("a.txt", pdf(["Pines."]), "although its name says otherwise"),
        ("a.txt", b"\0\1\2", "not text"),
        ("a.docx", b"PK\x03\x04", "not a Word document"),
        ("a.exe", b"MZ", "kind"),
        ("a.gold.jsonl", b"{", "JSON"),
        ("a.jsonl", b'{"_id": 1, "text": "Pines."}\n{', "line 2"),
        ("a.txt", None, "is not a file; name files, or addresses"),
        ("ReadMe.md", b"Pines bend.", "is not read as a text"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_with_the_reason(
    home: Any, tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(RefusedError, match=reason):
        stage(home.source, [tmp_path / name], tmp_path / "stage")
    assert sorted(path.name for path in home.source.iterdir()) == ["lamp.gold.jsonl", "lamp.txt"]


def test_files_cannot_be_added_to_a_corpus_of_one_file(home: Any, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="folder"):
        stage(home.source / "lamp.txt", [], tmp_path / "stage")


def test_a_file_with_the_stem_of_another_gets_a_name_that_leaves_the_others_id_alone(
    home: Any, tmp_path: Path
) -> None:
    new = tmp_path / "Lamp.md"
    new.write_text("The other lamp is green.")

    folder = stage(home.source, [new], tmp_path / "stage" / "articles")
    move_into_corpus(folder, home.source)

    assert {path.name for path in home.source.iterdir()} == {"Lamp-md.md", "lamp.gold.jsonl", "lamp.txt"}
    assert existing_file("Lamp.md", home.source) == "Lamp-md.md"
    assert existing_file("lamp.txt", home.source) == "lamp.txt"
