import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.live_corpus import LiveCorpus
from bot.terminal.chat import ChatSetup, _policy, play, script_lines
from bot.terminal.kept_files import KeptFiles
from bot.terminal.screen import PlainScreen
from config.settings import Settings
from retrieval.store.corpus_store import CorpusStore
from tests.bot.conftest import WITHOUT_PROGRESS

ROOT = Path(__file__).resolve().parents[3]

SENTENCE = "Mayor Edda Quist lit it on Sunday evening."
LIT = f"> {SENTENCE}\n[1] The Lamp of Selmouth · ¶ 2 · 3 May 1999\n"


@pytest.fixture
def live_corpus(built: tuple[Path, Path]) -> Iterator[LiveCorpus]:
    with closing(LiveCorpus(CorpusStore(*built))) as live_corpus:
        yield live_corpus


@pytest.fixture
def settings(built: tuple[Path, Path]) -> list[str]:
    """The flags that name the built corpus."""
    return ["--corpus", str(built[0]), "--state-dir", str(built[1].parent)]


def play_lines(
    lines: list[str], live_corpus: LiveCorpus, *, as_admin: bool = False, echo: bool = False
) -> None:
    play(lines, ChatSetup(live_corpus, WITHOUT_PROGRESS, as_admin), PlainScreen(), echo=echo)


