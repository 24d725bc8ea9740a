"""`api-key`: make a key for a program that asks over HTTP.  It is printed once; only its hash is stored."""

import argparse
import sys

from bot.terminal.streams import complain
from config.settings import Settings
from web.api.keys import entry_of, new_key

TOLD = """\
The key, which is shown only now. The program sends it as: Authorization: Bearer KEY
  {key}
Its entry for QUOTH_API_KEYS, which holds no secret; several are separated by commas:
  {entry}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `api-key`."""
    parser.add_argument("name", help="whose key it is: letters, digits, '_', '.' and '-'")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make a key and print it with its entry for the settings; return the exit code."""
    key = new_key()
    try:
        entry = entry_of(arguments.name, key)
    except ValueError as error:
        return complain(str(error))
    sys.stdout.write(TOLD.format(key=key, entry=entry))
    return 0
