"""Fetch pages and feeds from the web in a child process, within limits and as robots.txt allows.

Redirects are followed here, not by the client, and each is checked like the first address; see
`management.links.addresses` for the addresses that are refused.
"""

import hashlib
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpx
from protego import Protego

from management.errors import RefusedError
from management.links import feeds
from management.links.addresses import FetchPolicy, resolved
from management.links.records import Link
from processes.child import SendProgress, serve
from processes.errors import WorkerError
from processes.limits import limit_this_process
from processes.worker import Worker, request_in_thread

AGENT = "Quoth"
"""The user agent, which robots.txt may name."""
MAX_BYTES = 20 << 20
SECONDS = 30.0
"""For a page with all its redirects."""
_MAX_ROBOTS_BYTES = 512 << 10
_MEMORY_BYTES = 1 << 30
_REDIRECTS = 5
_SILENCE = 10.0
_LONGEST_NAME = 80
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/prs.fallenstein.rst": ".rst",
    "text/x-rst": ".rst",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_LISTS = frozenset(
    [
        "application/atom+xml",
        "application/gzip",
        "application/rdf+xml",
        "application/rss+xml",
        "application/x-gzip",
        "application/xml",
        "text/xml",
    ]
)
_MAX_SITEMAPS = 10
_READ = "web pages, texts, PDFs, office documents, feeds and sitemaps"


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page: the name for its file, and its link; ``file`` is None if the page has not changed.

    A feed or a sitemap has no file: ``listed`` are the addresses of its pages, newest first.
    """

    name: str
    link: Link
    file: Path | None
    listed: tuple[str, ...] = ()


async def fetch_page(
    link: Link, folder: Path, fetch_policy: FetchPolicy, seconds: float = SECONDS
) -> FetchedPage:
    """Fetch a page into *folder* if it has changed since *link* was last fetched.

    Raises RefusedError with the reason if it cannot or may not be fetched.
    """
    request = _request(link, folder, fetch_policy, seconds)
    try:
        reply = await request_in_thread(Worker(__name__, lambda last: seconds + _SILENCE), request)
    except WorkerError:
        raise RefusedError(f"{link.url} could not be fetched within {seconds:.0f} seconds") from None
    if "refused" in reply:
        raise RefusedError(reply["refused"])
    file = folder / reply["name"] if reply["fetched"] else None
    return FetchedPage(reply["name"], Link(**reply["link"]), file, tuple(reply["listed"]))


def _request(link: Link, folder: Path, fetch_policy: FetchPolicy, seconds: float) -> dict[str, Any]:
    """The arguments of fetch() as JSON, for the child."""
    return {
        "link": asdict(link),
        "folder": str(folder.absolute()),
        "fetch_policy": asdict(fetch_policy),
        "seconds": seconds,
    }


def is_link(word: str) -> bool:
    """Whether a word is a web address: ``is_link("https://example.org")``."""
    return re.match(r"https?://", word, re.IGNORECASE) is not None


def file_name(url: str, suffix: str) -> str:
    """The name for the file of a page.

    >>> file_name("https://www.example.org/news/The%20lamp.html?page=2", ".html")
    'example.org-news-The-lamp-page-2.html'
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = re.sub(r"\.\w{1,5}$", "", unquote(parts.path))
    words = re.sub(r"[^\w.]+", "-", f"{host}-{path}-{parts.query}").strip("-._")
    if len(words.encode()) > _LONGEST_NAME:  # the hash keeps pages apart that differ only in what is cut off
        digest = hashlib.sha256(url.encode()).hexdigest()[:8]
        words = words.encode()[: _LONGEST_NAME - 9].decode("utf-8", "ignore") + f"-{digest}"
    return words + suffix


# In the child


