"""How much of anything a file may ask for, before it is refused: what is larger is an attack or a mistake."""

MOST_BYTES = 64 << 20
"""Of a file that is read as one document."""
MOST_LINE_BYTES = 64 << 20
"""Of one JSON line."""
MOST_UNPACKED_BYTES = 256 << 20
"""Of what a packed file holds, all together."""
MOST_RATIO = 200
"""How many times its packed size anything may become."""
SMALL_BYTES = 1 << 20
"""What unpacks to no more than this is never too much, whatever its ratio: empty forms pack well."""
MOST_PARTS = 10_000
"""Files within a packed file."""
MOST_PAGES = 5_000
MOST_CHARACTERS = 32 << 20
"""Of a document's text."""
MOST_LINES = 300_000
"""Of a document's text: a thick book has a tenth of that, and each line is looked at by itself."""
SECONDS = 60
"""For one file, of reading it in a process of its own."""
MEMORY_BYTES = 2 << 30
"""Of that process."""
