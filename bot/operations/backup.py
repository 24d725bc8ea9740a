"""``python run_bot.py backup FILE``: the bot's state and the published versions in one file."""

import argparse
import datetime
from collections.abc import Mapping
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
    made_at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    try:
        database = database_of(settings)
        contents = write_archive(arguments.file, settings.state_dir, stores_of(settings), made_at, database)
    except (BackupError, StateError) as error:
        return complain(str(error))
    versions = listed(contents.versions) or "no version, as none is published"
    sources = ", ".join(str(each.path) for each in settings.corpora)
    print(  # noqa: T201 - a terminal is for that
        f"Backed up the bot's state and {versions} to {arguments.file}.\n"
        "It holds people's questions: keep it where nobody else can read it.\n"
        f"The corpus files in {sources} are not in it; back them up as well."
    )
    return 0


def stores_of(settings: Settings) -> dict[str, CorpusStore]:
    """The versions of each library by its name; the only corpus has the name ""."""
    parts = [settings.of_corpus(each) for each in settings.corpora]
    return {each.library: CorpusStore(each.corpus, each.state_dir / VERSIONS) for each in parts}


def listed(versions: Mapping[str, str]) -> str:
    """Versions by library, for people.

    >>> listed({"": "0a1b"}), listed({"handbook": "0a1b", "news": "2c3d"})
    ('version 0a1b', 'version 0a1b of handbook, version 2c3d of news')
    """
    return ", ".join(
        f"version {version} of {library}" if library else f"version {version}"
        for library, version in versions.items()
    )
