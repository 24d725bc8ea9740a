"""Limits on what a file may contain: anything larger is an attack or a mistake, and is refused."""

MAX_BYTES = 64 << 20
"""In a file that is read as one document."""
MAX_LINE_BYTES = 64 << 20
"""In one JSON line."""
MAX_UNPACKED_BYTES = 256 << 20
"""In all parts of a packed file together."""
MAX_RATIO = 200
"""Unpacked size divided by packed size."""
SMALL_BYTES = 1 << 20
"""Content that unpacks to no more than this is accepted at any ratio: empty forms compress well."""
MAX_PARTS = 10_000
"""Files within a packed file."""
MAX_ELEMENTS = 200_000
"""In a web page, or in a chapter of a book."""
MAX_CHILDREN = 50_000
"""Elements right below one element of a page: to put them in order, the reader walks from one to another."""
MAX_DEPTH = 250
"""Of elements within each other in a page or a chapter; the parser drops everything from 256 on, silently."""
MAX_ATTRIBUTES = 1_000
"""Of an element of a page or a chapter."""
MAX_COLUMNS = 1_000
"""Of a table."""
MAX_PAGES = 5_000
MAX_CHARACTERS = 24 << 20
"""In the text that a file is converted to, which may be longer than the file.  A thick book has a tenth."""
MAX_LINES = 300_000
"""In a document's text.  A thick book has a tenth of that; the work grows with the number of lines."""
MAX_MARKDOWN_LINES = 200_000
"""In a Markdown file, which its parser reads at a third of the speed."""
MAX_RST_LINES = 60_000
"""In a file of reStructuredText, whose parser is written in Python."""
MAX_UNREADABLE_LINES = 100_000
"""One after the other in a file of JSON lines; after that it is taken for another kind of file."""
SECONDS = 40
"""For extracting one file in a child process; a file that takes longer is refused within a minute."""
MEMORY_BYTES = 1 << 30
"""For that process."""
