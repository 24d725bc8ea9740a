"""Recognise command lines, and the options that a text spells out."""

import re

_OPTIONS = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")
_PROMPTS = ("$", "#", "%", "`")
_COMMAND = re.compile(r"[$#%] \S.*|`[^`]+`[.:]?|[\w-]+(?: [\w-]+)* \[.*[\]>)}]")


def options_in(text: str) -> frozenset[str]:
    """The command-line options that a text spells out.

    >>> sorted(options_in("-f, --force-it, not well-known"))
    ['--force-it', '-f']
    """
    return frozenset(_OPTIONS.findall(text))


def are_other_options(asked: frozenset[str], line: str) -> bool:
    """Whether a line names options, and none of those that are *asked* for, case included.

    >>> are_other_options(frozenset({"-v"}), "-V, --version"), are_other_options(frozenset({"-v"}), "FILES")
    (True, False)
    """
    own = options_in(line) if asked else frozenset()
    return bool(own) and asked.isdisjoint(own)


def is_command_line(sentence: str) -> bool:
    """Whether a sentence only shows what is typed at a terminal.

    >>> is_command_line("$ ferry -p 3"), is_command_line("ferry list [<port>]"), is_command_line("It left.")
    (True, True, False)
    """
    may_be = sentence[-1:] in "]>)}" or sentence[:1] in _PROMPTS
    return may_be and _COMMAND.fullmatch(" ".join(sentence.split())) is not None
