"""Files -> sources: stream the documents of a file or a folder, each with its id.

The text of a plain file is its decoded content with LF line ends and no other change; a JSON line's text is
taken as it is; web pages, PDFs and Word documents are converted to text.  Anything that cannot be read
becomes a `Problem` in the stream, and reading continues.
"""

import codecs
import json
import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydantic_core import from_json

from corpus.errors import CorpusNotFoundError, NoDocumentsError
from corpus.extraction.decoding import decode
from corpus.extraction.refusal import Refused
from corpus.extraction.worker import FORMATS as EXTRACTED
from corpus.extraction.worker import Extractor
from corpus.limits import MAX_BYTES, MAX_LINE_BYTES, MAX_LINES, MAX_MARKDOWN_LINES, MAX_UNREADABLE_LINES
from corpus.metadata import usable_metadata
from corpus.records import Source

# Suffix -> format.  A file without a suffix is plain text.
FORMATS = {
    "": "text",
    ".text": "text",
    ".txt": "text",
    ".markdown": "markdown",
    ".md": "markdown",
    ".jsonl": "json",
    ".ndjson": "json",
    ".rest": "rst",
    ".rst": "rst",
    ".htm": "html",
    ".html": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".epub": "epub",
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".eml": "mail",
}

KINDS = ".txt, .md, .rst, .html, .pdf, .docx, .odt, .rtf, .epub, .csv, .xlsx, .eml or .jsonl"

_SAVE_AS_UTF_8 = "save it as UTF-8 text"
_NAME_A_CORPUS = f"name a file or a folder of {KINDS} files"
_NAME_THE_FOLDER = "name the folder that your texts are in"
_AN_OBJECT = 'write {"_id": ..., "title": ..., "text": ...} on one line'
_SNIFFED = 4096
_SPLIT_IT = "split it"
_TOO_MANY_LINES = f"has more than {MAX_LINES:,} lines"
# The first bytes of files that are not text, although all of them may be valid characters.
_SIGNATURES = {b"%PDF-": "a PDF", b"PK\x03\x04": "a packed file", b"{\\rtf": "an RTF document"}
_COUNTED = 1 << 20  # bytes at a time
_MAX_COUNTED = 4 << 30  # bytes: counting the lines of a larger file would take too long
_LINE_BITS = 40
_NAMES_SHOWN = 5
_PARTICULARS = frozenset(("author", "date", "source", "language", "address", "url"))


@dataclass(frozen=True, slots=True)
class Problem:
    r"""Something in a corpus that could not be read.

    >>> str(Problem(Path("news/a.jsonl"), "line 3", 'has no "_id"', "give it one of its own"))
    'news/a.jsonl, line 3: has no "_id"; give it one of its own'
    """

    path: Path
    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = ", ".join(filter(None, (self.path.as_posix(), self.place)))
        # A file's name and content may contain anything, even line ends and broken characters.
        return "".join(_printable(c) for c in f"{where}: {self.what}; {self.remedy}")


_Placed = tuple[Source, Path, int]
"""A source with its file and line, so that a duplicate can be found; line 0 is the whole file."""
_Read = _Placed | Problem
OnFile = Callable[[Path], Problem | None]
"""Called with each file before it is read; a Problem that it returns takes the place of the file."""


def ignore_file(file: Path) -> None:
    """Ignore which file is read next, and let it be read."""


def load(path: Path, on_file: OnFile = ignore_file) -> Iterator[Source | Problem]:
    """The documents of a file or a folder, in the same order on every system.

    A document's id is the JSON line's ``_id``, or the path below the folder without its suffix; the suffix is
    kept where two files would share an id.  *on_file* is called with each file before it is read, and can
    keep it from being read.  Raises `CorpusNotFoundError` if the path does not exist, and `NoDocumentsError`,
    which names the first problem, if no document could be read or *path* is the root of the file system.
    """
    if not _exists(path):
        raise CorpusNotFoundError(str(Problem(path, "", "is not there", _NAME_A_CORPUS)))
    refuse_whole_file_system(path)
    held: list[Problem] = []
    found = False
    with Extractor() as extractor:
        for item in _without_duplicates(_read(path, extractor, on_file)):
            if found or isinstance(item, Source):
                yield from held
                held.clear()
                found = True
                yield item
            else:
                held.append(item)
    if not found:
        raise NoDocumentsError(_nothing_found(path, held))


