"""``python -m tools.hostile_input.reading FILE``: read the documents of a file, or say why not."""

import sys
from pathlib import Path

from corpus.errors import CorpusError
from corpus.loading import load


def main() -> int:
    """Return 1 if the file was refused, else 0."""
    try:
        for _ in load(Path(sys.argv[1])):
            pass
    except CorpusError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
