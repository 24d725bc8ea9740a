"""Limits on what a file may contain: anything larger is an attack or a mistake, and is refused."""

MAX_BYTES = 64 << 20
"""Of a file that is read as one document."""
MAX_LINE_BYTES = 64 << 20
"""Of one line of JSON."""
MAX_UNPACKED_BYTES = 256 << 20
"""Of all parts of a packed file together."""
MAX_COMPRESSION_RATIO = 200
"""Unpacked size divided by packed size."""
SMALL_BYTES = 1 << 20
"""Content that unpacks to no more than this is accepted at any ratio: empty forms compress well."""
MAX_PARTS = 10_000
"""Files within a packed file."""
MAX_ELEMENTS = 200_000
"""In a web page, or in a chapter of a book."""
MAX_CHILDREN = 50_000
"""Direct children of one element of a page: the reader walks along them to put them in order."""
MAX_DEPTH = 250
"""Nesting of elements in a page or a chapter; the parser silently drops everything from 256 on."""
MAX_ATTRIBUTES = 1_000
"""Of an element of a page or a chapter."""
MAX_COLUMNS = 1_000
"""Of a table."""
MAX_PAGES = 5_000
MAX_CHARACTERS = 24 << 20
"""Of the text that a file is converted to, which may be longer than the file.  A thick book has a tenth."""
MAX_LINES = 300_000
"""Of a document's text.  A thick book has a tenth of that; the work grows with the number of lines."""
MAX_MARKDOWN_LINES = 200_000
"""Of a Markdown file, which takes three times as long to parse as plain text."""
MAX_RST_LINES = 60_000
"""Of a reStructuredText file, whose parser is written in Python and slow."""
MAX_UNREADABLE_LINES = 100_000
"""Consecutive unreadable lines in a JSON Lines file, after which it is taken for another kind of file."""
EXTRACTION_SECONDS = 40
"""Time for extracting one file in a child process; a file that takes longer is refused within a minute."""
EXTRACTION_MEMORY_BYTES = 1 << 30
"""Memory for that process."""