def refuse_whole_file_system(path: Path) -> None:
    """Raise NoDocumentsError if *path* is the root of the file system, which must be a mistake.

    >>> refuse_whole_file_system(Path("/"))
    Traceback (most recent call last):
    corpus.errors.NoDocumentsError: /: is the whole file system; name the folder that your texts are in
    """
    if path.resolve() == Path(path.resolve().anchor):
        raise NoDocumentsError(str(Problem(path, "", "is the whole file system", _NAME_THE_FOLDER)))


def count(path: Path) -> int:
    """A quick estimate of how many documents `load` will find: one a file, or one a line of JSON lines."""
    files = _files(path, []) if path.is_dir() else [path]
    documents = (file for file in files if not (path.is_dir() and is_beside_the_documents(file)))
    return sum(_count_of(file) for file in documents if file.suffix.lower() in FORMATS)


def _count_of(file: Path) -> int:
    if FORMATS[file.suffix.lower()] != "json":
        return 1
    if not file.is_file() or file.stat().st_size > _MAX_COUNTED:
        return 1
    try:
        with file.open("rb") as lines:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: lines.read(_COUNTED), b"")) or 1
    except OSError:  # reading it will report that
        return 1


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # for example, the name is too long, or the folder may not be entered
        return False


def _nothing_found(path: Path, problems: list[Problem]) -> str:
    """One line that says why there is no document: the first problem, and how many more there were."""
    if not problems:
        return str(Problem(path, "", "holds no documents", f"put {KINDS} files there"))
    more = len(problems) - 1
    return (
        f"{problems[0]} (and {more} more of its lines or files could not be read)"
        if more
        else str(problems[0])
    )


def _without_duplicates(items: Iterable[_Read]) -> Iterator[Source | Problem]:
    # File and line are packed into one number for each id, because there may be a million ids.
    places: dict[str, int] = {}
    files: list[Path] = []
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        source, file, line = item
        if not files or files[-1] is not file:
            files.append(file)
        here = len(files) - 1 << _LINE_BITS | line
        first = places.setdefault(source.id, here)
        if first == here:
            yield source
        else:
            yield _duplicate(item, files[first >> _LINE_BITS], first & (1 << _LINE_BITS) - 1)


def _duplicate(item: _Placed, first_file: Path, first_line: int) -> Problem:
    source, file, line = item
    first = ", ".join(filter(None, (first_file.as_posix(), _line(first_line))))
    what = f'has the same id as {first} ("{source.id}") and was left out'
    return Problem(file, _line(line), what, "give one of them another id")


def _line(number: int) -> str:
    return f"line {number}" if number else ""


def _read(path: Path, extractor: Extractor, on_file: OnFile) -> Iterator[_Read]:
    if path.is_dir():
        yield from _read_folder(path, extractor, on_file)
    elif path.suffix.lower() in FORMATS:
        problem = on_file(path)
        yield from [problem] if problem else _read_file(path, _composed_name(path.stem), extractor)
    else:
        yield _unknown_kind(path, [path.name])


def _read_folder(folder: Path, extractor: Extractor, on_file: OnFile) -> Iterator[_Read]:
    """Every document below a folder; at the end, one problem for all files of other kinds."""
    problems: list[Problem] = []
    files = [file for file in _files(folder, problems) if not is_beside_the_documents(file)]
    known = [file for file in files if file.suffix.lower() in FORMATS]
    unknown = [file for file in files if file.suffix.lower() not in FORMATS]
    yield from problems
    for file, id_ in zip(known, _ids(folder, known), strict=True):
        problem = on_file(file)
        yield from [problem] if problem else _read_file(file, id_, extractor, folder)
    if unknown:
        yield _unknown_kind(folder, [file.relative_to(folder).as_posix() for file in unknown])


def _files(folder: Path, problems: list[Problem]) -> list[Path]:
    """The visible files below a folder, ordered by the code points of their names."""

    def refused(error: OSError) -> None:
        problems.append(_refusal(Path(error.filename), error))

    files: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=refused):
        folders[:] = [name for name in folders if not name.startswith(".")]
        problems.extend(
            _linked_folder_problem(Path(place, name)) for name in folders if Path(place, name).is_symlink()
        )
        files.extend(Path(place, name) for name in names if not name.startswith("."))
    return sorted(files, key=lambda file: [_composed_name(part) for part in file.relative_to(folder).parts])


def _linked_folder_problem(folder: Path) -> Problem:
    # Following a link to a folder above itself would never end.
    return Problem(
        folder, "", "is a link to a folder, and links are not followed", "put a copy of the folder there"
    )


