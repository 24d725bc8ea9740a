"""Fetch pages from the web into a corpus: named pages, the pages of feeds, and changed ones."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from management.errors import RefusedError
from management.links.addresses import FetchPolicy
from management.links.fetching import FetchedPage, fetch_page
from management.links.records import Feed, Link, is_due, keep_links, read_feeds, read_links
from processes.threads import finish_in_thread
from retrieval.index.atomic_files import sync

MAX_PAGES = 20
"""How many new pages of a feed are fetched at once."""


@dataclass(frozen=True, slots=True)
class GatheredPages:
    """Fetched pages, and the feeds among the addresses; ``problems`` names pages of feeds that failed.

    ``left_out`` counts the pages of new feeds beyond the limit, which are not fetched.
    """

    files: tuple[Path, ...] = ()
    links: Mapping[str, Link] = field(default_factory=dict)
    feeds: tuple[Feed, ...] = ()
    problems: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def addresses(self) -> dict[str, str]:
        """Where each file came from."""
        return {name: link.url for name, link in self.links.items()}

    def notes(self) -> tuple[str, ...]:
        """Notes for the admin: pages that failed, and how many pages of a new feed were left out."""
        if not self.left_out:
            return self.problems
        feeds = ", ".join(feed.link.url for feed in self.feeds)
        older = f"{feeds}: {self.left_out:,} older pages are left out; add the ones you want one by one"
        return (older, *self.problems)

    def __add__(self, other: "GatheredPages") -> "GatheredPages":
        return GatheredPages(
            self.files + other.files,
            {**self.links, **other.links},
            self.feeds + other.feeds,
            self.problems + other.problems,
            self.left_out + other.left_out,
        )


@dataclass(frozen=True, slots=True)
class RefreshResult:
    """The result of a refresh: whether any file changed, and which pages failed."""

    has_changes: bool = False
    problems: tuple[str, ...] = ()


async def gather(
    urls: Sequence[str], folder: Path, fetch_policy: FetchPolicy, limit: int = MAX_PAGES, every: str = ""
) -> GatheredPages:
    """Fetch the pages at some addresses into *folder*; for a feed or sitemap, its newest *limit* pages.

    Older pages of a feed count as known, so that only new ones are fetched from then on.  Raises
    RefusedError for the first address that fails, and for a feed all of whose pages fail.
    """
    found = GatheredPages()
    for url in urls:
        page = await fetch_page(Link(url, every=every), folder, fetch_policy)
        found += (
            await _pages_of_new_feed(page, folder, fetch_policy, limit) if page.listed else _gathered(page)
        )
    return found


async def refresh(
    source: Path,
    fetch_policy: FetchPolicy,
    interval: timedelta | None = None,
    limit: int = MAX_PAGES,
    *,
    force: bool,
) -> RefreshResult:
    """Fetch the links that are due, or all with *force*, and put what has changed into the corpus.

    At most *limit* new pages of each feed are fetched.  A page that its feed no longer lists is not fetched
    again, and a page that cannot be fetched stays as it is.
    """
    now = time.time()
    links, feeds = await asyncio.to_thread(lambda: (read_links(source), read_feeds(source)))
    listed = {url for feed in feeds.values() for url in feed.known}

    def is_wanted(link: Link) -> bool:
        is_listed = not link.feed or link.url in listed
        return is_listed and (force or is_due(link, interval, now))

    changed = False
    problems: list[str] = []
    with tempfile.TemporaryDirectory(prefix="quoth-links-") as folder:
        for name, link in links.items():
            if is_wanted(link):
                done = await _refresh_page(source, name, link, Path(folder), fetch_policy)
                changed, problems = changed or done.has_changes, [*problems, *done.problems]
        for feed in feeds.values():
            if is_wanted(feed.link):
                done = await _refresh_feed(source, feed, Path(folder), fetch_policy, limit)
                changed, problems = changed or done.has_changes, [*problems, *done.problems]
    return RefreshResult(changed, tuple(problems))


def _gathered(page: FetchedPage) -> GatheredPages:
    assert page.file is not None, "an address asked for without conditions has content"  # noqa: S101
    return GatheredPages((page.file,), {page.name: page.link})


async def _pages_of_new_feed(
    page: FetchedPage, folder: Path, fetch_policy: FetchPolicy, limit: int
) -> GatheredPages:
    wanted, older = page.listed[:limit], page.listed[limit:]
    found, failed = await _fetch_pages(page.link.url, wanted, folder, fetch_policy)
    if not found.files:
        raise RefusedError(f"none of the pages of {page.link.url} can be fetched: {found.problems[0]}")
    taken = [url for url in wanted if url not in failed]
    feed = Feed(page.link).after(page.listed, [*taken, *older], failed, page.link)
    return found + GatheredPages(feeds=(feed,), left_out=len(older))


async def _fetch_pages(
    feed: str, urls: Iterable[str], folder: Path, fetch_policy: FetchPolicy
) -> tuple[GatheredPages, list[str]]:
    """Fetch some pages of a *feed*; return them, and the addresses that failed."""
    found, failed = GatheredPages(), []
    for url in urls:
        try:
            page = await fetch_page(Link(url, feed=feed), folder, fetch_policy)
            if page.listed:
                raise RefusedError(f"{url} is a feed within a feed")
            found += _gathered(page)
        except RefusedError as refused:
            found += GatheredPages(problems=(str(refused),))
            failed.append(url)
    return found, failed


async def _refresh_page(
    source: Path, name: str, link: Link, folder: Path, fetch_policy: FetchPolicy
) -> RefreshResult:
    try:
        page = await fetch_page(link, folder, fetch_policy)
        if page.listed:
            raise RefusedError(f"{link.url} has become a feed")
    except RefusedError as refused:
        await finish_in_thread(keep_links, source, {name: replace(link, asked=time.time())})
        return RefreshResult(problems=(f"{name}: {refused}; the earlier version stays",))
    changed = page.file is not None and await finish_in_thread(_replace_if_changed, page.file, source / name)
    await finish_in_thread(keep_links, source, {name: page.link})
    return RefreshResult(changed)


async def _refresh_feed(
    source: Path, feed: Feed, folder: Path, fetch_policy: FetchPolicy, limit: int
) -> RefreshResult:
    """Fetch the new pages of a feed into the corpus, *limit* at a time."""
    try:
        page = await fetch_page(feed.link, folder, fetch_policy)
    except RefusedError as refused:
        await finish_in_thread(
            keep_links, source, {}, [replace(feed, link=replace(feed.link, asked=time.time()))]
        )
        return RefreshResult(problems=(f"{feed.link.url}: {refused}",))
    if not page.listed:
        await finish_in_thread(keep_links, source, {}, [replace(feed, link=page.link)])
        return RefreshResult()
    new = [url for url in page.listed if url not in feed.known]
    found, failed = await _fetch_pages(feed.link.url, new[:limit], folder, fetch_policy)
    changed = [await finish_in_thread(_replace_if_changed, file, source / file.name) for file in found.files]
    taken = [url for url in new[:limit] if url not in failed]
    # Without conditions the server sends the whole feed next time, so that the rest is tried again.
    is_done = len(taken) == len(new)
    link = page.link if is_done else replace(page.link, etag="", modified="")
    await finish_in_thread(keep_links, source, found.links, [feed.after(page.listed, taken, failed, link)])
    return RefreshResult(any(changed), found.problems)


def _replace_if_changed(new: Path, file: Path) -> bool:
    """Replace a file atomically unless its content is the same; return whether it was replaced."""
    if file.is_file() and new.read_bytes() == file.read_bytes():
        return False
    hidden = file.with_name(f".{file.name}.fetching")
    shutil.copyfile(new, hidden)
    sync(hidden)
    hidden.replace(file)
    return True
