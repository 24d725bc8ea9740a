import doctest
import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import loading
from corpus.errors import CorpusError, CorpusNotFoundError, NoDocumentsError
from corpus.limits import MAX_LINES, MAX_MARKDOWN_LINES
from corpus.loading import Problem, count, load
from corpus.records import Source


def sources(path: Path) -> list[Source]:
    return [item for item in load(path) if isinstance(item, Source)]


def problems(path: Path) -> list[str]:
    return [str(item) for item in load(path) if isinstance(item, Problem)]


def ids(path: Path) -> list[str]:
    return [source.id for source in sources(path)]


def write_lines(path: Path, rows: Sequence[object]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_a_file_is_one_document_whose_id_is_its_name_without_suffix(tmp_path: Path) -> None:
    file = tmp_path / "pines.v2.txt"
    file.write_text("Pines bend.\n", encoding="utf-8")

    assert list(load(file)) == [Source(id="pines.v2", title="", text="Pines bend.\n", format="text")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a", "text"),
        ("a.txt", "text"),
        ("a.TEXT", "text"),
        ("a.md", "markdown"),
        ("a.Markdown", "markdown"),
    ],
)
def test_the_suffix_decides_the_format(tmp_path: Path, name: str, expected: str) -> None:
    (tmp_path / name).write_text("Pines bend.", encoding="utf-8")

    assert [(source.id, source.format) for source in sources(tmp_path)] == [("a", expected)]


def test_a_folder_is_read_recursively_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a-b.txt", "A.txt", "a/b/c.md"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("Pines bend.", encoding="utf-8")

    assert ids(tmp_path) == ["A", "a/b/c", "a/z", "a-b", "b"]


def test_hidden_files_readmes_and_gold_sets_are_not_documents(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".cache").mkdir()
    for name in (".git/a.txt", ".notes.txt", "README.md", "pines.gold.jsonl", "gold.jsonl", "pines.txt"):
        (tmp_path / name).write_text("Pines bend.", encoding="utf-8")

    assert ids(tmp_path) == ["pines"]
    assert problems(tmp_path) == []


def test_a_readme_that_is_loaded_by_name_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Pines bend.", encoding="utf-8")

    assert ids(tmp_path / "README.md") == ["README"]


def test_the_suffix_is_kept_if_two_files_would_share_an_id(tmp_path: Path) -> None:
    for name in ("a.txt", "a.md", "b.txt"):
        (tmp_path / name).write_text("Pines bend.", encoding="utf-8")

    assert ids(tmp_path) == ["a.md", "a.txt", "b"]


def test_both_suffixes_of_restructuredtext_are_read(tmp_path: Path) -> None:
    for name in ("a.rst", "b.rest"):
        (tmp_path / name).write_text("*Pines* bend.", encoding="utf-8")

    assert [(item.id, item.text) for item in load(tmp_path) if isinstance(item, Source)] == [
        ("a", "Pines bend."),
        ("b", "Pines bend."),
    ]


def test_an_id_does_not_depend_on_how_the_file_system_encodes_it(tmp_path: Path) -> None:
    (tmp_path / "и\u0306од.txt").write_text("Pines bend.", encoding="utf-8")

    assert ids(tmp_path) == ["йод"]


def test_files_of_unsupported_kinds_are_left_out_and_named_once(tmp_path: Path) -> None:
    for name in ("a.txt", "cover.jpg", "c.mp3"):
        (tmp_path / name).write_text("Pines bend.", encoding="utf-8")

    assert ids(tmp_path) == ["a"]

    (problem,) = problems(tmp_path)
    assert "2 of its files" in problem
    assert "c.mp3, cover.jpg" in problem
    assert "convert" in problem


def test_each_json_line_is_a_document_with_its_text_unchanged(tmp_path: Path) -> None:
    text = "\ufeff Pines\r\nbend.\t"
    file = write_lines(
        tmp_path / "a.jsonl", [{"_id": "x", "title": "Pines", "text": text}, {"_id": 7, "text": "b"}]
    )

    assert list(load(file)) == [
        Source(id="x", title="Pines", text=text, format="json"),
        Source(id="7", title="", text="b", format="json"),
    ]


