"""The entry point: ``python run_bot.py`` runs the Telegram bot; ``--help`` lists the other commands.

It imports only the standard library until it has checked that everything else is installed, so that somebody
who starts it with the wrong Python sees which one to use.
"""

import sys

OLDEST_PYTHON = (3, 11)
PACKAGES = {
    "bot",
    "config",
    "corpus",
    "evaluation",
    "languages",
    "management",
    "processes",
    "retrieval",
    "tools",
    "web",
}
"""Quoth's own packages: if one of these is missing, that is a bug, and not a wrong interpreter."""
WRONG_PYTHON = 2
INTERRUPTED = 130
"""The exit code after Ctrl-C, as of a shell: 128 and the number of SIGINT."""


def main(words: "list[str] | None" = None) -> int:
    """Run the command line *words*, by default those of this process; return the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        return _refuse("is older than Python 3.11")
    try:
        from bot.command_line import run

        return run(sys.argv[1:] if words is None else words)
    except KeyboardInterrupt:  # here, because loading the modules may take a second, too
        return INTERRUPTED
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in PACKAGES:
            raise
        return _refuse(f"lacks the package {package}")


def _refuse(reason: str) -> int:
    """Say in one line why this interpreter cannot be used, and what to run instead."""
    print(
        f"quoth: {sys.executable} {reason}; run `make chat` once, which installs everything in .venv, "
        "and then .venv/bin/python run_bot.py",
        file=sys.stderr,
    )
    return WRONG_PYTHON


if __name__ == "__main__":
    sys.exit(main())
