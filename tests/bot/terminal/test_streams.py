import subprocess
import sys

import pytest

from bot.terminal.streams import complain, printable, quietly, quoted

CHILD = """
import sys
from bot.terminal.streams import quietly, speak_utf8

def act():
    speak_utf8()
    sys.stdin.read()
    for _ in range({lines}):
        print({what})
    return 0

sys.exit(quietly(act))
"""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, 中文, \U0001f600", "plain text, 中文, \U0001f600"),
        ("a\tb\nc", "a\tb\nc"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("back\rwards\x7f", "back␍wards␡"),
        ("\x9b31m", "\ufffd31m"),
    ],
)
def test_printed_text_cannot_control_the_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_every_line_of_a_quotation_is_prefixed() -> None:
    assert quoted("one\n\ntwo") == "> one\n> \n> two"


def test_an_error_message_is_one_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert complain("no file; name one") == 2
    assert capsys.readouterr() == ("", "quoth: no file; name one\n")


def test_the_exit_code_of_the_wrapped_command_is_returned() -> None:
    assert quietly(lambda: 7) == 7


@pytest.mark.parametrize("lines", [1, 100_000])
def test_a_closed_output_pipe_ends_the_program_without_an_error_message(lines: int) -> None:
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", CHILD.format(lines=lines, what="'line'")]
    # In an empty environment, so that nothing turns off the buffering that leaves something to be lost.
    with subprocess.Popen(command, env={}, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        assert child.stdin
        assert child.stdout
        assert child.stderr

        child.stdout.close()
        child.stdin.close()

        assert child.wait() == 1
        assert child.stderr.read() == b""


def test_output_is_utf_8_in_any_locale_and_tolerates_lone_surrogates() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD.format(lines=1, what="'中' + chr(0xD800)")],
        env={"PYTHONIOENCODING": "ascii"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )

    assert done.stdout.decode() == "中?\n"