def is_beside_the_documents(file: Path) -> bool:
    """Whether a file is about the corpus, not one of its documents: ``README.md``, gold sets, metadata."""
    name = file.name.lower()
    return name in ("readme.md", "gold.jsonl", "synonyms.txt", "documents.toml") or name.endswith(
        (".gold.jsonl", ".synonyms.txt", ".documents.toml")
    )


def _ids(folder: Path, files: list[Path]) -> list[str]:
    """Paths below the folder, without suffixes unless two paths would then be the same.

    >>> _ids(Path("c"), [Path("c/a.md"), Path("c/a.txt"), Path("c/news/b.txt")])
    ['a.md', 'a.txt', 'news/b']
    """
    below = [file.relative_to(folder) for file in files]
    short = [_composed_name(path.with_suffix("").as_posix()) for path in below]
    uses = Counter(short)
    return [
        id_ if uses[id_] == 1 else _composed_name(path.as_posix())
        for id_, path in zip(short, below, strict=True)
    ]


def _composed_name(name: str) -> str:
    """A file's name in composed form (NFC): some systems store "й" as two characters, others as one."""
    return unicodedata.normalize("NFC", name)


def _unknown_kind(path: Path, names: list[str]) -> Problem:
    if not path.is_dir():
        return Problem(path, "", "is of an unsupported kind", f"convert it to {KINDS}")
    shown = ", ".join(names[:_NAMES_SHOWN]) + (", ..." if len(names) > _NAMES_SHOWN else "")
    what = f"{len(names)} of its files are of unsupported kinds and were left out: {shown}"
    return Problem(path, "", what, f"convert what should be read to {KINDS}")


def _refusal(path: Path, error: OSError) -> Problem:
    what = f"cannot be opened ({error.strerror})"
    return Problem(path, "", what, "check that it exists and that you may read it")


def _leads_out(file: Path, folder: Path | None) -> bool:
    """Whether a file of a folder is a link to something outside the folder."""
    return folder is not None and file.is_symlink() and not file.resolve().is_relative_to(folder.resolve())


def _read_file(file: Path, id_: str, extractor: Extractor, folder: Path | None = None) -> Iterator[_Read]:
    form = FORMATS[file.suffix.lower()]
    try:
        if not _can_be_encoded(file.as_posix()):
            yield Problem(file, "", "has a name that is not UTF-8", "rename it")
        elif _leads_out(file, folder):
            yield Problem(file, "", "is a link that leads out of the folder", "put a copy here")
        elif not file.is_file():
            yield Problem(file, "", "is not a regular file", "replace it with one, or remove it")
        elif form == "json":
            yield from _until_hopeless(_read_lines(file))
        elif form in EXTRACTED:
            yield from _read_extracted(file, id_, form, extractor)
        else:
            yield _read_text(file, id_, form)
    except OSError as error:
        yield _refusal(file, error)


def _read_text(file: Path, id_: str, form: str) -> _Read:
    if file.stat().st_size > MAX_BYTES:
        return Problem(file, "", f"is larger than {MAX_BYTES >> 20} MB", _SPLIT_IT)
    data = file.read_bytes()
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            return Problem(file, "", f"is {kind}, although its name says otherwise", "correct its suffix")
    try:
        text = decode(data)
    except ValueError as error:
        return Problem(file, "", str(error), _SAVE_AS_UTF_8)
    if not text.strip():
        return Problem(file, "", "is empty", "add its text, or remove it")
    most = MAX_MARKDOWN_LINES if form == "markdown" else MAX_LINES
    if text.count("\n") >= most:
        return Problem(file, "", f"has more than {most:,} lines", _SPLIT_IT)
    return Source(id=id_, title="", text=text, format=form), file, 0


def _read_extracted(file: Path, id_: str, form: str, extractor: Extractor) -> Iterator[_Read]:
    """The document of a file that has to be converted to text, then a problem for each unreadable page."""
    try:
        made = extractor.extract(file, form)
    except Refused as refused:
        yield Problem(file, "", refused.what, refused.remedy)
        return
    source = Source(id_, made.title, made.text, "text", made.headings, made.pages, made.levels, made.stated)
    yield source, file, 0
    yield from (Problem(file, *problem) for problem in made.problems)


