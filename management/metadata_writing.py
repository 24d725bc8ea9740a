"""Edit the metadata of a document in ``documents.toml``, keeping everything else in the file."""

from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from corpus.metadata import MetadataError, checked, metadata_file
from retrieval.index.atomic_files import write_text_durably


def set_metadata(source: Path, document: str, name: str, value: str) -> str:
    """Set the field *name* of the document with that id, and return the stored value; "" removes the field.

    Raises MetadataError if the value or the present file cannot be used.
    """
    stored, file = checked(name, value), metadata_file(source)
    tables = _tables(file)
    table = tables.setdefault(document, tomlkit.table())
    if not isinstance(table, Table):
        raise MetadataError(f"{file.name}: {document} is not a table; correct it there first")
    if stored:
        table[name] = stored
    else:
        table.pop(name, None)
    if not table:
        del tables[document]
    write_text_durably(file, tomlkit.dumps(tables))
    return stored


def _tables(file: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(file.read_text(encoding="utf-8")) if file.exists() else tomlkit.document()
    except (OSError, ValueError, TOMLKitError) as error:
        raise MetadataError(f"{file.name} cannot be read ({error}); correct it first") from None