def chat(*words: str, stdin: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    """Run ``run_bot.py chat`` with *words* in a process of its own."""
    return subprocess.run(
        [sys.executable, "run_bot.py", "chat", *words],
        cwd=ROOT,
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        check=False,
    )


# A conversation


def test_a_question_is_answered_with_a_sentence_its_source_and_numbered_buttons(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines(["Who lit the lamp?"], live_corpus)

    assert capsys.readouterr().out == f"{LIT}  1) Context   2) More\n  3) 👍   4) 👎\n\n"


def test_entering_a_number_presses_that_button_and_shows_the_edited_message(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines(["What did the repair cost?", "1", "2"], live_corpus)
    answer, context, back = capsys.readouterr().out.rstrip().split("\n\n")

    assert context.startswith("[edited]\n[1] The Lamp of Selmouth · ¶ 3 of 3")
    assert "> **The repair cost 40,000 crowns.** " in context
    assert context.endswith("2) Back")
    assert back == f"[edited]\n{answer}"


def test_a_number_that_no_button_has_is_refused(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines(["What did the repair cost?", "7"], live_corpus)

    assert capsys.readouterr().out.endswith(
        "There is no button 7; the last message with buttons has 4. To ask about 7: /ask 7\n\n"
    )


def test_entering_a_number_asks_that_starter_question(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines(["/start", "1"], live_corpus)

    assert LIT in capsys.readouterr().out


def test_a_number_without_a_matching_button_is_sent_as_a_message(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines(["1911"], live_corpus)

    assert "[edited]" not in capsys.readouterr().out


def test_an_admin_can_reload_and_everyone_else_is_refused(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines(["/reload"], live_corpus)

    assert capsys.readouterr().out.startswith("Only admins can do that. Your numeric id is 1.")

    play_lines(["/reload"], live_corpus, as_admin=True)
    assert "Nothing has changed." in capsys.readouterr().out


def test_the_files_that_the_bot_sends_an_admin_are_kept_and_their_paths_shown(
    live_corpus: LiveCorpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    setup = ChatSetup(live_corpus, WITHOUT_PROGRESS, as_admin=True, keep_file=KeptFiles(tmp_path / "files"))

    download, as_picture = "3", "3"
    play(
        ["Who built the cathedral?", "/gaps", download, download, "/stats", as_picture], setup, PlainScreen()
    )
    shown = capsys.readouterr().out

    names = ("unanswered-questions.csv", "unanswered-questions-2.csv", "statistics.png")
    first, second, picture = (tmp_path / "files" / name for name in names)
    assert [f"[file] {path}\n" in shown for path in (first, second, picture)] == [True] * 3
    assert "Who built the cathedral?" in first.read_text(encoding="utf-8-sig")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_an_admin_can_send_a_file_read_the_report_publish_it_and_roll_back(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "boat.txt").write_text("The boat of Selmouth was painted green by Nils Holm.")
    lines = [
        f":upload {tmp_path / 'boat.txt'}",
        "1",
        "Who painted the boat?",
        "/rollback",
        "1",
        ":upload nowhere",
    ]
    with closing(LiveCorpus(CorpusStore(source, tmp_path / "versions"))) as live_corpus:
        play_lines(lines, live_corpus, as_admin=True)
    said = capsys.readouterr().out
    shown = [
        "I’ve checked boat.txt",
        "1) Publish   2) Discard",
        "Published.",
        "> The boat",
        "Roll back to version",
        "in use again",
    ]
    places = [said.index(words) for words in shown]

    assert places == sorted(places)
    assert "There is no such file" in said
    assert (source / "boat.txt").exists()


def test_pressing_a_stale_button_shows_the_notice(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def typed() -> Iterator[str]:
        yield "Who lit the lamp?"
        with (source / "lamp.txt").open("a", encoding="utf-8") as article:
            article.write("\nThe dog of the mayor is called Admiral.\n")
        yield "/reload"
        yield "1"

    with closing(LiveCorpus(CorpusStore(source, tmp_path / "versions"))) as live_corpus:
        play(typed(), ChatSetup(live_corpus, WITHOUT_PROGRESS, as_admin=True), PlainScreen())
    _, reloaded, tapped = capsys.readouterr().out.partition("Reloaded.")

    assert reloaded
    assert "[notice] That is about an earlier version of the texts" in tapped


def test_the_why_command_asks_the_bot_for_its_reasons(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines([":why", "Who lit the lamp?", ":why"], live_corpus)
    before, _, after = capsys.readouterr().out.partition(LIT)

    assert before.startswith("Ask me something first")
    assert "Who lit the lamp?\nAsked for: a person\n" in after
    assert f"> {SENTENCE}\nA The Lamp of Selmouth · ¶ 2" in after
    assert "Confidence " in after


def test_editing_the_last_message_edits_its_answer(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines(
        [":edit Who lit the lamp?", "What did the repair cost?", ":edit Who lit the lamp?"], live_corpus
    )
    before, _, edited = capsys.readouterr().out.partition("[edited]\n")

    assert before.startswith("You have not sent a message yet")
    assert "40,000 crowns" in before
    assert edited.startswith(LIT)


def test_a_bot_message_can_be_replied_to_by_its_position_from_the_end(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines(
        ["What did the repair cost?", "Who lit the lamp?", "/new", ":reply 3 And who paid half?"], live_corpus
    )

    assert "Understood as: And who paid half? (repair" in capsys.readouterr().out

    play_lines(["What did the repair cost?", "/new", "/id", ":reply And who paid half?"], live_corpus)
    assert "Understood as" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "usage"),
    [
        (":reply", "no such message"),
        (":reply 9 Who?", "no such message"),
        (":reply 0 Who?", "no such message"),
        (":quote lamp | ", "No message of the bot has these words"),
        (":quote | Who?", "No message of the bot has these words"),
    ],
)
def test_a_reply_command_without_a_message_explains_its_usage(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str], line: str, usage: str
) -> None:
    play_lines(["/id", line], live_corpus)

    assert capsys.readouterr().out.count(usage) == 1


def test_selected_words_of_a_message_can_be_replied_to(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines(["Who lit the lamp?", "/new", ":quote Edda Quist | What did she tell the crowd?"], live_corpus)

    assert "Understood as: What did she tell the crowd? (Edda Quist)" in capsys.readouterr().out


def test_the_help_and_unknown_commands_are_handled_by_the_terminal(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines([":help", ":nonsense"], live_corpus)
    printed = capsys.readouterr().out

    assert ":why" in printed
    assert printed.endswith("There is no :nonsense; :help lists the commands.\n\n")


def test_nothing_is_printed_after_quit(live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]) -> None:
    play_lines([":quit", "Who lit the lamp?"], live_corpus)

    assert capsys.readouterr().out == ""


def test_empty_and_overlong_lines_are_not_sent(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines(["", "  ", "x" * 4097], live_corpus)

    assert capsys.readouterr().out == "A message can have 4,096 characters. Please shorten it.\n\n"


def test_each_chat_starts_without_history(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines(["Who lit the lamp?", "1"], live_corpus)
    first = capsys.readouterr().out
    play_lines(["1", "Who lit the lamp?", "1"], live_corpus)

    assert capsys.readouterr().out.endswith(first)


# Scripts


def test_a_script_is_played_with_its_input_lines_shown(
    live_corpus: LiveCorpus, capsys: pytest.CaptureFixture[str]
) -> None:
    play_lines(script_lines("# the lamp\n\nWho lit the lamp?\n 2 \n"), live_corpus, echo=True)
    printed = capsys.readouterr().out

    assert printed.startswith(f"You: Who lit the lamp?\n\n{LIT}")
    assert "You: [More]\n\n[edited]\nOther close sentences:" in printed
    assert "# the lamp" not in printed


def test_a_script_produces_the_same_output_each_time(settings: list[str], tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("/start\nWhat did the repair cost?\n1\n:why\n/id\n", encoding="utf-8")

    first, second = (chat(*settings, "--script", str(script)) for _ in range(2))

    assert (first.returncode, first.stderr) == (0, b"")
    assert first.stdout == second.stdout


def test_an_unreadable_script_is_named_in_the_error(settings: list[str]) -> None:
    done = chat(*settings, "--script", "nowhere.txt")

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"nowhere.txt" in done.stderr
    assert done.stderr.count(b"\n") == 1


# Pipes


def test_piped_questions_are_answered_in_plain_text_until_the_input_ends(settings: list[str]) -> None:
    done = chat(*settings, stdin="Who lit the lamp?\nWhat did the repair cost?")

    assert (done.returncode, done.stderr) == (0, b"")

    printed = done.stdout.decode()
    assert printed.startswith(LIT)
    assert "> The repair cost 40,000 crowns." in printed
    assert "\x1b" not in printed


def test_a_chat_survives_any_locale_and_undecodable_input(
    settings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii:strict")
    done = chat(*settings, stdin=b"\xff\xfe\nWho lit the lamp?\n")

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().count(LIT) == 1


def test_closing_the_output_prints_no_traceback(settings: list[str]) -> None:
    pipe = subprocess.PIPE
    command = [sys.executable, "run_bot.py", "chat", *settings]
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        assert child.stdin
        assert child.stdout
        assert child.stderr

        child.stdin.write(b"Who lit the lamp?\n")
        child.stdin.flush()

        assert child.stdout.readline()

        child.stdout.close()
        child.stdin.write(b"What did the repair cost?\n")
        child.stdin.close()

        assert child.wait() == 1
        assert child.stderr.read() == b""


def test_a_terminal_chat_is_not_stored(source: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    done = chat("--corpus", str(source), "--state-dir", str(state), stdin="Who saw the sea serpent?\n")

    assert done.returncode == 0
    assert b"serpent" not in done.stderr  # a slow build logs its progress
    assert [path.name for path in state.iterdir()] == ["versions"]

    kept = b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())
    assert b"Selmouth" in kept
    assert b"serpent" not in kept


def test_a_missing_corpus_is_reported_in_one_line(tmp_path: Path) -> None:
    done = chat("--corpus", str(tmp_path / "nowhere"), "--state-dir", str(tmp_path))

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"nowhere" in done.stderr
    assert done.stderr.count(b"\n") == 1


# At a terminal


class Terminal:
    """A pseudo-terminal running a program: reads what it prints, and types."""

    def __init__(self, main: int) -> None:
        self._main = main
        self._unread = b""

    def until(self, awaited: str) -> str:
        """The output up to and including *awaited*; fails if the terminal falls silent first."""
        while (end := self._unread.find(awaited.encode())) < 0:
            ready, _, _ = select.select([self._main], [], [], 120)
            assert ready, f"{awaited!r} never came; there was {self._unread!r}"
            self._unread += os.read(self._main, 4096)
        end += len(awaited.encode())
        seen, self._unread = self._unread[:end], self._unread[end:]
        return seen.decode("utf-8", "replace")

    def type(self, keys: str) -> None:
        """Type *keys*."""
        os.write(self._main, keys.encode())


def test_an_interactive_chat_greets_answers_and_quits(source: Path, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="needs a terminal of Unix's kind")
    main, side = pty.openpty()
    terminal = Terminal(main)
    state = tmp_path / "state"
    command = [sys.executable, "run_bot.py", "chat", "--corpus", str(source), "--state-dir", str(state)]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80", "LINES": "24", "PROMPT_TOOLKIT_NO_CPR": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=side, stdout=side, stderr=side) as child:
        try:
            os.close(side)
            greeting = terminal.until("You:")
            assert "Ctrl-D leaves" in greeting
            assert "The Lamp of Selmouth" in greeting
            terminal.type("Who lit the lamp?\r")
            assert f"▌ \x1b[0m{SENTENCE}" in terminal.until("2) More")
            terminal.until("You:")
            terminal.type("\x04")
            assert child.wait(timeout=120) == 0
        finally:
            child.kill()
            os.close(main)
    history = state / "chat" / "history"

    assert "Who lit the lamp?" in history.read_text(encoding="utf-8")
    assert history.stat().st_mode & 0o777 == 0o600


def test_a_gap_can_be_filled_at_a_terminal_with_the_next_line_as_the_reply(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(LiveCorpus(CorpusStore(source, tmp_path / "versions"))) as live_corpus:
        play_lines(
            ["Where is the beacon?", "/gaps", "1", "1", "lamp", "Where is the beacon?"],
            live_corpus,
            as_admin=True,
        )
    said = capsys.readouterr().out

    assert "Which words in the text mean the same as beacon?" in said
    assert "Answered now: 1 question" in said
    assert said.rpartition("> ")[2].startswith("The harbour lamp of Selmouth burns again")


def test_what_privacy_says_in_a_terminal_follows_the_settings() -> None:
    policy = _policy(Settings(keep_days=9, conversation_minutes=5))

    assert (policy.answers_kept.days, policy.conversation_expires.seconds) == (9, 300)
