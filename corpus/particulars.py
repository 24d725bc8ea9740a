"""What is stated about documents beside their text: ``documents.toml``, written by admins or from a chat.

    [lamp]
    author = "Nils Holm"
    date = 1999-05-03

A table is named by a document's id, and takes precedence over what the document's text and file say about it.
"""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.files import why_not_read
from corpus.records import Particulars

FILE = "documents.toml"
LINKS = ".links.json"
"""Which files of a folder were fetched from the web; written by `management.links`."""
FIELDS = Particulars._fields
"""What can be stated about a document."""
LONGEST = 200
"""Characters of a value."""
LONGEST_ADDRESS = 2_000
"""Characters of a web address; longer ones are not fetched either."""
_MAX_BYTES = 4 << 20
_AN_EXAMPLE = 'write tables like [lamp] with lines like author = "Nils Holm"'


class ParticularsError(CorpusError):
    """What is stated about documents cannot be used: what is wrong and what to write instead."""


def particulars_file(source: Path) -> Path:
    """The path of a corpus's particulars, whether it exists or not: in its folder, or beside its one file.

    >>> particulars_file(Path("articles/lamp.md")).as_posix()
    'articles/lamp.documents.toml'
    """
    return source / FILE if source.is_dir() else source.with_name(f"{source.stem}.{FILE}")


def read_particulars(source: Path) -> dict[str, Particulars]:
    """What is stated about documents, by their ids.  Raises ParticularsError if the file cannot be used."""
    file = particulars_file(source)
    if not file.is_file():
        return {}
    import tomllib

    try:
        if reason := why_not_read(file, _MAX_BYTES):
            raise ParticularsError(f"{file.name} {reason}; replace it with a short text file")
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ParticularsError(f"{file.name} cannot be read ({error}); {_AN_EXAMPLE}") from None
    return {id_: _of_table(id_, table) for id_, table in tables.items()}


def read_addresses(source: Path) -> dict[str, str]:
    """The web addresses of the files that were fetched, by the names of the files."""
    try:
        rows = json.loads((source / LINKS).read_text(encoding="utf-8"))
        return {str(name): _usable("address", row["url"]) for name, row in rows.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def stated(values: Mapping[str, Any]) -> Particulars:
    """What a file states about itself, as far as it can be used; the rest is left out.

    >>> stated({"author": " Nils  Holm", "date": "last spring", "language": "EN-gb"})
    Particulars(title='', author='Nils Holm', date='', source='', language='en', address='')
    """
    return Particulars(**{name: _usable(name, values.get(name)) for name in FIELDS})


def checked(name: str, value: str) -> str:
    """A value for the field *name* as it is stored.  Raises ParticularsError if it cannot be used."""
    if name not in FIELDS:
        raise ParticularsError(f"there is no {name!r}; give one of {', '.join(FIELDS)}")
    kept = _usable(name, value)
    if value.strip() and not kept:
        expected = {
            "date": "a day like 1999-05-03",
            "language": "a code of two letters like en",
            "address": "a web address like https://example.org/lamp",
        }
        raise ParticularsError(
            f"{value!r} cannot be the {name}; give {expected.get(name, f'up to {LONGEST} characters')}"
        )
    return kept


def _of_table(id_: str, table: object) -> Particulars:
    if not isinstance(table, dict):
        raise ParticularsError(f"{FILE}: {id_} is not a table; {_AN_EXAMPLE}")
    return Particulars(**{name: checked(name, str(value)) for name, value in table.items()})


def _usable(name: str, value: object) -> str:
    """A value in the form in which it is stored; "" if it cannot be used."""
    text = " ".join(str(value or "").split())
    longest = LONGEST_ADDRESS if name == "address" else LONGEST
    if len(text) > longest or not text.isprintable():
        return ""
    if name == "date":
        return _day(text)
    if name == "language":
        code = text[:2].lower()
        return code if code.isalpha() and code.isascii() and len(code) == 2 else ""
    if name == "address":
        return text if text.startswith(("http://", "https://")) and " " not in text else ""
    return text


def _day(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""
