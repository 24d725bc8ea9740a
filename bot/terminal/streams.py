"""What the commands at a terminal share: their encoding, what may reach the screen, and how they leave."""

import io
import os
import sys
from collections.abc import Callable

USAGE_ERROR = 2
READER_GONE = 1
"""The exit code where whoever read our output stopped before its end."""

# An escape sequence in an article must not drive the reader's terminal: control characters but tab and line
# feed are shown as their pictures, ␛ for escape.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_PICTURES |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)


def printable(text: str) -> str:
    r"""*text* with nothing in it that a terminal would obey.

    >>> printable("a\x1b[31mb")
    'a␛[31mb'
    """
    return text.translate(_PICTURES)


def quoted(text: str) -> str:
    r"""*text* as a quotation is marked where there is nothing but characters.

    >>> quoted("two\nlines")
    '> two\n> lines'
    """
    return "\n".join(f"> {line}" for line in text.split("\n"))


def speak_utf8() -> None:
    """Read and write UTF-8 whatever the locale; what cannot be decoded or encoded is replaced, not fatal."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def quietly(act: Callable[[], int]) -> int:
    """The exit code of *act*, and no traceback where its reader has gone (``ask --batch … | head -1``)."""
    try:
        code = act()
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still buffered goes nowhere, or the interpreter would complain about it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    return code


def complain(message: str) -> int:
    """Say on standard error, in one line, what is wrong and what to do; the exit code that goes with it."""
    print(f"quoth: {printable(message)}", file=sys.stderr)  # noqa: T201 - a terminal is for printing
    return USAGE_ERROR
