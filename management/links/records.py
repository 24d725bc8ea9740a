"""What a corpus records about the web: where its files came from, and which feeds to poll."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from corpus.metadata import LINKS
from retrieval.index.atomic_files import write_durably

_FEEDS = ".feeds.json"
HIDDEN_FILES = frozenset({LINKS, _FEEDS})
"""Files of a corpus that are not documents."""
_MAX_TRIES = 3
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Link:
    """A web address that was fetched, with what its server said about that version of the page.

    ``every`` says how often to fetch it ("6h"; "": as often as the setting says), and ``asked`` is when it
    was last fetched, in seconds since 1970.  ``feed`` is the address of the feed that listed it, if any.
    """

    url: str
    etag: str = ""
    modified: str = ""
    every: str = ""
    asked: float = 0.0
    feed: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only if it has changed since."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in headers.items() if value}


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed or a sitemap: its link, its known pages, and how often fetching each failed page was tried."""

    link: Link
    known: tuple[str, ...] = ()
    failed: Mapping[str, int] = field(default_factory=dict)

    def after(self, listed: Iterable[str], taken: Iterable[str], failed: Iterable[str], link: Link) -> "Feed":
        """The feed after fetching its pages; a page that failed three times is not tried again.

        Pages that the feed no longer lists are forgotten.
        """
        tries = {url: self.failed.get(url, 0) + 1 for url in failed}
        given_up = {url for url, count in tries.items() if count >= _MAX_TRIES}
        known = {*self.known, *taken, *given_up}
        still = {url: count for url, count in {**self.failed, **tries}.items() if url not in known}
        return Feed(link, tuple(url for url in listed if url in known), still)


def interval_of(text: str) -> timedelta | None:
    """The length of time that "30m", "6h" or "1d" means; None for "".

    >>> interval_of("6h")
    datetime.timedelta(seconds=21600)
    """
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])}) if text else None


def is_due(link: Link, interval: timedelta | None, now: float) -> bool:
    """Whether to fetch a link again: as often as it says itself, or else every *interval* (None: never).

    >>> is_due(Link("https://example.org", every="6h", asked=0), None, now=22_000)
    True
    """
    every = interval_of(link.every) or interval
    return every is not None and now - link.asked >= every.total_seconds()


def read_links(source: Path) -> dict[str, Link]:
    """The links by the names of their files; those whose files are gone are left out."""
    links = {name: Link(**row) for name, row in _rows(source / LINKS).items()}
    return {name: link for name, link in links.items() if (source / name).is_file()}


def read_feeds(source: Path) -> dict[str, Feed]:
    """The feeds and sitemaps by their addresses."""
    return {url: feed_of(row) for url, row in _rows(source / _FEEDS).items()}


def keep_links(source: Path, links: Mapping[str, Link], feeds: Iterable[Feed] = ()) -> None:
    """Add links and feeds to the records."""
    if links:
        rows = {name: asdict(link) for name, link in {**read_links(source), **links}.items()}
        write_durably(source / LINKS, rows)
    if new := {feed.link.url: feed for feed in feeds}:
        _write_feeds(source, {**read_feeds(source), **new})


def stage_addresses(source: Path, staged: Path, addresses: Mapping[str, str]) -> None:
    """Record the addresses of a *staged* corpus: those of *source* and of added files."""
    known = {name: link.url for name, link in read_links(source).items()}
    if rows := {name: {"url": url} for name, url in {**known, **addresses}.items()}:
        write_durably(staged / LINKS, rows)


def forget_feed(source: Path, url: str) -> bool:
    """Stop polling a feed; its pages stay.  Return whether it was known."""
    feeds = read_feeds(source)
    if feeds.pop(url, None) is None:
        return False
    _write_feeds(source, feeds)
    return True


def _write_feeds(source: Path, feeds: Mapping[str, Feed]) -> None:
    write_durably(source / _FEEDS, {url: asdict(feed) for url, feed in feeds.items()})


def _rows(file: Path) -> dict[str, dict[str, Any]]:
    """The rows of a file of links; none if it is missing or damaged, so that nothing is refreshed."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        return {str(name): {**row} for name, row in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def feed_of(row: Mapping[str, Any]) -> Feed:
    """The inverse of asdict() for a feed."""
    return Feed(Link(**row["link"]), tuple(row["known"]), dict(row["failed"]))
