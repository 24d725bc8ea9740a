import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.asking import LONGEST_LINE, MOST_TURNS, Row, answer_batch, built, read_row, readable
from bot.handlers import Policy
from corpus.errors import CorpusError
from retrieval.answering import answer
from retrieval.records import Answer, Citation, Grade, Turn
from retrieval.snapshot import Snapshot
from retrieval.versions import build, open_current

ROOT = Path(__file__).resolve().parents[2]

STORY = """\
The Lighthouse of Varn

Varn, 3 May 1911 -- Keeper Olga Brandt lit the new lamp on Monday. It can be seen from twenty miles away.

The tower is forty metres high. The engineer Jonas Lind built it of granite.

Supplies come by boat on Thursdays. In winter the sea often freezes.
"""
GOLD = {"id": "g1", "question": "Who lit the new lamp?", "answerable": True}
KEYS = [
    "id",
    "question",
    "grade",
    "confidence",
    "understood_as",
    "missing_terms",
    "citations",
    "others",
    "corpus",
    "elapsed_ms",
]
CITATION_KEYS = ["document", "title", "passage", "start", "end", "text", "score"]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "lighthouse.txt").write_text(STORY, encoding="utf-8")
    (folder / "own.gold.jsonl").write_text(json.dumps(GOLD), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def snapshot(source: Path, state: Path) -> Iterator[Snapshot]:
    build(source, state / "versions")
    opened = open_current(source, state / "versions")
    yield opened
    opened.close()


def batch(lines: str | bytes, snapshot: Snapshot) -> list[dict[str, Any]]:
    """The rows that a batch prints for *lines*."""
    sink = io.BytesIO()
    answer_batch(io.BytesIO(lines if isinstance(lines, bytes) else lines.encode()), sink, snapshot)
    printed = sink.getvalue()
    assert printed.endswith(b"\n") or not printed
    return [json.loads(line) for line in printed.splitlines()]


def ask(
    *words: str, source: Path, state: Path, stdin: str | bytes = ""
) -> subprocess.CompletedProcess[bytes]:
    """What ``run_bot.py ask`` with *words* does in a process of its own."""
    return subprocess.run(
        [sys.executable, "run_bot.py", "ask", "--corpus", str(source), "--state-dir", str(state), *words],
        cwd=ROOT,
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        check=False,
    )


# The batch


def test_a_row_is_answered_with_the_fields_of_the_contract_in_their_order(snapshot: Snapshot) -> None:
    (row,) = batch('{"id": "q1", "question": "Who lit the new lamp?"}', snapshot)
    assert list(row) == KEYS
    assert (row["id"], row["question"], row["grade"]) == ("q1", "Who lit the new lamp?", "answer")
    assert 0 <= row["confidence"] <= 1
    assert row["corpus"] == {"version": snapshot.version, "sha256": snapshot.sha256}
    assert isinstance(row["elapsed_ms"], float)
    assert list(row["citations"][0]) == CITATION_KEYS
    assert row["citations"][0]["text"].endswith("Keeper Olga Brandt lit the new lamp on Monday.")


def test_every_cited_text_is_what_stands_in_the_document(snapshot: Snapshot) -> None:
    (row,) = batch('{"id": 1, "question": "How high is the tower of granite?"}', snapshot)
    cited = [*row["citations"], *row["others"]]
    text = snapshot.document_text("lighthouse")
    assert cited
    assert [text[c["start"] : c["end"]] for c in cited] == [c["text"] for c in cited]


def test_each_line_that_is_not_blank_gets_one_line_in_order(snapshot: Snapshot) -> None:
    rows = batch(
        '\n{"id": 3, "question": "a lamp"}\r\n  \n{"id": 1, "question": "a boat"}\n\n{"id": 2', snapshot
    )
    assert [row["id"] for row in rows] == [3, 1, None]


def test_nothing_in_gives_nothing_out(snapshot: Snapshot) -> None:
    assert batch("", snapshot) == []


def test_each_line_is_flushed_before_the_next_is_read(snapshot: Snapshot) -> None:
    class Sink(io.BytesIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed = self.getvalue().count(b"\n")

    class Source(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            seen.append(sink.flushed)
            return super().readline(size)

    seen: list[int] = []
    sink = Sink()
    answer_batch(Source(b'{"id": 1, "question": "a"}\n{"id": 2, "question": "b"}\n'), sink, snapshot)
    assert seen == [0, 1, 2]


def test_other_fields_change_nothing(snapshot: Snapshot) -> None:
    plain = {"id": 1, "question": "Who built the tower?"}
    answers = [{"document": "lighthouse", "start": 0, "text": "Supplies"}]
    told = {"answers": answers, "turn": 4, "answerable": False, **plain}
    first, second = batch(f"{json.dumps(plain)}\n{json.dumps(told)}\n", snapshot)
    assert first | {"elapsed_ms": 0} == second | {"elapsed_ms": 0}


@pytest.mark.parametrize(
    ("line", "row_id", "reason"),
    [
        pytest.param(b"{", None, "not JSON", id="broken"),
        pytest.param(b"[1]", None, "not a JSON object", id="no object"),
        pytest.param(b"\xff\xfe", None, "not UTF-8", id="no UTF-8"),
        pytest.param(b"[" * 200_000, None, "not JSON", id="too deep"),
        pytest.param(b'{"id": "a"}', "a", "no question", id="no question"),
        pytest.param(b'{"id": "a", "question": 5}', "a", "no question", id="a number"),
        pytest.param(b'{"id": "a", "question": null}', "a", "no question", id="null"),
        pytest.param(b'{"id": "a", "question": " \\n"}', "a", "no question", id="blank"),
        pytest.param(b'{"id": "a", "question": "\\ud800?"}', "a", "surrogate", id="half a surrogate pair"),
        pytest.param(b'{"id": ["a"], "question": "x"}', None, "id is neither", id="a list as id"),
        pytest.param(b'{"id": true, "question": "x"}', None, "id is neither", id="a truth as id"),
        pytest.param(b'{"id": NaN, "question": "x"}', None, "not a finite number", id="no number as id"),
        pytest.param(
            b'{"id": "a", "question": "x", "conversation": {}}',
            "a",
            "conversation is neither",
            id="conversation",
        ),
        pytest.param(
            b'{"id": "a", "question": "' + b"x" * LONGEST_LINE + b'"}',
            None,
            "longer than 1,048,576 bytes",
            id="huge",
        ),
        pytest.param(b'{"id": ' + b"9" * 5000 + b', "question": "x"}', None, "not JSON", id="a huge id"),
    ],
)
def test_a_bad_line_says_what_is_wrong_and_the_rest_go_on(
    line: bytes, row_id: str | None, reason: str, snapshot: Snapshot
) -> None:
    bad, good = batch(line + b'\n{"id": 2, "question": "Who lit the lamp?"}', snapshot)
    assert list(bad) == ["id", "error"]
    assert bad["id"] == row_id
    assert reason in bad["error"]
    assert (good["id"], good["grade"]) == (2, "answer")


def test_a_row_is_read_by_three_of_its_fields() -> None:
    assert read_row(b'{"id": 7, "question": " Who? ", "conversation": "c", "x": 1}') == Row(7, " Who? ", "c")


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert read_row(b'\xef\xbb\xbf{"id": 7, "question": "Who?"}') == Row(7, "Who?", None)


@pytest.mark.parametrize("written", [b"", b', "conversation": null', b', "conversation": ""'])
def test_a_row_may_be_of_no_conversation(written: bytes) -> None:
    assert read_row(b'{"id": 7, "question": "Who?"' + written + b"}").conversation is None


def test_half_a_surrogate_pair_in_an_id_comes_back_as_it_was(snapshot: Snapshot) -> None:
    line = r'{"id": "\ud800", "question": "Who lit the lamp?"}'
    sink = io.BytesIO()
    answer_batch(io.BytesIO(line.encode()), sink, snapshot)
    assert json.loads(sink.getvalue().decode("utf-8"))["id"] == "\ud800"


def test_characters_that_some_take_for_line_ends_do_not_end_a_line(snapshot: Snapshot) -> None:
    sink = io.BytesIO()
    line = json.dumps({"id": "a\u2028b\x85c\u2029", "question": "Who lit the lamp?"}, ensure_ascii=False)
    answer_batch(io.BytesIO(line.encode()), sink, snapshot)
    assert len(sink.getvalue().decode().splitlines()) == 1


def test_text_stays_readable(snapshot: Snapshot) -> None:
    sink = io.BytesIO()
    answer_batch(io.BytesIO('{"id": "é", "question": "灯塔 lamp?"}'.encode()), sink, snapshot)
    assert '"灯塔 lamp?"'.encode() in sink.getvalue()


def test_rows_of_one_conversation_share_its_state_and_the_others_do_not(snapshot: Snapshot) -> None:
    """Whatever an earlier turn does to a later one, it does it in its own conversation alone."""
    opening = {"question": "Who built the tower?"}
    follow_up = {"question": "And of what?"}
    rows = [
        {"id": 1, "conversation": "a", **opening},
        {"id": 2, "conversation": "b", **follow_up},
        {"id": 3, "conversation": "a", **follow_up},
        {"id": 4, **follow_up},
    ]
    found = batch("\n".join(map(json.dumps, rows)), snapshot)
    first = answer("Who built the tower?", snapshot)
    alone, after = (
        answer("And of what?", snapshot),
        answer("And of what?", snapshot, [Turn(first.question, first)]),
    )
    assert [row["confidence"] for row in found] == [
        first.confidence,
        alone.confidence,
        after.confidence,
        alone.confidence,
    ]
    assert [row["understood_as"] for row in found] == [
        None,
        alone.understood_as,
        after.understood_as,
        alone.understood_as,
    ]


def test_a_conversation_remembers_as_much_as_the_bot_does() -> None:
    assert Policy().turns == MOST_TURNS


# As a command


def test_one_answer_is_printed_for_people(source: Path, state: Path, snapshot: Snapshot) -> None:
    done = ask("Who lit the new lamp?", source=source, state=state)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == (
        "> Keeper Olga Brandt lit the new lamp on Monday.\n[1] The Lighthouse of Varn · ¶ 1 · 3 May 1911\n"
    )


def test_one_answer_is_printed_as_json_without_an_id(source: Path, state: Path, snapshot: Snapshot) -> None:
    done = ask("--json", "Who lit the new lamp?", source=source, state=state)
    assert (done.returncode, done.stderr) == (0, b"")
    assert list(json.loads(done.stdout)) == KEYS[1:]


def test_a_batch_exits_with_0_whatever_the_rows_were(source: Path, state: Path, snapshot: Snapshot) -> None:
    done = ask(
        "--batch", source=source, state=state, stdin='{"id": 1, "question": "xyzzy plugh"}\nnonsense\n'
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line).get("grade", "error") for line in done.stdout.splitlines()] == ["none", "error"]


@pytest.mark.parametrize(
    ("words", "hint"),
    [((), "ask one in words"), (("  ",), "ask one in words"), (("--batch", "Who?"), "standard input")],
)
def test_without_a_question_one_line_says_how_to_ask(
    words: tuple[str, ...], hint: str, source: Path, state: Path
) -> None:
    done = ask(*words, source=source, state=state)
    assert (done.returncode, done.stdout) == (2, b"")
    assert hint in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("words", [("Who?",), ("--json", "Who?"), ("--batch",)])
def test_without_a_corpus_one_line_says_so(words: tuple[str, ...], tmp_path: Path) -> None:
    done = ask(
        *words, source=tmp_path / "nowhere", state=tmp_path / "state", stdin='{"id": 1, "question": "x"}'
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert "nowhere" in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_asking_writes_nothing_but_the_built_corpus(source: Path, tmp_path: Path) -> None:
    questions = '{"id": 1, "question": "Who saw the sea serpent?", "conversation": 1}\n'
    ask("--batch", source=source, state=tmp_path, stdin=questions)
    assert [path.name for path in tmp_path.iterdir()] == ["versions"]
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"Varn" in kept
    assert b"serpent" not in kept


def test_an_answer_is_there_even_where_nothing_can_be_written(source: Path, tmp_path: Path) -> None:
    in_the_way = tmp_path / "state"
    in_the_way.write_text("a file, not a folder")
    done = ask("Who lit the new lamp?", source=source, state=in_the_way)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Olga Brandt" in done.stdout
    assert in_the_way.read_text() == "a file, not a folder"


def test_a_corpus_that_cannot_be_used_is_said_wherever_it_would_be_built(tmp_path: Path) -> None:
    with (
        pytest.raises(CorpusError, match="nowhere"),
        built(lambda to: open_current(tmp_path / "nowhere", to), tmp_path),
    ):
        pass


def test_asking_loads_no_telegram_and_no_terminal_library(
    source: Path, state: Path, snapshot: Snapshot
) -> None:
    program = (
        "import sys, run_bot\n"
        "code = run_bot.main(sys.argv[1:])\n"
        "loaded = {'telegram', 'httpx', 'rich', 'prompt_toolkit'} & set(sys.modules)\n"
        "sys.exit(code or ', '.join(sorted(loaded)) or 0)"
    )
    words = ["ask", "--corpus", str(source), "--state-dir", str(state), "Who lit the new lamp?"]
    done = subprocess.run([sys.executable, "-c", program, *words], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_who_leaves_early_is_not_shouted_at(source: Path, state: Path, snapshot: Snapshot) -> None:
    command = [
        sys.executable,
        "run_bot.py",
        "ask",
        "--batch",
        "--corpus",
        str(source),
        "--state-dir",
        str(state),
    ]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        assert child.stdin
        assert child.stdout
        assert child.stderr
        row = b'{"id": 1, "question": "Who lit the lamp?"}\n'
        child.stdin.write(row)
        child.stdin.flush()
        assert child.stdout.readline()
        child.stdout.close()
        child.stdin.write(row)
        child.stdin.close()
        assert child.wait() == 1
        assert child.stderr.read() == b""


# For people


def cited(text: str, snapshot: Snapshot) -> Citation:
    """The citation of a sentence of the story."""
    start = snapshot.document_text("lighthouse").index(text)
    return Citation("lighthouse", "The Lighthouse of Varn", 2, start, start + len(text), text, 1.0)


def test_what_only_comes_close_is_labelled_and_says_what_is_missing(snapshot: Snapshot) -> None:
    close = cited("The tower is forty metres high.", snapshot)
    found = Answer("Why is the tower painted red?", Grade.PARTIAL, 0.3, (close,), (), ("painted", "red"))
    assert readable(found, snapshot) == (
        "Not an answer, but the closest there is.\nNot mentioned: painted, red\n\n"
        "> The tower is forty metres high.\n[1] The Lighthouse of Varn · ¶ 2 · 3 May 1911"
    )


def test_where_nothing_answers_the_corpus_offers_its_own_questions(snapshot: Snapshot) -> None:
    found = Answer("What about whales?", Grade.NONE, 0.0, missing_terms=("whales",))
    assert readable(found, snapshot) == (
        "The text does not answer this.\nNot mentioned: whales\n\nYou could ask:\n  Who lit the new lamp?"
    )


def test_what_was_understood_is_said_first(snapshot: Snapshot) -> None:
    close = cited("The tower is forty metres high.", snapshot)
    found = Answer("How high?", Grade.ANSWER, 0.9, (close,), understood_as="How high is the tower?")
    assert readable(found, snapshot).startswith("Understood as: How high is the tower?\n\n> The tower")
