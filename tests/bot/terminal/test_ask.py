import io
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import run_bot
from bot.terminal.ask import LONGEST_LINE, BatchRow, Respond, answer_batch, read_row
from bot.terminal.readable import readable
from retrieval.answering import answer
from retrieval.indexing.versions import build
from retrieval.intents.responding import respond
from retrieval.records import Answer, Citation, Grade, Turn
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tests.corpus.documents import pdf

ROOT = Path(__file__).resolve().parents[3]

LIT = "Mayor Edda Quist lit it on Sunday evening."
KEYS = [
    "id",
    "question",
    "kind",
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


@pytest.fixture
def settings(built: tuple[Path, Path]) -> list[str]:
    """The flags that name the built corpus."""
    return ["--corpus", str(built[0]), "--state-dir", str(built[1].parent)]


def batch(lines: str | bytes, snapshot: Snapshot, respond: Respond = respond) -> list[dict[str, Any]]:
    """The rows a batch prints for *lines*."""
    sink = io.BytesIO()
    answer_batch(io.BytesIO(lines if isinstance(lines, bytes) else lines.encode()), sink, snapshot, respond)
    printed = sink.getvalue()
    assert printed.endswith(b"\n") or not printed
    return [json.loads(line) for line in printed.splitlines()]


@dataclass(frozen=True)
class Done:
    """The result of a command."""

    code: int
    out: str
    err: str


Ask = Callable[..., Done]


@pytest.fixture
def ask(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run ``run_bot.py ask`` with the given words."""

    def ask(*words: str, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = run_bot.main(["ask", *words])
        return Done(code, *capfd.readouterr())

    return ask


# The batch


def test_a_row_is_answered_with_the_documented_fields_in_order(snapshot: Snapshot) -> None:
    (row,) = batch('{"id": "q1", "question": "Who lit the lamp?"}', snapshot)

    assert list(row) == KEYS
    assert (row["id"], row["question"], row["grade"]) == ("q1", "Who lit the lamp?", "answer")
    assert 0 <= row["confidence"] <= 1
    assert row["corpus"] == {"version": snapshot.version, "sha256": snapshot.sha256}
    assert isinstance(row["elapsed_ms"], float)
    assert list(row["citations"][0]) == CITATION_KEYS
    assert row["citations"][0]["text"] == LIT


def test_every_cited_text_is_verbatim_in_the_document(snapshot: Snapshot) -> None:
    (row,) = batch('{"id": 1, "question": "What sum did the repair cost the guild?"}', snapshot)
    cited = [*row["citations"], *row["others"]]
    text = snapshot.document_text("lamp")

    assert cited
    assert [text[c["start"] : c["end"]] for c in cited] == [c["text"] for c in cited]


def test_each_non_blank_line_gets_one_output_line_in_order(snapshot: Snapshot) -> None:
    rows = batch(
        '\n{"id": 3, "question": "a lamp"}\r\n  \n{"id": 1, "question": "a boat"}\n\n{"id": 2', snapshot
    )

    assert [row["id"] for row in rows] == [3, 1, None]


def test_empty_input_gives_empty_output(snapshot: Snapshot) -> None:
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


def test_other_fields_of_a_row_do_not_affect_the_answer(snapshot: Snapshot) -> None:
    plain = {"id": 1, "question": "What did the repair cost?"}
    answers = [{"document": "lamp", "start": 0, "text": "crowns"}]
    told = {"answers": answers, "turn": 4, "answerable": False, **plain}

    first, second = batch(f"{json.dumps(plain)}\n{json.dumps(told)}\n", snapshot)

    assert first | {"elapsed_ms": 0} == second | {"elapsed_ms": 0}


@pytest.mark.parametrize(
    ("line", "row_id", "reason"),
    [
        pytest.param(b"{", None, "not JSON", id="broken"),
        pytest.param(b'{"id": 1', None, 'at character 10); write {"id": 1, "question"', id="no end"),
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
def test_a_bad_line_is_reported_with_its_error_and_the_rest_are_answered(
    line: bytes, row_id: str | None, reason: str, snapshot: Snapshot
) -> None:
    bad, good = batch(line + b'\n{"id": 2, "question": "Who lit the lamp?"}', snapshot)

    assert list(bad) == ["id", "error"]
    assert bad["id"] == row_id
    assert reason in bad["error"]
    assert (good["id"], good["grade"]) == (2, "answer")


def test_only_the_id_question_and_conversation_of_a_row_are_read() -> None:
    assert read_row(b'{"id": 7, "question": " Who? ", "conversation": "c", "x": 1}') == BatchRow(
        7, " Who? ", "c"
    )


def test_a_byte_order_mark_is_not_part_of_the_first_line() -> None:
    assert read_row(b'\xef\xbb\xbf{"id": 7, "question": "Who?"}') == BatchRow(7, "Who?", None)


@pytest.mark.parametrize("written", [b"", b', "conversation": null', b', "conversation": ""'])
def test_a_row_may_have_no_conversation(written: bytes) -> None:
    assert read_row(b'{"id": 7, "question": "Who?"' + written + b"}").conversation is None


def test_a_lone_surrogate_in_an_id_is_returned_unchanged(snapshot: Snapshot) -> None:
    line = r'{"id": "\ud800", "question": "Who lit the lamp?"}'
    sink = io.BytesIO()
    answer_batch(io.BytesIO(line.encode()), sink, snapshot)

    assert json.loads(sink.getvalue().decode("utf-8"))["id"] == "\ud800"


def test_unicode_line_separators_do_not_end_a_line(snapshot: Snapshot) -> None:
    sink = io.BytesIO()
    line = json.dumps({"id": "a\u2028b\x85c\u2029", "question": "Who lit the lamp?"}, ensure_ascii=False)
    answer_batch(io.BytesIO(line.encode()), sink, snapshot)

    assert len(sink.getvalue().decode().splitlines()) == 1


def test_non_ascii_text_is_not_escaped_in_the_output(snapshot: Snapshot) -> None:
    sink = io.BytesIO()
    answer_batch(io.BytesIO('{"id": "é", "question": "灯塔 lamp?"}'.encode()), sink, snapshot)

    assert '"灯塔 lamp?"'.encode() in sink.getvalue()


def test_only_rows_of_the_same_conversation_share_its_context(snapshot: Snapshot) -> None:
    def attentive(question: str, snapshot: Snapshot, history: Sequence[Turn]) -> Answer:
        asked_after[question] = [(turn.question, turn.answer.question) for turn in history]
        return answer(question, snapshot, history)

    asked_after: dict[str, list[tuple[str, str]]] = {}
    rows = [
        {"id": 1, "question": "lamp", "conversation": "a"},
        {"id": 2, "question": "mayor", "conversation": 1},
        {"id": 3, "question": "pier", "conversation": "a"},
        {"id": 4, "question": "crowns"},
        {"id": 5, "question": "guild"},
        {"id": 6, "question": "  ", "conversation": "a"},
        {"id": 7, "question": "fog", "conversation": "a"},
    ]
    lamp, pier = ("lamp", "lamp"), ("pier", "pier")

    batch("\n".join(map(json.dumps, rows)), snapshot, attentive)

    assert asked_after == {
        "lamp": [],
        "mayor": [],
        "pier": [lamp],
        "crowns": [],
        "guild": [],
        "fog": [lamp, pier],
    }


def test_a_question_that_causes_an_error_affects_only_its_own_row(
    snapshot: Snapshot, caplog: pytest.LogCaptureFixture
) -> None:
    def fragile(question: str, snapshot: Snapshot, history: Sequence[Turn]) -> Answer:
        return answer(question, snapshot, history) if question != "lamp" else answer(5, snapshot)  # type: ignore[arg-type]

    rows = '{"id": 1, "question": "lamp"}\n{"id": 2, "question": "Who lit the lamp?"}'

    bad, good = batch(rows, snapshot, fragile)

    assert (bad["id"], "could not be answered" in bad["error"]) == (1, True)
    assert (good["id"], good["grade"]) == (2, "answer")
    assert "Traceback" in caplog.text


# As a command


def test_a_single_answer_is_printed_as_readable_text(ask: Ask, settings: list[str]) -> None:
    done = ask(*settings, "Who lit the lamp?")

    assert (done.code, done.err) == (0, "")
    assert done.out == f"> {LIT}\n[1] The Lamp of Selmouth · ¶ 2 · 3 May 1999\n"


def test_a_question_need_not_be_in_quotes(ask: Ask, settings: list[str]) -> None:
    done = ask("Who", "lit", "the", "lamp?", *settings)

    assert LIT in done.out


def test_a_single_answer_is_printed_as_json_without_an_id(ask: Ask, settings: list[str]) -> None:
    done = ask("--json", "Who lit the lamp?", *settings)

    assert (done.code, done.err) == (0, "")
    assert list(json.loads(done.out)) == KEYS[1:]


def test_a_batch_exits_with_0_whatever_its_rows_contain(ask: Ask, settings: list[str]) -> None:
    done = ask("--batch", *settings, stdin='{"id": 1, "question": "xyzzy plugh"}\nnonsense\n')

    assert (done.code, done.err) == (0, "")
    assert [json.loads(line).get("grade", "error") for line in done.out.splitlines()] == ["none", "error"]


@pytest.mark.parametrize(
    ("words", "hint"),
    [((), "ask one in words"), (("  ",), "ask one in words"), (("--batch", "Who?"), "standard input")],
)
def test_without_a_question_a_one_line_message_says_how_to_ask(
    words: tuple[str, ...], hint: str, ask: Ask, settings: list[str]
) -> None:
    done = ask(*settings, *words)

    assert (done.code, done.out) == (2, "")
    assert hint in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("words", [("Who?",), ("--batch",)])
def test_a_missing_corpus_is_reported_in_one_line(words: tuple[str, ...], ask: Ask, tmp_path: Path) -> None:
    nowhere = ["--corpus", str(tmp_path / "nowhere"), "--state-dir", str(tmp_path / "state")]
    done = ask(*words, *nowhere, stdin='{"id": 1, "question": "x"}')

    assert (done.code, done.out) == (2, "")
    assert "nowhere" in done.err
    assert done.err.count("\n") == 1


def test_the_ask_command_writes_nothing_but_the_built_corpus(ask: Ask, source: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    row = '{"id": 1, "question": "Who saw the sea serpent?", "conversation": 1}\n'
    ask("--batch", "--corpus", str(source), "--state-dir", str(state), stdin=row)

    assert [path.name for path in state.iterdir()] == ["versions"]

    kept = b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())
    assert b"Selmouth" in kept
    assert b"serpent" not in kept


def test_questions_are_answered_even_if_the_state_folder_cannot_be_written(
    ask: Ask, source: Path, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "state"
    in_the_way.write_text("a file, not a folder")
    done = ask("Who lit the lamp?", "--corpus", str(source), "--state-dir", str(in_the_way))

    assert (done.code, done.err) == (0, "")
    assert LIT in done.out
    assert in_the_way.read_text() == "a file, not a folder"


def test_the_ask_command_imports_neither_telegram_nor_terminal_packages(settings: list[str]) -> None:
    program = (
        "import sys, run_bot\n"
        "code = run_bot.main(sys.argv[1:])\n"
        "loaded = {'telegram', 'httpx', 'rich', 'prompt_toolkit'} & set(sys.modules)\n"
        "sys.exit(code or ', '.join(sorted(loaded)) or 0)"
    )
    command = [sys.executable, "-c", program, "ask", *settings, "Who lit the lamp?"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")


def test_closing_the_output_early_prints_no_error(settings: list[str]) -> None:
    pipe = subprocess.PIPE
    command = [sys.executable, "run_bot.py", "ask", "--batch", *settings]
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


# Readable output


def citation_of(text: str, snapshot: Snapshot) -> Citation:
    """The citation of a sentence of the story."""
    start = snapshot.document_text("lamp").index(text)
    return Citation("lamp", "The Lamp of Selmouth", 3, start, start + len(text), text, 1.0)


def test_a_partial_match_is_labelled_and_names_the_missing_words(snapshot: Snapshot) -> None:
    close = citation_of("The repair cost 40,000 crowns.", snapshot)
    found = Answer("Why was the repair so slow?", Grade.PARTIAL, 0.3, (close,), (), ("slow",))

    assert readable(found, snapshot) == (
        "I’m not sure this answers it. Closest:\nNot mentioned: slow\n\n"
        "> The repair cost 40,000 crowns.\n[1] The Lamp of Selmouth · ¶ 3 · 3 May 1999"
    )


def test_a_partial_match_without_the_number_that_is_asked_for_says_so(snapshot: Snapshot) -> None:
    lit = citation_of("Mayor Edda Quist lit it on Sunday evening.", snapshot)
    found = Answer("How tall is Edda Quist?", Grade.PARTIAL, 0.3, (lit,))

    assert readable(found, snapshot).startswith(
        "I’m not sure this answers it. Closest:\nNo number is given for that.\n\n> Mayor Edda Quist"
    )


def test_a_citation_from_a_pdf_gives_the_page(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    pages = (["The boat came home at noon."], ["It was sold in May to a fisherman."])
    (tmp_path / "articles" / "boat.pdf").write_bytes(pdf(*pages))
    report = build(CorpusStore(tmp_path / "articles", tmp_path / "versions"))
    with closing(Snapshot(report.path)) as opened:
        (record,) = batch('{"id": 1, "question": "When was it sold?"}\n', opened)

        assert record["citations"][0]["page"] == 2
        assert "boat · p. 2 · ¶ 2" in readable(answer("When was it sold?", opened), opened)


def test_if_nothing_answers_the_corpus_suggests_its_starter_questions(snapshot: Snapshot) -> None:
    found = Answer("What about whales?", Grade.NONE, 0.0, missing_terms=("whales",))

    assert readable(found, snapshot) == (
        "I found no answer.\nNot mentioned: whales\n\n"
        "You could ask:\n  Who lit the lamp?\n  What did the repair cost?"
    )


def test_the_question_as_understood_is_printed_first(snapshot: Snapshot) -> None:
    close = citation_of("The repair cost 40,000 crowns.", snapshot)
    found = Answer("How much?", Grade.ANSWER, 0.9, (close,), understood_as="How much was the repair?")

    assert readable(found, snapshot).startswith("Understood as: How much was the repair?\n\n> The repair")


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("thank you so much!", "I’m not much of a talker"),
        ("who made you?", "I’m Quoth."),
        ("who wrote this?", "The text doesn’t say."),
        ("/numbers", "Figures and amounts:"),
        ("summary please", "In the text’s own words:"),
    ],
)
def test_a_message_that_is_not_a_question_is_answered_in_plain_words(
    snapshot: Snapshot, question: str, beginning: str
) -> None:
    printed = readable(respond(question, snapshot), snapshot)

    assert printed.startswith(beginning)


def test_fields_that_do_not_count_are_named_once_on_standard_error(
    snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = batch('{"id": 1, "question": "Who lit the lamp?", "lang": "en"}\n' * 2, snapshot)

    warnings = capsys.readouterr().err.splitlines()

    assert [row["id"] for row in rows] == [1, 1]
    assert warnings == [
        "quoth: ignored these fields of the rows: lang; only id, question, conversation count"
    ]


# Several corpora


@pytest.fixture
def two_corpora(tmp_path: Path) -> str:
    """A setting with two corpora."""
    for name, text in (
        ("lamps", "Nils Holm lit the lamp of Selmouth."),
        ("mills", "Carl Brandt built the mill."),
    ):
        (tmp_path / f"{name}.txt").write_text(f"About {name}\n\n{text}\n", encoding="utf-8")
    return f"lamps={tmp_path / 'lamps.txt'},mills={tmp_path / 'mills.txt'}"


def test_several_corpora_are_asked_together_and_each_citation_names_its_own(
    ask: Ask, two_corpora: str, tmp_path: Path
) -> None:
    rows = [{"id": 1, "question": "Who built the mill?"}, {"id": 2, "question": "Who lit the lamp?"}]

    done = ask(
        *("--batch", "--corpus", two_corpora, "--state-dir", str(tmp_path / "state")),
        stdin="\n".join(map(json.dumps, rows)),
    )

    answers = [json.loads(line) for line in done.out.splitlines()]
    assert [each["citations"][0]["library"] for each in answers] == ["mills", "lamps"]
    assert answers[0]["citations"][0]["title"] == "mills: About mills"
    assert set(answers[0]["corpus"]["libraries"]) == {"lamps", "mills"}


def test_one_of_several_corpora_is_asked_by_its_name(
    ask: Ask, two_corpora: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_CORPUS", two_corpora)

    done = ask("Who built the mill?", "--json", "--corpus", "lamps", "--state-dir", str(tmp_path / "state"))

    found = json.loads(done.out)
    assert found["grade"] == "none"
    assert "library" not in done.out


def test_a_command_for_one_corpus_says_how_to_choose_it(
    two_corpora: str, capfd: pytest.CaptureFixture[str]
) -> None:
    code = run_bot.main(["corpus", "list", "--corpus", two_corpora])

    assert code == 2
    assert (
        "`corpus` works on one; choose it: --corpus lamps (there are: lamps, mills)" in capfd.readouterr().err
    )
