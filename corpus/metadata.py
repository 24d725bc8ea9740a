"""The metadata of documents in ``documents.toml``, which admins write by hand or from a chat.

    [lamp]
    author = "Nils Holm"
    date = 1999-05-03

Each table has a document's id as its name.  It takes precedence over what the document's text and file state.
"""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.files import why_not_read
from corpus.records import Metadata

FILE = "documents.toml"
LINKS = ".links.json"
"""Records which files of a folder were fetched from the web; written by `management.links`."""
FIELDS = Metadata._fields
"""The names of the metadata fields."""
LONGEST = 200
"""Maximum length of a value, in characters."""
LONGEST_ADDRESS = 2_000
"""Maximum length of a web address, in characters; longer ones are not fetched either."""
_MAX_BYTES = 4 << 20
_AN_EXAMPLE = 'write tables like [lamp] with lines like author = "Nils Holm"'


class MetadataError(CorpusError):
    """The metadata file, or a value for it, cannot be used; the message says what to write instead."""


def metadata_file(source: Path) -> Path:
    """The path of a corpus's metadata file, which may not exist: in its folder, or beside its one file.

    >>> metadata_file(Path("articles/lamp.md")).as_posix()
    'articles/lamp.documents.toml'
    """
    return source / FILE if source.is_dir() else source.with_name(f"{source.stem}.{FILE}")


def read_metadata(source: Path) -> dict[str, Metadata]:
    """The metadata in the file, by document id.  Raises MetadataError if the file cannot be used."""
    file = metadata_file(source)
    if not file.is_file():
        return {}
    import tomllib

    try:
        if reason := why_not_read(file, _MAX_BYTES):
            raise MetadataError(f"{file.name} {reason}; replace it with a short text file")
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MetadataError(f"{file.name} cannot be read ({error}); {_AN_EXAMPLE}") from None
    return {id_: _of_table(id_, table) for id_, table in tables.items()}


def read_addresses(source: Path) -> dict[str, str]:
    """The web addresses of the files that were fetched, by file name."""
    try:
        rows = json.loads((source / LINKS).read_text(encoding="utf-8"))
        return {str(name): _usable("address", row["url"]) for name, row in rows.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def usable_metadata(values: Mapping[str, Any]) -> Metadata:
    """The metadata in *values*, as a file states them; unusable ones are dropped.

    >>> usable_metadata({"author": " Nils  Holm", "date": "last spring", "language": "EN-gb"})
    Metadata(title='', author='Nils Holm', date='', source='', language='en', address='')
    """
    return Metadata(**{name: _usable(name, values.get(name)) for name in FIELDS})


def checked(name: str, value: str) -> str:
    """Normalise a value for the field *name*.  Raises MetadataError if it cannot be used."""
    if name not in FIELDS:
        raise MetadataError(f"there is no field {name!r}; give one of {', '.join(FIELDS)}")
    kept = _usable(name, value)
    if value.strip() and not kept:
        expected = {
            "date": "a day like 1999-05-03",
            "language": "a code of two letters like en",
            "address": "a web address like https://example.org/lamp",
        }
        raise MetadataError(
            f"{value!r} cannot be the {name}; give {expected.get(name, f'up to {LONGEST} characters')}"
        )
    return kept


def _of_table(id_: str, table: object) -> Metadata:
    if not isinstance(table, dict):
        raise MetadataError(f"{FILE}: {id_} is not a table; {_AN_EXAMPLE}")
    return Metadata(**{name: checked(name, str(value)) for name, value in table.items()})


def _usable(name: str, value: object) -> str:
    """The normalised value of a field; "" if it cannot be used."""
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
