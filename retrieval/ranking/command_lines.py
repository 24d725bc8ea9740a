"""Recognise command lines, and the options that a text spells out."""

import re

_OPTIONS = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")
_PROMPTS = ("$", "#", "%", "`")
_ASKS = ("?", "？", "؟")
_ENDS_OF_CODE = frozenset(";{}")
_CODE = re.compile(r"\w\(\)|\w\(\w+,|\w\([\"&$]|\S = \S|[=-]>|[{}]")
_STATUS = re.compile(r"[<>]?\d{1,3}(?:[-–]\d{1,3})?")
_COMMAND = re.compile(r"[$#%] \S.*|`[^`]+`[.:]?|[\w-]+(?: [\w-]+)* \[.*[\]>)}]")


def options_in(text: str) -> frozenset[str]:
    """The command-line options that a text spells out.

    >>> sorted(options_in("-f, --force-it, not well-known"))
    ['--force-it', '-f']
    """
    return frozenset(_OPTIONS.findall(text))


def are_other_options(asked: frozenset[str], line: str) -> bool:
    """Whether a line names options, but none of those *asked* for; case matters.

    >>> are_other_options(frozenset({"-v"}), "-V, --version"), are_other_options(frozenset({"-v"}), "FILES")
    (True, False)
    """
    own = options_in(line) if asked else frozenset()
    return bool(own) and asked.isdisjoint(own)


def name_above(context: str) -> str:
    r"""The option, status or question right above a passage, which tells the reader what it is about.

    >>> name_above("OPTIONS\n-v, --verbose"), name_above("Care\nDo they bend?"), name_above("OPTIONS")
    ('-v, --verbose', 'Do they bend?', '')
    >>> name_above("EXIT VALUES\n9")
    '9'
    """
    line = context.rpartition("\n")[2]
    is_option = line.startswith("-") and bool(options_in(line))
    return line if is_option or line.endswith(_ASKS) or _STATUS.fullmatch(line) else ""


def is_command_line(sentence: str) -> bool:
    """Whether a sentence only shows what is typed at a terminal, or in a program.

    >>> is_command_line("$ ferry -p 3"), is_command_line("ferry list [<port>]"), is_command_line("It left.")
    (True, True, False)
    >>> is_command_line("size_t size; fwrite(buffer, 1, size, stdout);")
    True
    """
    if sentence[-1:] in _ENDS_OF_CODE and _CODE.search(sentence):
        return True
    may_be = sentence[-1:] in "]>)}" or sentence[:1] in _PROMPTS
    return may_be and _COMMAND.fullmatch(" ".join(sentence.split())) is not None
