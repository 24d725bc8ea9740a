"""``python run_bot.py corpus …``: manage the corpus in a terminal."""

import argparse
import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console
from rich.text import Text

from corpus.errors import CorpusError
from management.depot.command import NO_DEPOT, run_depot, verb_of
from management.depot.opening import DepotSettings, open_library_depot
from management.errors import HeldBackError, RefusedError
from management.links.addresses import fetch_policy_for
from management.links.fetching import is_link
from management.operations import CorpusManager
from management.progress import show_progress
from management.proposing import OnStage, Proposal
from management.reports import (
    DONE,
    REFUSED,
    Result,
    changes_report,
    links_report,
    proposal_report,
    versions_report,
)
from retrieval.index.choosing import EngineChoice
from retrieval.store.configured_store import StoreSettings, store_of

USAGE = 2
"""Exit code for wrong arguments."""

BY = "terminal"

USES = {
    "add": "FILE… or URL…: copy files, or fetch pages, into the corpus folder and publish it",
    "remove": "NAME… or URL…: remove files from the corpus folder and publish it; stop polling feeds",
    "links": "list the pages and feeds that came from the web",
    "reload": "build the corpus from its present files, and publish it",
    "list": "list the versions",
    "diff": "[A [B]]: the differences from version A to B, by default from the previous to the current one",
    "rollback": "[VERSION]: go back to a version, by default the previous one; nothing is built",
    "check": "show what a reload would change and whether it would be held back; nothing is published",
    "depot": "list, push, fetch, check, sweep: manage the depot that other machines fetch versions from",
}
_NAMED = {"add": "FILE… or URL…", "remove": "NAME… or URL…"}
_MAX_WORDS = {"links": 0, "reload": 0, "list": 0, "diff": 2, "rollback": 1, "check": 0, "depot": 1000}


Share = Callable[[CorpusManager], AbstractAsyncContextManager[CorpusManager]]


