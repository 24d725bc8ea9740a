"""Synonyms as an admin writes them."""

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.loading import load
from corpus.synonyms import add_group, read_all, read_synonyms, synonym_files
from languages.word_groups import parse_group


def write_synonyms(folder: Path, content: str) -> Path:
    file = folder / "synonyms.txt"
    file.write_text(content, encoding="utf-8")
    return file


def test_each_line_is_a_group_except_comments_and_blank_lines(tmp_path: Path) -> None:
    file = write_synonyms(tmp_path, "# ours\n\ncar, automobile,  motor   vehicle # all taxed\nferry,boat\n")

    assert read_synonyms(file) == ([("car", "automobile", "motor vehicle"), ("ferry", "boat")], [])


@pytest.mark.parametrize("comma", [",", "，", "、", "،", ";"])
def test_commas_of_other_scripts_separate_entries_too(comma: str) -> None:
    assert parse_group(f"船{comma}渡轮") == ("船", "渡轮")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("car", "only one"),
        ("car, car", "only one"),
        ("car, ?!", "without a letter"),
        ("car, a thing on wheels that people drive", "more than 6 words"),
    ],
)
def test_a_bad_line_is_reported_and_the_others_are_used(tmp_path: Path, line: str, wrong: str) -> None:
    groups, (problem,) = read_synonyms(write_synonyms(tmp_path, f"ferry, boat\n{line}\nfog, mist\n"))

    assert groups == [("ferry", "boat"), ("fog", "mist")]
    assert "line 2" in str(problem)
    assert wrong in str(problem)


def test_a_synonyms_file_that_is_not_text_is_a_problem_and_not_an_error(tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_bytes(b"car\0\xff\xfe, \x81automobile\0")
    groups, problems = read_all(tmp_path)

    assert groups == []
    assert len(problems) == 1


def test_a_folder_and_a_lone_file_have_their_own_synonyms(tmp_path: Path) -> None:
    write_synonyms(tmp_path, "a1, b1\n")
    (tmp_path / "harbour.synonyms.txt").write_text("a2, b2\n", encoding="utf-8")

    assert [file.name for file in synonym_files(tmp_path)] == ["synonyms.txt"]
    assert [file.name for file in synonym_files(tmp_path / "harbour.md")] == ["harbour.synonyms.txt"]
    assert synonym_files(tmp_path / "quay.md") == []


def test_a_synonyms_file_is_not_a_document(tmp_path: Path) -> None:
    write_synonyms(tmp_path, "ferry, boat\n")
    (tmp_path / "harbour.synonyms.txt").write_text("fog, mist\n", encoding="utf-8")
    (tmp_path / "harbour.txt").write_text("The ferry leaves at noon.\n", encoding="utf-8")

    (document,) = load(tmp_path)

    assert getattr(document, "id", None) == "harbour"


def test_a_group_is_added_once_and_keeps_the_earlier_lines(tmp_path: Path) -> None:
    file = write_synonyms(tmp_path, "# ours\nferry, boat")

    assert add_group(file, ["fog", "sea  mist"]) == ("fog", "sea mist")

    add_group(file, ["fog", "sea mist"])
    assert file.read_text(encoding="utf-8") == "# ours\nferry, boat\nfog, sea mist\n"
    assert [path.name for path in tmp_path.iterdir()] == ["synonyms.txt"]


def test_adding_a_group_creates_the_file(tmp_path: Path) -> None:
    add_group(tmp_path / "synonyms.txt", ["fog", "mist"])

    assert read_all(tmp_path) == ([("fog", "mist")], [])


def test_an_entry_cannot_contain_another_entry_or_a_comment(tmp_path: Path) -> None:
    assert add_group(tmp_path / "synonyms.txt", ["fog, #rain", "mist"]) == ("fog rain", "mist")


def test_an_invalid_group_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="only one"):
        add_group(tmp_path / "synonyms.txt", ["fog"])
    assert not (tmp_path / "synonyms.txt").exists()


def test_a_path_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="cannot be written"):
        add_group(tmp_path / "missing" / "synonyms.txt", ["fog", "mist"])
