"""The command line of Quoth: its commands, a flag for each setting, exit codes."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any, NoReturn, get_args

from pydantic import SecretStr

from bot.terminal.streams import complain, open_closed_streams, quietly
from config.settings import Settings, SettingsError, effective, read_settings
from config.version import version
from corpus.errors import CorpusError
from languages.errors import LanguageDataError

# Each command lives in a module of its own, imported only when that command runs: `ask` must not wait for the
# Telegram library.  A module has add_arguments(parser) and run(arguments, settings) -> exit code.
COMMANDS = {
    "run": ("bot.running", "run the Telegram bot (the default)"),
    "chat": ("bot.terminal.chat", "talk to the bot at this terminal, without Telegram"),
    "web": ("bot.serving.web_alone", "serve the reader page without Telegram; no token is needed"),
    "mcp": (
        "bot.serving.mcp_alone",
        "serve programs that speak the Model Context Protocol, by standard input",
    ),
    "ask": ("bot.terminal.ask", "answer one question, or with --batch many"),
    "eval": ("evaluation.command", "measure the answers against gold questions"),
    "corpus": (
        "bot.operations.corpus",
        "add to the corpus, reload it, list and compare its versions, roll back, check",
    ),
    "replay": ("bot.terminal.replay", "repeat an answer from the version of the corpus that gave it"),
    "doctor": ("bot.operations.doctor", "examine the setup and say what to do about what is wrong"),
    "backup": ("bot.operations.backup", "write the bot's state and the published versions into one file"),
    "restore": ("bot.operations.restore", "put a backup in place, while no bot is running"),
    "state": ("bot.operations.state_copy", "copy the bot's state from a file to PostgreSQL, or back"),
    "api-key": ("bot.operations.api_key", "make a key that lets a program ask over HTTP"),
    "settings": ("", "print the settings in force, secrets masked"),
}
WITH_SEVERAL = (
    "run",
    "chat",
    "ask",
    "replay",
    "web",
    "mcp",
    "doctor",
    "backup",
    "restore",
    "state",
    "api-key",
    "settings",
)
"""The commands that take several corpora together; the others work on one."""
DESCRIPTION = "Answers questions with the sentences of a text. Without a command: runs the Telegram bot."
USAGE_ERROR = 2
_SETTING = "setting_"
"""What the destination of a setting's flag begins with."""
_USE_ANOTHER = "run this as the user it belongs to, or choose another one (QUOTH_STATE_DIR, QUOTH_CORPUS)"


class _ShortUsage(argparse.HelpFormatter):
    """Shows in the usage what is a command's own; the settings, which all share, are listed below."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        own = [each for each in actions if not each.dest.startswith(_SETTING)]
        super().add_usage(usage, own, groups, prefix)


class _PrintVersion(argparse.Action):
    """Prints the version; argparse's own action would read it at every start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print(f"quoth {version()}")
        parser.exit()


class _OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one line; argparse's own would print every setting first."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and where to read more."""
        sys.exit(complain(f"{message}; see {self.prog} --help"))


def run(words: Sequence[str]) -> int:
    """Run the command that *words* name; return the exit code."""
    open_closed_streams()
    name = _command_in(words)
    arguments = _parsed(words, name)
    try:
        settings = read_settings(_flags(arguments))
        if name == "settings":
            return quietly(lambda: _print_settings(settings))
        if name not in WITH_SEVERAL and not _is_about_the_depot(arguments):
            _require_one_corpus(settings, name)
        code: int = import_module(COMMANDS[name][0]).run(arguments, settings)
    except (SettingsError, CorpusError, LanguageDataError) as error:
        print(f"quoth: {error}", file=sys.stderr)
        return USAGE_ERROR
    except PermissionError as error:
        if error.filename is None:
            raise
        return complain(f"{error.filename}: permission denied; {_USE_ANOTHER}")
    return code


def _command_in(words: Sequence[str]) -> str:
    """The command that *words* name; the value of a flag before it is not mistaken for a command.

    >>> _command_in(["--corpus", "eval", "ask", "Who?"]), _command_in(["--corpus=eval"])
    ('ask', 'run')
    """
    rest = iter(words)
    for word in rest:
        if word in COMMANDS:
            return word
        if word.startswith("--") and "=" not in word:
            next(rest, None)
    return "run"


def _parsed(words: Sequence[str], name: str) -> argparse.Namespace:
    """The arguments in *words*; ends the process with one line if some are unknown."""
    arguments, unknown = _parser(name).parse_known_args(words)
    if unknown:
        where = " ".join(filter(None, ("run_bot.py", arguments.command)))
        meant = _closest_flag(unknown[0])
        hint = f"did you mean {meant}?" if meant else f"see {where} --help"
        sys.exit(complain(f"unrecognized arguments: {' '.join(unknown)}; {hint}"))
    return arguments


def _closest_flag(typed: str) -> str:
    """The flag of a setting that is spelled most like *typed*; "" if none is near.

    >>> _closest_flag("--corpsu"), _closest_flag("--colour=red")
    ('--corpus', '')
    """
    flags = [f"--{name.replace('_', '-')}" for name in Settings.model_fields]
    return next(iter(get_close_matches(typed.partition("=")[0], flags, 1, cutoff=0.8)), "")


def _parser(name: str) -> argparse.ArgumentParser:
    """The parser of the command line; only the flags of the command *name* are loaded."""
    parser = _OneLineParser(prog="run_bot.py", description=DESCRIPTION, formatter_class=_ShortUsage)
    parser.add_argument("--version", action=_PrintVersion, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_settings(parser)
    for command, (module, purpose) in COMMANDS.items():
        its_own = commands.add_parser(command, help=purpose, description=purpose, formatter_class=_ShortUsage)
        _add_settings(its_own)
        if command == name and module and hasattr(loaded := import_module(module), "add_arguments"):
            loaded.add_arguments(its_own)
    return parser


def _is_about_the_depot(arguments: argparse.Namespace) -> bool:
    """Whether the command is `corpus depot`, which takes all libraries in turn."""
    return getattr(arguments, "operation", "") == "depot"


def _require_one_corpus(settings: Settings, command: str) -> None:
    """Raise SettingsError if there are several corpora and the command works on one."""
    names = [each.name for each in settings.corpora]
    if len(names) > 1:
        raise SettingsError(
            f"QUOTH_CORPUS names several corpora, and `{command}` works on one; "
            f"choose it: --corpus {names[0]} (there are: {', '.join(names)})"
        )


def _print_settings(settings: Settings) -> int:
    print("\n".join(f"{setting}={value}" for setting, value in effective(settings).items()))
    print(f"# QUOTH_MEANING={settings.meaning}: {_meaning_state(settings)}")
    return 0


def _meaning_state(settings: Settings) -> str:
    """Whether sentences are compared by what they mean, on this machine."""
    from retrieval.meaning.encoder import is_available, is_installed, state_of

    return state_of(settings.meaning, installed=is_installed(), offered=is_available())


def _add_settings(parser: argparse.ArgumentParser) -> None:
    """Add a flag for each setting except secrets, which would show in the list of processes."""
    group = parser.add_argument_group("settings")
    for name, field in Settings.model_fields.items():
        if SecretStr in get_args(field.annotation):
            continue
        flag = f"--{name.replace('_', '-')}"
        group.add_argument(
            flag, dest=f"{_SETTING}{name}", metavar="VALUE", default=argparse.SUPPRESS, help=field.description
        )


def _flags(arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        name.removeprefix(_SETTING): value
        for name, value in vars(arguments).items()
        if name.startswith(_SETTING)
    }