def _read_lines(file: Path) -> Iterator[_Read]:
    """The documents of a JSON-lines file; each bad line is one problem, and reading continues."""
    empty = True
    with file.open("rb") as lines:
        if b"\0" in lines.peek(_SNIFFED):
            yield Problem(file, "", "is not UTF-8 text, which JSON lines must be", _SAVE_AS_UTF_8)
            return
        for number, line in enumerate(_lines_of(lines), 1):
            if len(line) > MAX_LINE_BYTES:
                what = f"is longer than {MAX_LINE_BYTES >> 20} MB"
                yield Problem(file, _line(number), what, _SPLIT_IT)
                empty = False
                continue
            row = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
            if row.strip():
                empty = False
                yield _read_row(row, file, number)
    if empty:
        yield Problem(file, "", "is empty", "write one JSON object per line, or remove it")


def _until_hopeless(found: Iterator[_Read]) -> Iterator[_Read]:
    """What was read from a file, until too many of its lines in a row cannot be read."""
    unreadable = 0
    for each in found:
        yield each
        unreadable = unreadable + 1 if isinstance(each, Problem) else 0
        if isinstance(each, Problem) and unreadable == MAX_UNREADABLE_LINES:
            what = f"ends {MAX_UNREADABLE_LINES:,} lines that cannot be read; the rest of the file was not"
            yield Problem(each.path, each.place, what, _AN_OBJECT)
            return


def _lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; a line over the limit is cut just after it."""
    while line := stream.readline(MAX_LINE_BYTES + 1):
        rest = line
        while not rest.endswith(b"\n") and (rest := stream.readline(MAX_LINE_BYTES)):
            pass
        yield line


def _read_row(row: bytes, file: Path, number: int) -> _Read:
    try:
        return _source_of_row(row), file, number
    except _BadRow as error:
        return Problem(file, _line(number), *error.args)


class _BadRow(Exception):  # noqa: N818 - never leaves this module
    """A bad line: what is wrong with it, and the remedy."""


def _source_of_row(row: bytes) -> Source:
    """The document of one JSON line.

    >>> source = _source_of_row(b'{"_id": 7, "title": null, "text": "Pines bend."}')
    >>> source.id, source.title, source.text
    ('7', '', 'Pines bend.')
    """
    fields = _fields(row)
    id_, title, text = fields.get("_id"), fields.get("title") or "", fields.get("text")
    if isinstance(id_, int) and not isinstance(id_, bool):
        id_ = str(id_)
    if not isinstance(id_, str) or not id_:
        raise _BadRow('has no "_id"', "give the document one of its own")
    if not isinstance(text, str) or not isinstance(title, str):
        raise _BadRow(
            'has no "text", or a "text" or "title" that is not a string', "put the words between quotes"
        )
    if not text.strip():
        raise _BadRow('has an empty "text"', "write the document's text into it, or remove the line")
    if text.count("\n") >= MAX_LINES:
        raise _BadRow(_TOO_MANY_LINES, _SPLIT_IT)
    if not _can_be_encoded(f"{id_}{title}{text}"):
        raise _BadRow("holds half a surrogate pair (\\ud800 to \\udfff)", "write the whole character")
    if _PARTICULARS.isdisjoint(fields):
        return Source(id_, title, text, "json")
    values = {**fields, "address": fields.get("address") or fields.get("url")}
    return Source(id_, title, text, "json", stated=usable_metadata(values))


def _fields(row: bytes) -> dict[str, object]:
    fields: object
    try:
        fields = from_json(row, cache_strings="keys")
    except ValueError:
        fields = _fields_or_why_not(row)
    if not isinstance(fields, dict):
        raise _BadRow("is not a JSON object", _AN_OBJECT)
    return fields


def _fields_or_why_not(row: bytes) -> object:
    """Parse a row with the standard library: slower, but it accepts more and says what is wrong."""
    try:
        return json.loads(row.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _BadRow(f"is not UTF-8 at byte {error.start + 1}", _SAVE_AS_UTF_8) from None
    except json.JSONDecodeError as error:
        raise _BadRow(f"is not JSON at column {error.colno} ({error.msg})", _AN_OBJECT) from None
    except RecursionError:
        raise _BadRow("is JSON that is nested too deeply", _AN_OBJECT) from None
    except ValueError:  # a number with more digits than Python reads
        raise _BadRow("has a number of too many digits", _AN_OBJECT) from None


def _printable(character: str) -> str:
    r"""One character of a message, escaped if it would break the line or the terminal."""
    return character if character.isprintable() else ascii(character)[1:-1]


def _can_be_encoded(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
