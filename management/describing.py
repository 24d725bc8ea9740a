"""State something about a document: write it into ``documents.toml``, and keep what else stands there."""

from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from corpus.particulars import ParticularsError, checked, particulars_file
from retrieval.index.atomic_files import write_text_durably


def state_particular(source: Path, document: str, name: str, value: str) -> str:
    """Write what is stated about a document, by its id, and return it as it is stored; "" removes it.

    Raises ParticularsError if the value, or the file as it is, cannot be used.
    """
    stored, file = checked(name, value), particulars_file(source)
    tables = _tables(file)
    table = tables.setdefault(document, tomlkit.table())
    if not isinstance(table, Table):
        raise ParticularsError(f"{file.name}: {document} is not a table; correct it there first")
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
        raise ParticularsError(f"{file.name} cannot be read ({error}); correct it first") from None