def test_blank_lines_and_a_byte_order_mark_are_skipped(tmp_path: Path) -> None:
    file = tmp_path / "a.ndjson"
    file.write_bytes(b'\xef\xbb\xbf{"_id": "x", "text": "Pines."}\r\n  \n{"_id": "y", "text": "Bend."}')

    assert ids(file) == ["x", "y"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"{", "is not JSON at column"),
        (b"[1]", "is not a JSON object"),
        (b'{"text": "b"}', 'has no "_id"'),
        (b'{"_id": "", "text": "b"}', 'has no "_id"'),
        (b'{"_id": true, "text": "b"}', 'has no "_id"'),
        (b'{"_id": "b"}', 'has no "text"'),
        (b'{"_id": "b", "text": 4}', "not a string"),
        (b'{"_id": "b", "title": 4, "text": "b"}', "not a string"),
        (b'{"_id": "b", "text": " "}', 'has an empty "text"'),
        (b'{"_id": "b", "text": "\\ud800"}', "surrogate"),
        (b'{"_id": "b", "text": "\xff"}', "is not UTF-8 at byte 23"),
        (b'\xef\xbb\xbf{"_id": "b", "text": "b"}', "is not JSON at column 1"),
        (b'{"_id": "b", "text": "\x01"}', "is not JSON at column 23"),
        (b'{"_id": "b", "text": "b"} b', "is not JSON at column 27"),
        (b"[" * 100_000, "is JSON that is nested too deeply"),
        (b'{"_id": 1' + b"0" * 5000 + b"}", "has a number of too many digits"),
    ],
)
def test_a_bad_line_is_reported_and_the_other_lines_are_read(
    tmp_path: Path, line: bytes, complaint: str
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'{"_id": "a", "text": "Pines."}\n' + line + b'\n{"_id": "c", "text": "Bend."}\n')

    assert ids(file) == ["a", "c"]

    (problem,) = problems(file)
    assert problem.startswith(f"{file.as_posix()}, line 2: ")
    assert complaint in problem


