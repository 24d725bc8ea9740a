"""``python run_bot.py corpus depot …``: list, push, fetch, check and sweep versions."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table
from rich.text import Text

from management.depot.blobs import Blobs
from management.depot.depot import Depot
from management.depot.errors import DepotDamagedError, DepotError
from management.depot.records import DepotVersion
from management.depot.sources import update_sources
from management.errors import RefusedError
from management.operations import CorpusManager
from management.progress import show_progress
from management.reports import DONE, REFUSED, Result

NO_DEPOT = "there is no depot; set QUOTH_DEPOT to a folder that all machines have, or to s3://bucket/prefix"
USES = {
    "list": "list the versions in the depot",
    "push": "[VERSION…]: put versions into the depot, by default the published one",
    "fetch": "[VERSION]: fetch a version, by default the published one; a new machine starts with it",
    "check": "[VERSION…]: read versions and check every digest, by default all of them",
    "sweep": "delete old and incomplete versions",
}


def run_depot(manager: CorpusManager, depot: Depot | None, given: argparse.Namespace) -> Result:
    """Carry out `corpus depot VERB WORD…`.

    Raises RefusedError for an unknown verb or without a depot, DepotError as Depot does.
    """
    verb, words = verb_of(given)
    if depot is None:
        raise RefusedError(NO_DEPOT)
    return _VERBS[verb](manager, depot, words, given)


def verb_of(given: argparse.Namespace) -> tuple[str, list[str]]:
    """What to do in the depot, and the versions that were named.  Raises RefusedError for an unknown verb."""
    verb, *words = given.words or ["list"]
    if verb not in _VERBS:
        raise RefusedError(f"depot has no {verb!r}; there are: {', '.join(USES)}")
    return verb, words


def _list(manager: CorpusManager, depot: Depot, words: Sequence[str], given: argparse.Namespace) -> Result:
    published, found = depot.published(), depot.versions()
    rows = [_facts(version, record, published) for version, record in found.items()]
    table = Table("", "version", "put", "MB", "MB in the depot", show_edge=False, pad_edge=False)
    for version, record in found.items():
        sign = "published" if version == published else ""
        table.add_row(sign, version, *_columns(record))
    return Result(table if found else f"The depot {depot.objects.name} is empty.", {"versions": rows})


def _push(manager: CorpusManager, depot: Depot, words: Sequence[str], given: argparse.Namespace) -> Result:
    current = manager.store.pointer()
    versions = [manager.store.resolve(word) for word in words] or ([current.version] if current else [])
    if not versions:
        raise RefusedError("nothing is published here yet; name a version, or reload the corpus")
    with show_progress() as tell:
        put = [depot.put(manager.store, version, tell, replace=given.replace) for version in versions]
    if current is not None and current.version in versions:
        depot.note_published(current.version)
    lines = [f"Version {each.version} is in the depot: {_sizes(each)}." for each in put]
    return Result("\n".join(lines), {"put": [_facts(each.version, each, None) for each in put]})


def _fetch(manager: CorpusManager, depot: Depot, words: Sequence[str], given: argparse.Namespace) -> Result:
    if len(words) > 1:
        raise RefusedError("fetch takes one version")
    version = depot.resolve(words[0]) if words else depot.published()
    if version is None:
        raise RefusedError("no version in the depot is published; name one: corpus depot list")
    with show_progress() as tell:
        is_new = depot.fetch(manager.store, version, tell)
    is_first = manager.store.pointer() is None
    if is_first:
        if sources := depot.published_sources():
            update_sources(Blobs(depot.objects), manager.store, sources)
        manager.store.publish(version, by="depot", what="fetched")
    report = f"Version {version} {'was fetched and checked' if is_new else 'was here already, undamaged'}"
    return Result(
        f"{report}{'; it is published' if is_first else ''}.",
        {"version": version, "fetched": is_new, "published": is_first},
    )


def _check(manager: CorpusManager, depot: Depot, words: Sequence[str], given: argparse.Namespace) -> Result:
    versions = [depot.resolve(word) for word in words] or list(depot.versions())
    wrong = {}
    with show_progress() as tell:
        for version in versions:
            try:
                depot.check(version, tell)
            except DepotDamagedError as error:
                wrong[version] = str(error)
    lines = list(wrong.values()) or [f"{len(versions)} in the depot, none damaged."]
    facts = {"checked": versions, "damaged": wrong}
    return Result("\n".join(lines), facts, REFUSED if wrong else DONE)


def _sweep(manager: CorpusManager, depot: Depot, words: Sequence[str], given: argparse.Namespace) -> Result:
    swept = depot.sweep(manager.keep, manager.store.needed(manager.keep))
    return Result(f"Deleted: {', '.join(swept) or 'nothing'}.", {"swept": swept})


_VERBS: dict[str, Callable[[CorpusManager, Depot, Sequence[str], argparse.Namespace], Result]] = {
    "list": _list,
    "push": _push,
    "fetch": _fetch,
    "check": _check,
    "sweep": _sweep,
}


def _facts(version: str, record: DepotVersion | DepotError, published: str | None) -> dict[str, Any]:
    """A version in the depot, for programs."""
    if isinstance(record, DepotError):
        return {"version": version, "damaged": str(record)}
    facts = {name: value for name, value in asdict(record).items() if name in ("version", "at")}
    return {
        **facts,
        "bytes": record.size,
        "stored_bytes": record.stored_size,
        "published": version == published,
    }


def _columns(record: DepotVersion | DepotError) -> tuple[str | Text, ...]:
    if isinstance(record, DepotError):
        return Text("damaged: push it again", style="bold"), "", ""
    at = record.at[:16].replace("T", " ")
    return at, f"{record.size / 1e6:,.1f}", f"{record.stored_size / 1e6:,.1f}"


def _sizes(record: DepotVersion) -> str:
    return f"{record.size / 1e6:,.1f} MB, {record.stored_size / 1e6:,.1f} MB compressed"
