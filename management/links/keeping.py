"""The links of a corpus: which of its files came from the web, and asking for them again at a reload."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from management.errors import RefusedError
from management.links.addresses import Reach
from management.links.fetching import FetchedPage, Link, fetch_page
from retrieval.index.atomic_files import sync, write_durably

_FILE = ".links.json"


def read_links(source: Path) -> dict[str, Link]:
    """The links by the names of their files; those whose files are gone are left out."""
    try:
        rows = json.loads((source / _FILE).read_text(encoding="utf-8"))
        links = {str(name): Link(**row) for name, row in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return {name: link for name, link in links.items() if (source / name).is_file()}


def keep_links(source: Path, links: Mapping[str, Link]) -> None:
    """Note where files came from, beside what is known of others."""
    if links:
        rows = {name: asdict(link) for name, link in {**read_links(source), **links}.items()}
        write_durably(source / _FILE, rows)


async def fetched(urls: Iterable[str], folder: Path, reach: Reach) -> list[FetchedPage]:
    """The pages at some addresses.  Raises RefusedError at the first that cannot be had."""
    return [await fetch_page(Link(url), folder, reach) for url in urls]


async def refresh(source: Path, reach: Reach) -> list[str]:
    """Ask again for every linked page and put those that have changed into the corpus; what went wrong.

    A page that cannot be had stays as it is.
    """
    problems: list[str] = []
    for name, link in (await asyncio.to_thread(read_links, source)).items():
        with tempfile.TemporaryDirectory(prefix="quoth-links-") as folder:
            try:
                page = await fetch_page(link, Path(folder), reach)
            except RefusedError as refused:
                problems.append(f"{name}: {refused}; the version of before stays")
                continue
            if page.file is not None:
                await asyncio.to_thread(_take_over, page.file, source / name)
                await asyncio.to_thread(keep_links, source, {name: page.link})
    return problems


def _take_over(new: Path, file: Path) -> None:
    """Put a new version in the place of a file in one step, unless it is the same."""
    if new.read_bytes() == file.read_bytes():
        return
    hidden = file.with_name(f".{file.name}.fetching")
    shutil.copyfile(new, hidden)
    sync(hidden)
    hidden.replace(file)
