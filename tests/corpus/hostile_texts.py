"""Texts made to be slow: kind -> a function from a size in characters to a text of about that size."""

from collections.abc import Callable

Made = Callable[[int], str]

PLAIN: dict[str, Made] = {
    "bullets": lambda n: "- word\n" * (n // 7),
    "lines of dashes": lambda n: "---\n" * (n // 4),
    "lines of one letter": lambda n: "a\n" * (n // 2),
    "newlines and a word": lambda n: "\n" * n + "word",
    "questions without answers": lambda n: "Q: Do they?\n" * (n // 12) + "A: Yes.\n",
    "headings": lambda n: "Word\n----\n\n" * (n // 11),
    "a line of dots": lambda n: "." * n + "!\n",
    "a line of spaces": lambda n: "a" + " " * n + "b\n",
    "an option of equals signs": lambda n: "-a" + "=" * n + "  b\n      It burns.\n",
    "options with descriptions": lambda n: "-q Say nothing.\n" * (n // 16),
    "options apart": lambda n: "-q Say nothing\n\n" * (n // 16),
    "options in columns": lambda n: "-q    say nothing\n--all say it\n" * (n // 31),
    "an option of many names": lambda n: "-a, --all " * (n // 10) + "5\n",
    "lines without capitals": lambda n: "call anna today\n" * (n // 16),
    "terms": lambda n: "word\n    desc it\n" * (n // 17),
    "numbered lines": lambda n: "1. Word\n\n" * (n // 9),
    "lines further and further in": lambda n: "".join(" " * i + "w\n" for i in range(int((2 * n) ** 0.5))),
}
MARKDOWN: dict[str, Made] = {
    "a heading with spaces in it": lambda n: f"# a{' ' * n}b\n",
    "a heading of brackets": lambda n: f"# {'[' * n}\n",
    "front matter with spaces": lambda n: f"---\ntitle: a{' ' * n}b\n---\n\nword\n",
    "front matter without an end": lambda n: "---\n" + "a: b\n" * (n // 5),
    "an unclosed fence": lambda n: "```\n" + "word\n" * (n // 5),
    "an unclosed comment": lambda n: "<!--" + "x\n" * (n // 2),
    "images": lambda n: "[![a](b)" * (n // 8),
    "quotations in quotations": lambda n: "> " * (n // 2) + "w",
    "items in items": lambda n: "- " * (n // 2) + "w",
    "link definitions": lambda n: "[a]: b\n" * (n // 7),
    "a table of bars": lambda n: "|" * n + "\n" + "|-" * n + "\n",
}
