import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.console import AttentiveLibrary, play, script_lines
from bot.screen import PlainScreen

ROOT = Path(__file__).resolve().parents[2]

STORY = """\
The Lighthouse of Varn

Varn, 3 May 1911 -- Keeper Olga Brandt lit the new lamp on Monday. It can be seen from twenty miles away.

The tower is forty metres high. The engineer Jonas Lind built it of granite.

Supplies come by boat on Thursdays. In winter the sea often freezes.
"""
LAMP = "> Keeper Olga Brandt lit the new lamp on Monday.\n[1] The Lighthouse of Varn · ¶ 1 · 3 May 1911\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and, once someone has asked, its built version."""
    folder = tmp_path_factory.mktemp("chat")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "lighthouse.txt").write_text(STORY, encoding="utf-8")
    gold = {"id": "g1", "question": "Who lit the new lamp?", "answerable": True}
    (folder / "corpus" / "own.gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    return folder


@pytest.fixture
def library(built: Path) -> Iterator[AttentiveLibrary]:
    with closing(AttentiveLibrary(built / "corpus", built / "state" / "versions")) as library:
        yield library


def talk(lines: list[str], library: AttentiveLibrary, *, as_admin: bool = False, echo: bool = False) -> None:
    play(lines, library, PlainScreen(), as_admin=as_admin, echo=echo)


def chat(*words: str, folder: Path, stdin: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    """What ``run_bot.py chat`` with *words* does in a process of its own."""
    settings = ["--corpus", str(folder / "corpus"), "--state-dir", str(folder / "state")]
    return subprocess.run(
        [sys.executable, "run_bot.py", "chat", *settings, *words],
        cwd=ROOT,
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        check=False,
    )


# A conversation


def test_a_question_is_answered_with_its_sentence_place_and_numbered_buttons(
    library: AttentiveLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(["Who lit the new lamp?"], library)
    assert capsys.readouterr().out == f"{LAMP}  1) Context   2) More\n\n"


def test_a_number_taps_a_button_and_the_edited_message_is_shown_again(
    library: AttentiveLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(["Who lit the new lamp?", "1", "1"], library)
    answer, context, back = capsys.readouterr().out.rstrip().split("\n\n")
    assert context.startswith("[edited]\n[1] The Lighthouse of Varn · ¶ 1")
    assert "> **Keeper Olga Brandt lit the new lamp on Monday.** It can be seen" in context
    assert context.endswith("1) Back")
    assert back == f"[edited]\n{answer}"


def test_a_starter_is_asked_by_its_number(
    library: AttentiveLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(["/start", "1"], library)
    assert LAMP in capsys.readouterr().out


def test_a_number_without_a_button_is_a_message_like_all_others(
    library: AttentiveLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(["1911"], library)
    assert "[edited]" not in capsys.readouterr().out
    assert library.last is not None
    assert library.last[0].question == "1911"


def test_an_admin_reloads_and_everyone_else_is_refused(
    library: AttentiveLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(["/reload"], library)
    assert capsys.readouterr().out.startswith("Only admins can do that. Your numeric id is 1.")
    talk(["/reload"], library, as_admin=True)
    assert "Nothing has changed." in capsys.readouterr().out


def test_a_tap_on_a_stale_button_shows_the_notice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "tower.txt"
    corpus.write_text(STORY, encoding="utf-8")

    def typed() -> Iterator[str]:
        yield "Who lit the new lamp?"
        corpus.write_text(STORY + "\nThe dog of the keeper is called Admiral.\n", encoding="utf-8")
        yield "/reload"
        yield "1"

    with closing(AttentiveLibrary(corpus, tmp_path / "versions")) as library:
        play(typed(), library, PlainScreen(), as_admin=True)
    _, reloaded, tapped = capsys.readouterr().out.partition("Reloaded.")
    assert reloaded
    assert "[notice] The text has changed" in tapped


def test_why_shows_the_grade_and_every_candidate_of_the_last_answer(
    library: AttentiveLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    talk([":why", "Who lit the new lamp?", ":why"], library)
    before, _, after = capsys.readouterr().out.partition(LAMP)
    assert before == "Nothing has been asked yet.\n\n"
    assert "Question: Who lit the new lamp?\nGrade: answer, confidence " in after
    assert library.last is not None
    _, snapshot = library.last
    assert f"Corpus: version {snapshot.version}" in after
    assert "[1] lighthouse · ¶ 1 · 44–90" in after


def test_help_and_a_command_that_does_not_exist_are_told_here(
    library: AttentiveLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    talk([":help", ":nonsense"], library)
    printed = capsys.readouterr().out
    assert ":why" in printed
    assert printed.endswith("There is no :nonsense; :help says what there is.\n\n")


def test_after_quit_nothing_more_is_said(
    library: AttentiveLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    talk([":quit", "Who lit the new lamp?"], library)
    assert capsys.readouterr().out == ""


def test_empty_lines_say_nothing_and_too_long_ones_are_not_sent(
    library: AttentiveLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(["", "  ", "x" * 4097], library)
    assert capsys.readouterr().out == "A message holds at most 4,096 characters; ask in fewer.\n\n"


def test_each_chat_begins_anew(library: AttentiveLibrary, capsys: pytest.CaptureFixture[str]) -> None:
    talk(["Who lit the new lamp?", "1"], library)
    first = capsys.readouterr().out
    talk(["1", "Who lit the new lamp?", "1"], library)
    assert capsys.readouterr().out.endswith(first)


# Scripts


def test_a_script_is_played_with_what_was_typed(
    library: AttentiveLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(script_lines("# the lamp\n\nWho lit the new lamp?\n 2 \n"), library, echo=True)
    printed = capsys.readouterr().out
    assert printed.startswith(f"You: Who lit the new lamp?\n\n{LAMP}")
    assert "You: [More]\n\n[edited]\nOther sentences" in printed
    assert "# the lamp" not in printed


def test_a_script_plays_the_same_each_time(built: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("/start\nWho built the tower?\n1\n:why\n/id\n", encoding="utf-8")
    first, second = (chat("--as-admin", "--script", str(script), folder=built) for _ in range(2))
    assert (first.returncode, first.stderr) == (0, b"")
    assert first.stdout == second.stdout


def test_a_script_that_cannot_be_read_is_named(built: Path) -> None:
    done = chat("--script", "nowhere.txt", folder=built)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"nowhere.txt" in done.stderr
    assert done.stderr.count(b"\n") == 1


# Pipes


def test_piped_questions_are_answered_in_plain_text_and_the_end_is_the_end(built: Path) -> None:
    done = chat(folder=built, stdin="Who lit the new lamp?\nHow high is the tower?")
    assert (done.returncode, done.stderr) == (0, b"")
    printed = done.stdout.decode()
    assert printed.startswith(LAMP)
    assert "> The tower is forty metres high." in printed
    assert "\x1b" not in printed


def test_bytes_that_are_no_text_do_not_end_the_chat(built: Path) -> None:
    done = chat(folder=built, stdin=b"\xff\xfe\nWho lit the new lamp?\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().count(LAMP) == 1


def test_a_reader_who_leaves_gets_no_traceback(built: Path) -> None:
    settings = ["--corpus", str(built / "corpus"), "--state-dir", str(built / "state")]
    command = [sys.executable, "run_bot.py", "chat", *settings]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        assert child.stdin
        assert child.stdout
        assert child.stderr
        child.stdin.write(b"Who lit the new lamp?\n")
        child.stdin.flush()
        assert child.stdout.readline()
        child.stdout.close()
        child.stdin.write(b"How high is the tower?\n")
        child.stdin.close()
        assert child.wait() == 1
        assert child.stderr.read() == b""


def test_nothing_of_a_chat_is_kept(built: Path, tmp_path: Path) -> None:
    (tmp_path / "corpus").symlink_to(built / "corpus")
    chat(folder=tmp_path, stdin="Who saw the sea serpent?\n")
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["versions"]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "state").rglob("*") if path.is_file())
    assert b"serpent" not in kept


def test_without_a_corpus_one_line_says_so(tmp_path: Path) -> None:
    done = chat(folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1


# At a terminal


def test_a_person_at_a_terminal_is_greeted_answered_and_let_go(built: Path) -> None:
    pty = pytest.importorskip("pty", reason="needs a terminal of Unix's kind")
    main, side = pty.openpty()
    settings = ["--corpus", str(built / "corpus"), "--state-dir", str(built / "state")]
    command = [sys.executable, "run_bot.py", "chat", *settings]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80", "LINES": "24", "PROMPT_TOOLKIT_NO_CPR": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=side, stdout=side, stderr=side) as child:
        try:
            os.close(side)
            greeting = _until("You:", main)
            assert "Ctrl-D leaves" in greeting
            assert "The Lighthouse of Varn" in greeting
            os.write(main, b"Who lit the new lamp?\r")
            assert "▌ \x1b[0mKeeper Olga Brandt lit the new lamp on Monday." in _until("2) More", main)
            _until("You:", main)
            os.write(main, b"\x04")
            assert child.wait(timeout=20) == 0
        finally:
            child.kill()
            os.close(main)


def _until(awaited: str, terminal: int) -> str:
    """What comes out of a terminal up to *awaited*; a terminal that falls silent before that has failed."""
    seen = b""
    while awaited.encode() not in seen:
        ready, _, _ = select.select([terminal], [], [], 20)
        assert ready, f"{awaited!r} never came; there was {seen!r}"
        seen += os.read(terminal, 4096)
    return seen.decode("utf-8", "replace")
