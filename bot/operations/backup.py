"""``python run_bot.py backup FILE``: the bot's state and the published version in one file."""

import argparse
import datetime
from pathlib import Path

from bot.errors import StateError
from bot.operations.archive import BackupError, write_archive
from bot.terminal.ask import VERSIONS
from bot.terminal.streams import complain, speak_utf8
from config.settings import Settings, database_of
from retrieval.store.corpus_store import CorpusStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write, as quoth.backup.tar.gz")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make the backup and say what is in it; return the exit code."""
    speak_utf8()
    store = CorpusStore(settings.corpus, settings.state_dir / VERSIONS)
    made_at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    try:
        database = database_of(settings)
        contents = write_archive(arguments.file, settings.state_dir, store, made_at, database)
    except (BackupError, StateError) as error:
        return complain(str(error))
    version = f"version {contents.version}" if contents.version else "no version, as none is published"
    print(  # noqa: T201 - a terminal is for that
        f"Backed up the bot's memory and {version} to {arguments.file}.\n"
        "It holds people's questions: keep it where nobody else can read it.\n"
        f"The corpus files in {settings.corpus} are not in it; back them up as well."
    )
    return 0