class _Fetcher:
    """Fetches what one request asks for, within its policy and its time limit."""

    def __init__(self, fetch_policy: FetchPolicy, client: httpx.Client, seconds: float) -> None:
        self._fetch_policy = fetch_policy
        self._client = client
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def page(self, link: Link, folder: Path) -> dict[str, Any]:
        url = link.url
        for _ in range(_REDIRECTS + 1):
            self._require_permission(url)
            with self._response(url, link.conditions) as response:
                if response.status_code == httpx.codes.NOT_MODIFIED and link.conditions:
                    return _reply(replace(link, asked=time.time()))
                if not response.has_redirect_location:
                    return self._store(response, url, link, folder)
                url = _redirected(url, response)
        raise RefusedError(f"{link.url} redirects more than {_REDIRECTS} times")

    def _store(self, response: httpx.Response, url: str, link: Link, folder: Path) -> dict[str, Any]:
        """Store a page, or list the pages of a feed; *link* has the requested address, before redirects."""
        if response.status_code != httpx.codes.OK:
            raise RefusedError(f"{url} cannot be fetched: its server answered {response.status_code}")
        kind = _kind(response.headers)
        if kind not in _SUFFIXES and kind not in _LISTS:
            raise RefusedError(
                f"{url} is {kind or 'of an unstated type'}, which Quoth cannot read; it reads {_READ}"
            )
        content = self._content(response, MAX_BYTES)
        if not content.strip():
            raise RefusedError(f"{url} is empty")
        etag, modified = (response.headers.get(each, "")[:500] for each in ("etag", "last-modified"))
        answered = replace(link, etag=etag, modified=modified, asked=time.time())
        if feeds.lists_pages(feed := feeds.unpacked(content)):
            return _reply(answered, listed=self._listed(feed, url))
        if kind in _LISTS:
            raise RefusedError(f"{url} is XML, but neither a feed nor a sitemap")
        return _reply(answered, _write(content, folder / file_name(url, _suffix(kind, url))))

    def _listed(self, feed: bytes, url: str) -> tuple[str, ...]:
        """The pages of a feed or sitemap; those of the newest sitemaps, if it lists sitemaps."""
        listed = feeds.listed_pages(feed, url)
        if not feeds.is_list_of_sitemaps(feed):
            return listed
        pages = (page for sitemap in listed[:_MAX_SITEMAPS] for page in self._pages_of_sitemap(sitemap))
        return tuple(dict.fromkeys(islice(pages, feeds.MAX_LISTED)))

    def _pages_of_sitemap(self, url: str) -> tuple[str, ...]:
        """The pages of one of several sitemaps, which must list pages and not more sitemaps."""
        self._require_permission(url)
        with self._response(url, {}) as response:
            if not response.is_success:
                raise RefusedError(f"{url} cannot be fetched: its server answered {response.status_code}")
            content = feeds.unpacked(self._content(response, MAX_BYTES))
        if not feeds.lists_pages(content) or feeds.is_list_of_sitemaps(content):
            raise RefusedError(f"{url} is not a sitemap of pages")
        return feeds.listed_pages(content, url)

    def _require_permission(self, url: str) -> None:
        """Refuse what robots.txt forbids; a server that has none allows everything."""
        robots = self._robots(urljoin(url, "/robots.txt"))
        if not Protego.parse(robots).can_fetch(url, AGENT):
            raise RefusedError(f"the site's robots.txt does not allow fetching {url}")

    def _robots(self, url: str) -> str:
        for _ in range(_REDIRECTS + 1):
            with self._response(url, {}) as response:
                if response.has_redirect_location:
                    url = _redirected(url, response)
                elif response.is_server_error:
                    raise RefusedError(f"{url} cannot be fetched, so no page of the site is; try later")
                else:
                    found = self._content(response, _MAX_ROBOTS_BYTES) if response.is_success else b""
                    return found.decode("utf-8", "replace")
        raise RefusedError(f"{url} redirects more than {_REDIRECTS} times")

    @contextmanager
    def _response(self, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """The response from exactly the address that was checked; its body is not read yet."""
        target = self._fetch_policy.target_of(url)
        address = self._fetch_policy.address_of(target, resolved)
        request = self._client.build_request(
            "GET",
            httpx.URL(url).copy_with(host=address, fragment=None),
            headers={**headers, "Host": target.authority},
            timeout=min(_SILENCE, self._seconds_left()),
            extensions={"sni_hostname": target.host},
        )
        try:
            response = self._client.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise RefusedError(f"{url} cannot be fetched: {_reason(error)}") from error
        try:
            yield response
        finally:
            response.close()

    def _content(self, response: httpx.Response, limit: int) -> bytes:
        """A body, unpacked.  Raises RefusedError beyond *limit* bytes."""
        stated = response.headers.get("content-length", "")
        if stated.isdecimal() and int(stated) > limit:
            raise RefusedError(f"the page has {int(stated):,} bytes; the limit is {limit:,}")
        content = bytearray()
        try:
            for chunk in response.iter_bytes():
                content += chunk
                self._seconds_left()
                if len(content) > limit:
                    raise RefusedError(f"the page has more than {limit:,} bytes")
        except (httpx.HTTPError, ValueError) as error:
            raise RefusedError(f"the page broke off: {_reason(error)}") from error
        return bytes(content)

    def _seconds_left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise RefusedError(f"the page could not be fetched within {self._seconds:.0f} seconds")
        return left


def _redirected(url: str, response: httpx.Response) -> str:
    """The target of a redirect; never from https to http."""
    to: str = urljoin(url, response.headers.get("location", ""))
    if url.startswith("https:") and not to.startswith("https:"):
        raise RefusedError(f"{url} redirects from https to http")
    return to


def _reply(link: Link, name: str = "", listed: tuple[str, ...] = ()) -> dict[str, Any]:
    """The child's reply about a page: the name of its file, "" if it has none."""
    return {"name": name, "link": asdict(link), "fetched": bool(name), "listed": listed}


def _write(content: bytes, file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file.name


def _kind(headers: httpx.Headers) -> str:
    """The type that a server states for a page, such as "text/html"."""
    kind: str = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind


def _suffix(kind: str, url: str) -> str:
    """The suffix for a page's file, by the type that its server states."""
    suffix = _SUFFIXES[kind]
    stated: str = Path(urlsplit(url).path).suffix.lower()
    return stated if suffix == ".txt" and stated in (".md", ".rst", ".csv", ".tsv") else suffix


def _reason(error: Exception) -> str:
    """Why a request failed, without addresses."""
    return {"ConnectTimeout": "no connection in time", "ReadTimeout": "no answer in time"}.get(
        type(error).__name__, type(error).__name__
    )


def fetch(link: Link, folder: Path, fetch_policy: FetchPolicy, seconds: float = SECONDS) -> dict[str, Any]:
    """Fetch a page in this process; return its name and origin, or why it is refused."""
    headers = {"User-Agent": f"{AGENT}/1", "Accept-Encoding": "identity", "Accept": "*/*"}
    with httpx.Client(headers=headers, trust_env=False, follow_redirects=False) as client:
        try:
            return _Fetcher(fetch_policy, client, seconds).page(link, folder)
        except RefusedError as refused:
            return {"refused": str(refused)}
        except MemoryError:
            return {"refused": f"{link.url} takes too much memory"}


def _handle(request: dict[str, Any], send_progress: SendProgress) -> dict[str, Any]:
    limit_this_process(_MEMORY_BYTES, int(SECONDS))
    fetch_policy = FetchPolicy(tuple(request["fetch_policy"]["hosts"]), request["fetch_policy"]["loopback"])
    return fetch(Link(**request["link"]), Path(request["folder"]), fetch_policy, request["seconds"])


if __name__ == "__main__":
    serve(_handle)
