"""Makers of files of about a given size."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping

Make = Callable[[int], bytes]
"""Makes a file of about so many bytes."""

ENTITIES = (
    '<!DOCTYPE x [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1 or str()};" * 10}">' for n in range(1, 10))
    + "]>"
)
"""Each entity is ten of the one before."""

_WORDS = [
    *("the", "lamp", "of", "Selmouth", "burns", "above", "a", "harbour", "where", "boats", "wait"),
    *("for", "tide", "and", "wind", "every", "morning"),
]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def repeated(piece: str, before: str = "", after: str = "") -> Make:
    """A file that repeats a piece of text."""

    def make(size: int) -> bytes:
        return (before + piece * (size // len(piece.encode())) + after).encode()

    return make


def nested(opening: str, closing: str, before: str = "", after: str = "") -> Make:
    """A file of nested pieces, as deep as its size allows."""

    def make(size: int) -> bytes:
        depth = size // len(opening + closing)
        return (before + opening * depth + "word" + closing * depth + after).encode()

    return make


def nested_to(depth: int, opening: str, closing: str) -> str:
    """A piece of text nested to *depth*."""
    return opening * depth + "word" + closing * depth


def text(kind: Callable[[int], str]) -> Make:
    """A file of a text as UTF-8."""
    return lambda size: kind(size).encode()


def numbered(piece: str) -> Callable[[int], str]:
    """A text that repeats a piece with its number in place of `{}`."""

    def make(size: int) -> str:
        return "".join(piece.replace("{}", str(number)) for number in range(size // (len(piece) + 4)))

    return make


def sentences(size: int) -> str:
    """Ordinary sentences, all different."""
    rng, length = random.Random(size), 0
    said: list[str] = []
    while length < size:
        said.append(f"{' '.join(rng.choices(_WORDS, k=12)).capitalize()} {len(said)}.")
        length += len(said[-1]) + 1
    return " ".join(said)


def words_that_nobody_wrote(size: int) -> str:
    """Sentences of invented words, each of which occurs once."""
    rng = random.Random(size)
    words = ("".join(rng.choices(_LETTERS, k=9)) for _ in range(size // 10))
    return " ".join(f"{word.capitalize()}." if not at % 12 else word for at, word in enumerate(words))


def paragraphs(size: int, around: tuple[str, str]) -> str:
    """Sentences in paragraphs of 500 characters, each between two pieces of markup."""
    words, (opening, closing) = sentences(size), around
    return "".join(f"{opening}{words[at : at + 500]}{closing}" for at in range(0, len(words), 500))


def packed(parts: Callable[[int], Iterator[tuple[str, bytes]]], *, stored: bool = False) -> Make:
    """A packed file whose parts unpack to the size; *stored* parts are not compressed."""

    def make(size: int) -> bytes:
        out = io.BytesIO()
        how = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(out, "w", how) as package:
            for name, content in parts(size):
                package.writestr(name, content)
        return out.getvalue()

    return make


def with_parts(package: bytes, parts: Mapping[str, bytes]) -> bytes:
    """A packed file with some parts replaced or added; none of its parts is compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, parts.get(part) or old.read(part))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return out.getvalue()


def unpacking(make: Make, times: int = 10) -> Make:
    """A packed file whose parts unpack to several times its size, and which has noise beside them.

    The noise hides that the parts are compressed to next to nothing.
    """

    def made(size: int) -> bytes:
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(make(times * size))) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for part in old.namelist():
                new.writestr(part, old.read(part))
            new.writestr("noise", random.Random(size).randbytes(size), zipfile.ZIP_STORED)
        return out.getvalue()

    return made


def bomb(*names: str) -> Make:
    """A packed file whose last part unpacks to a hundred times the size."""

    def make(size: int) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name in names[:-1]:
                package.writestr(name, b"application/epub+zip")
            with package.open(names[-1], "w", force_zip64=True) as part:
                for _ in range(100):
                    part.write(b" " * size)
        return out.getvalue()

    return make


def of_many_parts(size: int) -> bytes:
    """A packed file of tiny parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number in range(size // 110):
            package.writestr(f"p{number}", b"")
    return out.getvalue()


def lines_at_a_limit(most: int, opening: str, after: str = "\n") -> Make:
    """*most* lines of sentences, each after an opening in which `{}` is its number."""

    def make(size: int) -> bytes:
        count = most // f"{opening}{after}".count("\n") - 1
        each = max(1, size // count - len(opening + after))
        words = sentences(count * each)
        pieces = (words[at * each : (at + 1) * each].strip() for at in range(count))
        made = (f"{opening.replace('{}', str(at))}{piece}{after}" for at, piece in enumerate(pieces))
        return "".join(made).encode()

    return make
