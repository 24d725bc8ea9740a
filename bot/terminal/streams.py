"""Standard input and output of the commands: encoding, safe output, and exit codes."""

import errno
import io
import os
import sys
from collections.abc import Callable

USAGE_ERROR = 2
READER_GONE = 1
"""The exit code if the reader of our output stopped before its end."""
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

# An escape sequence in an article must not control the reader's terminal, so control characters other than
# tab and line feed are shown as pictures, such as ␛ for escape.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_PICTURES |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)


def printable(text: str) -> str:
    r"""*text* without control characters.

    >>> printable("a\x1b[31mb")
    'a␛[31mb'
    """
    return text.translate(_PICTURES)


def quoted(text: str) -> str:
    r"""*text* marked as a quotation in plain text.

    >>> quoted("two\nlines")
    '> two\n> lines'
    """
    return "\n".join(f"> {line}" for line in text.split("\n"))


def open_closed_streams() -> None:
    """Open the null device for each standard stream that is closed (``run_bot.py ask … <&-``).

    Otherwise the next file that is opened, such as the state, would take its place, and be written to by
    whatever complains on standard error.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            device = os.open(os.devnull, os.O_RDWR)  # the lowest free number, which is the stream's own
            os.set_inheritable(device, True)
            setattr(sys, name, os.fdopen(device, mode, encoding="utf-8", closefd=False))


def speak_utf8() -> None:
    """Read and write UTF-8 in any locale; replace what cannot be decoded or encoded."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def quietly(act: Callable[[], int]) -> int:
    """The exit code of *act*, without a traceback if its reader has gone (``ask --batch … | head -1``).

    Nor is there one if the disk has no room for the output.
    """
    try:
        code = act()
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
        return READER_GONE
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        _discard_output()
        return complain(f"cannot write: {error.strerror}; make room on the disk, or write elsewhere")
    return code


def _discard_output() -> None:
    """Discard what is still buffered, or the interpreter would complain about it on exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(message: str) -> int:
    """Print on standard error, in one line, what is wrong and what to do; return the exit code."""
    print(f"quoth: {printable(message)}", file=sys.stderr)  # noqa: T201 - a terminal is for printing
    return USAGE_ERROR