class CorpusSettings(StoreSettings, DepotSettings, Protocol):
    """The settings needed to manage a corpus."""

    @property
    def state_dir(self) -> Path:
        """The folder that versions are built in."""

    @property
    def link_hosts(self) -> str:
        """The hosts that pages may be fetched from, separated by commas; "" for any public one."""

    @property
    def feed_pages(self) -> int:
        """How many new pages of a feed are fetched at once."""

    @property
    def keep_versions(self) -> int:
        """How many versions are kept."""

    @property
    def engine(self) -> EngineChoice:
        """The search engine."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `corpus`; the corpus itself is a setting."""
    uses = "; ".join(f"{name} {use}" if use[0] in "FN[" else f"{name}: {use}" for name, use in USES.items())
    parser.add_argument("operation", choices=USES, help=uses)
    parser.add_argument(
        "words",
        nargs="*",
        metavar="WORD",
        help="files to add or remove, versions, or a depot operation",
    )
    parser.add_argument("--yes", action="store_true", help="publish even what would be held back")
    parser.add_argument(
        "--replace",
        action="store_true",
        help="let added files, or pushed versions, replace existing ones of the same name",
    )
    parser.add_argument(
        "--every",
        type=_interval,
        metavar="TIME",
        help="how often a running bot fetches added addresses again: 30m, 6h, 1d",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a report")


def _interval(text: str) -> str:
    """An interval such as "6h"; raises ArgumentTypeError for anything else."""
    if not re.fullmatch(r"[1-9]\d{0,3}[mhd]", text):
        raise argparse.ArgumentTypeError("expected minutes, hours or days, like 30m, 6h or 1d")
    return text


@asynccontextmanager
async def _unshared(manager: CorpusManager) -> AsyncIterator[CorpusManager]:
    """Yield the manager unchanged: the corpus is not shared."""
    yield manager


def run(given: argparse.Namespace, settings: CorpusSettings, share: Share = _unshared) -> int:
    """Carry out the operation and report it; return the exit code.

    *share* lets the manager take turns with other processes that share the corpus.
    """
    misused = _misuse(given.operation, given.words)
    if misused:
        return _complain(misused, USAGE)
    manager = _manager_of(settings)
    try:
        if given.operation == "depot":
            result = run_depot(manager, open_library_depot(settings), given)
        else:
            result = asyncio.run(_carry_out(manager, given, share))
    except CorpusError as error:
        return _report_refusal(error, given)
    if given.json:
        _print_json(result.facts)
    else:
        Console(highlight=False).print(result.report)
    return result.code


def run_depot_of_each(given: argparse.Namespace, libraries: Mapping[str, CorpusSettings]) -> int:
    """Carry out `corpus depot` for each library in turn and report it; return the exit code.

    A refusal for one library is reported, and the others are still handled.
    """
    try:
        verb, versions = verb_of(given)
        if not all(settings.depot for settings in libraries.values()):
            raise RefusedError(NO_DEPOT)
    except RefusedError as error:
        return _report_refusal(error, given)
    if versions:
        name = next(iter(libraries))
        return _complain(
            f"a version belongs to one library; choose it: depot {verb} … --corpus {name}", USAGE
        )
    results = {library: _depot_result(given, settings) for library, settings in libraries.items()}
    if given.json:
        _print_json({library: result.facts for library, result in results.items()})
    else:
        for library, result in results.items():
            Console(highlight=False).print(Text(f"{library}:", style="bold"), result.report, sep="\n")
    return max(result.code for result in results.values())


def _depot_result(given: argparse.Namespace, settings: CorpusSettings) -> Result:
    try:
        return run_depot(_manager_of(settings), open_library_depot(settings), given)
    except CorpusError as error:
        return Result(Text(str(error)), {"refused": str(error)}, REFUSED)


def _manager_of(settings: CorpusSettings) -> CorpusManager:
    versions = settings.state_dir / "versions"
    return CorpusManager(
        store_of(settings, versions),
        settings.keep_versions,
        settings.engine,
        fetch_policy_for(settings.link_hosts),
        settings.feed_pages,
    )


def _report_refusal(error: CorpusError, given: argparse.Namespace) -> int:
    is_held_back = isinstance(error, HeldBackError)
    if given.json:
        _print_json({"refused": str(error), "held_back": is_held_back})
    hint = "; --yes publishes it all the same" if is_held_back else ""
    return _complain(f"{error}{hint}", REFUSED)


async def _carry_out(manager: CorpusManager, given: argparse.Namespace, share: Share) -> Result:
    async with share(manager) as shared:
        return await OPERATIONS[given.operation](shared, given)


def _misuse(operation: str, words: list[str]) -> str:
    """What is wrong with the arguments of an operation; "" if nothing is."""
    if operation in _NAMED:
        return "" if words else f"{operation} which files? name them: corpus {operation} {_NAMED[operation]}"
    if len(words) > _MAX_WORDS[operation]:
        return f"{operation} takes no {words[_MAX_WORDS[operation]]!r}; {operation}: {USES[operation]}"
    return ""


async def _add(manager: CorpusManager, given: argparse.Namespace) -> Result:
    urls = [word for word in given.words if is_link(word)]
    if urls and len(urls) < len(given.words):
        raise RefusedError("give either files or web addresses, not both at once")
    if urls:
        add_links = partial(manager.add_links, urls, by=BY, confirmed=given.yes, every=given.every or "")
        return await _run_proposal(lambda tell: add_links(tell=tell), "published")
    files = [Path(word) for word in given.words]
    return await _run_proposal(
        lambda tell: manager.add(files, by=BY, confirmed=given.yes, replace=given.replace, tell=tell),
        "published",
    )


async def _remove(manager: CorpusManager, given: argparse.Namespace) -> Result:
    if feeds := [word for word in given.words if is_link(word)]:
        if len(feeds) < len(given.words):
            raise RefusedError("give either files or addresses of feeds, not both at once")
        async with manager.publisher.editing():
            for url in feeds:
                manager.forget_feed(url)
        return Result("No longer asked for new pages; the existing pages stay.", {"forgotten": feeds})
    return await _run_proposal(
        lambda tell: manager.remove(given.words, by=BY, confirmed=given.yes, tell=tell), "published"
    )


async def _reload(manager: CorpusManager, given: argparse.Namespace) -> Result:
    return await _run_proposal(
        lambda tell: manager.reload(by=BY, confirmed=given.yes, tell=tell), "published"
    )


async def _check(manager: CorpusManager, given: argparse.Namespace) -> Result:
    result = await _run_proposal(manager.propose, "checked, nothing published")
    return Result(result.report, result.facts, REFUSED if result.facts["held"] else DONE)


async def _list(manager: CorpusManager, given: argparse.Namespace) -> Result:
    found = manager.stored()
    return Result(versions_report(found), {"versions": [asdict(each) for each in found]})


async def _links(manager: CorpusManager, given: argparse.Namespace) -> Result:
    links, feeds = manager.links()
    facts = {
        "pages": {name: asdict(link) for name, link in links.items()},
        "feeds": {url: {**asdict(feed.link), "known": len(feed.known)} for url, feed in feeds.items()},
    }
    return Result(links_report(links, feeds), facts)


async def _diff(manager: CorpusManager, given: argparse.Namespace) -> Result:
    before, after, changes = manager.diff(*given.words)
    facts = {"before": before, "after": after, "changes": asdict(changes)}
    return Result(changes_report(f"From {before} to {after}", changes), facts)


async def _rollback(manager: CorpusManager, given: argparse.Namespace) -> Result:
    _, version = manager.rollback_target(*given.words)
    files = manager.folder_since(version)
    entry = await manager.publisher.publish(version, partial(manager.rollback, version, by=BY))
    report = f"Version {entry.version} is in use again."
    if files.newer:
        report += f" The next reload reads the files that came later: {', '.join(files.newer)}"
    if files.gone:
        report += f" The next reload leaves out the files that are no longer there: {', '.join(files.gone)}"
    return Result(
        Text(report), {**asdict(entry), "newer_files": list(files.newer), "files_gone": list(files.gone)}
    )


OPERATIONS: dict[str, Callable[[CorpusManager, argparse.Namespace], Coroutine[Any, Any, Result]]] = {
    "add": _add,
    "remove": _remove,
    "reload": _reload,
    "links": _links,
    "list": _list,
    "diff": _diff,
    "rollback": _rollback,
    "check": _check,
}


async def _run_proposal(work: Callable[[OnStage], Coroutine[Any, Any, Proposal]], done: str) -> Result:
    """Run an operation that ends in a proposal, and show its progress."""
    with show_progress() as tell:
        proposal = await work(tell)
    return Result(proposal_report(proposal, done), {"outcome": done, **asdict(proposal)})


def _complain(message: str, code: int) -> int:
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    console.print("".join(c if c.isprintable() else "\ufffd" for c in f"quoth: {message}"), markup=False)
    return code


def _print_json(facts: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(facts)}\n")
