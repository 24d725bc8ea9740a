"""``python run_bot.py state copy``: move the bot's state from a file to a server, or back."""

import argparse
import json

from bot.errors import StateError
from bot.state.copying import copy_side, copy_state
from bot.terminal.streams import complain, printable, speak_utf8
from bot.transport.raw_updates import raw_update
from config.database_address import masked
from config.settings import Settings, database_of

PLACES = "a state folder, sqlite:FOLDER or postgresql://…; by default what {} names"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("what", choices=["copy"], help="copy all rows, count them and compare")
    source, target = PLACES.format("QUOTH_STATE_DIR"), PLACES.format("QUOTH_DATABASE")
    parser.add_argument("--from", dest="source", metavar="PLACE", default="", help=source)
    parser.add_argument("--to", dest="target", metavar="PLACE", default="", help=target)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Copy and say what was copied; return the exit code."""
    speak_utf8()
    source = arguments.source or str(settings.state_dir)
    target = arguments.target or database_of(settings)
    if not target:
        return complain("name what to copy to: --to postgresql://user:password@host/name, or QUOTH_DATABASE")
    try:
        with copy_side(source) as one, copy_side(target, as_target=True) as other:
            counts = copy_state(one, other, lane_of)
    except StateError as error:
        return complain(str(error))
    lines = [f"{count:>10,}  {table}" for table, count in counts.items()]
    total = (
        f"{sum(counts.values()):>10,}  rows copied and compared, from {masked(source)} to {masked(target)}"
    )
    print(printable("\n".join([*lines, total])))  # noqa: T201 - a terminal is for that
    return 0


def lane_of(payload: str) -> int:
    """The lane of an update: those of one lane are handled in order; 0 if it cannot be read.

    >>> lane_of('{"update_id": 5, "message": {"chat": {"id": -3}}}')
    -3
    """
    try:
        update = raw_update(json.loads(payload))
    except ValueError:
        return 0
    return 0 if update is None else update.lane