def test_a_file_of_nothing_but_unreadable_lines_is_given_up(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    readable = b'{"_id": "%s", "text": "Pines."}\n'
    file.write_bytes(readable % b"a" + b"{\n" * 150_000 + readable % b"b")

    assert ids(file) == ["a"]

    said = problems(file)
    assert len(said) == 100_001
    assert "the rest of the file was not" in said[-1]


@pytest.mark.parametrize(
    "line",
    [
        '{"_id": "b", "text": "b", "_id": "a"}',
        '{"_id": "a", "text": "\\ud83c\\udf32 \\u00e9\\/\\n\\u0000"}',
        '{"_id": "a", "text": "b", "more": "\\ud800"}',
        '{"_id": "a", "text": "b", "more": [NaN, -Infinity, 1e999]}',
        '{"_id": 123456789012345678901234567890, "text": "b"}',
        '{"_id": -0, "text": "b"}',
        '{"_id": "a", "text": "b", "more": ' + "[" * 500 + "]" * 500 + "}",
    ],
)
def test_a_line_is_read_as_the_standard_library_reads_it(tmp_path: Path, line: str) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(line, encoding="utf-8")
    row = json.loads(line)

    assert list(load(file)) == [Source(id=str(row["_id"]), title="", text=row["text"], format="json")]


def test_a_duplicate_id_is_reported_with_both_places_and_the_first_document_stays(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", [{"_id": "x", "text": "Pines."}, {"_id": "x", "text": "Bend."}])
    write_lines(tmp_path / "b.jsonl", [{"_id": "y", "text": "Firs."}])
    (tmp_path / "y.txt").write_text("Bamboo.", encoding="utf-8")

    assert [source.text for source in sources(tmp_path)] == ["Pines.", "Firs."]

    in_a_file, between_files = problems(tmp_path)
    assert in_a_file.startswith(f"{(tmp_path / 'a.jsonl').as_posix()}, line 2: ")
    assert f"{(tmp_path / 'a.jsonl').as_posix()}, line 1" in in_a_file
    assert between_files.startswith(f"{(tmp_path / 'y.txt').as_posix()}: ")
    assert f"{(tmp_path / 'b.jsonl').as_posix()}, line 1" in between_files


def test_a_bad_file_does_not_stop_loading(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    (tmp_path / "c.jsonl").write_bytes(b"\x00\x01\x02")
    (tmp_path / "d.jsonl").write_bytes(b" \n")
    (tmp_path / "e.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "f.txt").write_text("Pines bend.", encoding="utf-8")

    assert ids(tmp_path) == ["f"]
    assert [problem.split(": ")[1].split(";")[0] for problem in problems(tmp_path)] == [
        "is not text (it has too many control characters)",
        "is empty",
        "is not UTF-8 text, which JSON lines must be",
        "is empty",
        "is not a regular file",
    ]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.txt", b"", "a.txt: is empty; add"),
        ("a.txt", b" \n\t\n", "a.txt: is empty; add"),
        ("a.txt", b"P\x00", "a.txt: is not text"),
        ("a.jsonl", b"", "a.jsonl: is empty; write"),
        ("a.jsonl", b"{}\n[]\n", 'a.jsonl, line 1: has no "_id"; give'),
        ("a.mp3", b"ID3", "a.mp3: is of an unsupported kind"),
    ],
)
def test_a_corpus_of_one_bad_file_is_refused(
    tmp_path: Path, name: str, content: bytes, complaint: str
) -> None:
    (tmp_path / name).write_bytes(content)

    for path in (tmp_path / name, tmp_path):
        with pytest.raises(NoDocumentsError) as refusal:
            list(load(path))

        if path.is_file() or name != "a.mp3":
            assert complaint in str(refusal.value)

        assert "\n" not in str(refusal.value)


def test_the_error_for_an_empty_corpus_counts_the_other_problems(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", [{}, {}, {}])

    with pytest.raises(NoDocumentsError, match=r"line 1: .* 2 more"):
        list(load(file))


def test_a_missing_path_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusNotFoundError, match="nowhere: is not there; name a file or a folder"):
        list(load(tmp_path / "nowhere"))
    with pytest.raises(CorpusNotFoundError, match="is not there"):
        list(load(tmp_path / ("long" * 1000)))
    with pytest.raises(NoDocumentsError, match="holds no documents; put"):
        list(load(tmp_path))


def test_a_link_to_a_folder_is_reported_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Pines bend.", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path)

    assert ids(tmp_path) == ["a"]
    assert "loop: is a link to a folder" in problems(tmp_path)[0]


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(NoDocumentsError, match="is not a regular file"):
        list(load(tmp_path / "pipe"))


def test_a_problem_is_always_one_line(tmp_path: Path) -> None:
    problem = Problem(Path("a\nb\u202e.txt"), "line 1", "holds \x1b[31m\ud800", "mend it")

    assert str(problem) == "a\\nb\\u202e.txt, line 1: holds \\x1b[31m\\ud800; mend it"


def test_documents_are_yielded_before_the_rest_of_a_file_is_read(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", [{"_id": str(n), "text": "Pines."} for n in range(20_000)])
    stream = load(file)

    first = next(stream)
    os.truncate(file, 0)

    assert isinstance(first, Source)
    assert len(list(stream)) < 19_999


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from(["a.txt", "a.md", "a.jsonl", "a"]))
def test_any_bytes_are_read_or_refused_with_one_line(tmp_path: Path, content: bytes, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    try:
        read = list(load(file))
    except CorpusError as error:
        read = [Problem(file, "", str(error), "")]
    file.unlink()

    for item in read:
        assert str(item).isprintable() if isinstance(item, Problem) else item.text.encode("utf-8").strip()


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(loading).failed == 0


def test_a_symlink_out_of_the_folder_is_reported_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("The token is 12345.")
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "pines.txt").write_text("Pines bend.")
    (folder / "notes.txt").symlink_to(tmp_path / "secret.txt")

    found = list(load(folder))

    assert [source.id for source in found if isinstance(source, Source)] == ["pines"]
    assert any("leads out of the folder" in str(problem) for problem in found if isinstance(problem, Problem))


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "pines.txt").write_text("Pines bend.")
    (tmp_path / "trees.txt").symlink_to(tmp_path / "pines.txt")

    assert [source.id for source in load(tmp_path) if isinstance(source, Source)] == ["pines", "trees"]


def test_a_pipe_and_a_device_named_like_texts_are_reported_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jsonl")
    (tmp_path / "zero.jsonl").symlink_to("/dev/zero")
    (tmp_path / "pines.txt").write_text("Pines bend.")

    found = list(load(tmp_path))

    assert [source.id for source in found if isinstance(source, Source)] == ["pines"]
    assert [problem.path.name for problem in found if isinstance(problem, Problem)] == [
        "a.jsonl",
        "zero.jsonl",
    ]
    assert count(tmp_path) == 3


def test_files_beside_the_documents_are_not_counted(tmp_path: Path) -> None:
    (tmp_path / "pines.txt").write_text("Pines bend.")
    (tmp_path / "pines.gold.jsonl").write_text("{}\n" * 60)
    (tmp_path / "README.md").write_text("Notes.")

    assert count(tmp_path) == 1


def test_a_file_that_may_not_be_read_is_counted_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rows.jsonl").write_text("{}\n" * 9)

    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)

    assert count(tmp_path) == 1


def test_a_huge_sparse_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.truncate(20 << 30)
    (tmp_path / "pines.txt").write_text("Pines bend.")

    found = list(load(tmp_path))

    assert [problem.path.name for problem in found if isinstance(problem, Problem)] == ["a.jsonl"]
    assert count(tmp_path) == 2


@pytest.mark.parametrize(
    ("name", "most", "reason"),
    [
        ("lines.txt", MAX_LINES, "has more than 300,000 lines; split it"),
        ("lines.md", MAX_MARKDOWN_LINES, "has more than 200,000 lines; split it"),
    ],
    ids=["plain", "Markdown"],
)
def test_a_text_of_too_many_lines_is_refused_with_the_reason(
    tmp_path: Path, name: str, most: int, reason: str
) -> None:
    (tmp_path / name).write_text("a\n" * most)
    (tmp_path / "pines.txt").write_text("a\n" * (most - 1))

    problems = [str(found) for found in load(tmp_path) if isinstance(found, Problem)]

    assert len(problems) == 1
    assert reason in problems[0]


def test_the_whole_file_system_is_refused_without_reading_it() -> None:
    with pytest.raises(NoDocumentsError, match="/: is the whole file system; name the folder"):
        next(iter(load(Path("/"))))
