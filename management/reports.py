"""Proposals, changes and versions for the terminal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from management.gold_gate import GoldReport
from management.links.records import Feed, Link
from management.proposing import Proposal
from retrieval.store.corpus_store import StoredVersion
from retrieval.store.diff import Changes
from retrieval.store.pointer import Publication

DONE, REFUSED = 0, 1
"""Exit codes: done; refused, with a reason and without any change."""
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Result:
    """The result of an operation, for people and for programs."""

    report: Any
    facts: dict[str, Any]
    code: int = DONE


def proposal_report(proposal: Proposal, done: str) -> RenderableType:
    """A proposal in full: the version, its changes, skipped lines, problems, gold questions."""
    head = (
        f"Version {proposal.version} ({done}): {_counted(proposal.documents, 'document')}, "
        f"{_counted(proposal.passages, 'passage')}, fingerprint {proposal.sha256[:12]}"
    )
    unchanged = Text("Nothing has changed since the version in use.")
    return Group(
        Text(head),
        unchanged if proposal.changes_nothing else changes_report("What changes", proposal.changes),
        *_list(f"{_counted(proposal.lines_set_aside, 'line')} skipped (menus, bylines)", proposal.set_aside),
        *_list(_counted(len(proposal.problems), "problem"), proposal.problems),
        *_gold(proposal.gold),
        *([Text(f"Held back: {proposal.held}", style="bold")] if proposal.held else []),
    )


def changes_report(title: str, changes: Changes) -> RenderableType:
    """The documents and passages that were added, removed and changed; if none were, what else differs."""
    if not changes:
        beside = f", but: {', '.join(changes.beside)}" if changes.beside else ""
        return Text(f"{title}: no text{beside}")
    table = Table("", "added", "removed", "changed", title=title, title_justify="left")
    documents = (changes.added, changes.removed, changes.changed)
    table.add_row("documents", *(f"{len(each):,}" for each in documents))
    passages = (changes.passages_added, changes.passages_removed, changes.passages_changed)
    table.add_row("passages", *(f"{each:,}" for each in passages))
    named = zip(("Added", "Removed", "Changed"), documents, strict=True)
    return Group(table, *(line for name, each in named for line in _list(name, each)))


def versions_report(found: Sequence[StoredVersion]) -> RenderableType:
    """The versions on disk, one row each."""
    table = Table("", show_edge=False, pad_edge=False)  # so that a row fits into 80 columns
    for name, width in (("version", 12), ("documents", 9), ("passages", 8), ("in use since", 10)):
        table.add_column(name, width=width)  # fixed; otherwise the table grows too wide and is cut off
    table.add_column("by")
    table.add_column("how", overflow="fold")
    for each in found:
        entry = each.published
        table.add_row(
            "in use" if each.current else "waits" if each.waiting else "",
            each.version,
            f"{each.documents:,}",
            f"{each.passages:,}",
            *((_minute(entry.at), Text(entry.by), Text(_how(entry))) if entry else ("", "", "")),
        )
    return table if found else Text("There are no versions yet; make one with: corpus reload")


def links_report(links: Mapping[str, Link], feeds: Mapping[str, Feed]) -> RenderableType:
    """The files that came from the web and the feeds, each with its address and when it was last fetched."""
    if not links and not feeds:
        return Text("Nothing here came from the web; add an address with: corpus add https://...")
    table = Table("file", "address", "asked (UTC)", "every", show_edge=False, pad_edge=False)
    for name, link in links.items():
        table.add_row(Text(name), Text(link.url), _asked(link), link.every)
    for url, feed in feeds.items():
        table.add_row(
            f"a feed, {_counted(len(feed.known), 'page')}", Text(url), _asked(feed.link), feed.link.every
        )
    return table


def _asked(link: Link) -> str:
    """When a link was last fetched, to the minute: "2002-11-29 10:15"; "" if that is unknown."""
    return f"{datetime.fromtimestamp(link.asked, UTC):%Y-%m-%d %H:%M}" if link.asked else ""


def _how(entry: Publication) -> str:
    """How a version was published, with the files that came or went: "files added: lamp.txt"."""
    return ": ".join(filter(None, (entry.what, ", ".join(entry.files))))


def _counted(count: int, noun: str) -> str:
    """A number of things: ``_counted(1, "document") == "1 document"``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _minute(at: str) -> str:
    """A time to the minute: ``_minute("2002-11-29T10:15:59+00:00") == "2002-11-29 10:15"`` (UTC)."""
    return at[:16].replace("T", " ")


def _gold(gold: GoldReport) -> Iterable[RenderableType]:
    if not gold.asked:
        return
    asked = _counted(gold.asked, "gold question")
    counts = f"{asked}: {gold.right_before} right before, {gold.right_after} right after"
    changed = [
        f"{change.effect}: {change.question} “{change.before}” → “{change.after}”" for change in gold.changes
    ]
    yield from _list(f"{counts}, {len(changed)} answered differently", changed) if changed else [Text(counts)]


def _list(title: str, lines: Sequence[str]) -> Iterable[RenderableType]:
    """A titled list, cut short; nothing if it is empty."""
    if not lines:
        return
    yield Text(f"{title}:")
    for line in lines[:_SHOWN]:
        yield Text("  " + "".join(c if c.isprintable() else "\ufffd" for c in line))
    if len(lines) > _SHOWN:
        yield Text(f"  … and {len(lines) - _SHOWN:,} more")
