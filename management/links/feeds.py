"""The pages that a feed or a sitemap lists, newest first."""

import codecs
import gzip
import io
import time
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from management.errors import RefusedError

MAX_BYTES = 20 << 20
"""The largest feed or sitemap, unpacked."""
MAX_LISTED = 5_000
"""The maximum number of pages that are read from a feed or a sitemap."""
_LOOKED_AT = 2_000
_FEED_MARKS = (b"<rss", b"<feed", b"<rdf:rdf")
_SITEMAP_MARKS = (b"<urlset", b"<sitemapindex")
_MARKS = (*_FEED_MARKS, *_SITEMAP_MARKS)
_GZIP = b"\x1f\x8b"
_SITEMAP_NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def unpacked(content: bytes) -> bytes:
    """The content of a gzipped sitemap, or the content as it is; raises RefusedError beyond the limit."""
    if not content.startswith(_GZIP):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            found = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError) as error:
        raise RefusedError("the sitemap is compressed and cannot be unpacked") from error
    if len(found) > MAX_BYTES:
        raise RefusedError(f"the sitemap has more than {MAX_BYTES:,} bytes")
    return found


def lists_pages(content: bytes) -> bool:
    """Whether content is an RSS or Atom feed or a sitemap, rather than a page.

    >>> lists_pages(b'<?xml version="1.0"?><rss version="2.0">'), lists_pages(b"<html>Write <rss> first.")
    (True, False)
    """
    begin = content[:_LOOKED_AT].lower().removeprefix(codecs.BOM_UTF8).lstrip()
    return begin.startswith((b"<?xml", b"<!--", *_MARKS)) and any(mark in begin for mark in _MARKS)


def listed_pages(content: bytes, url: str) -> tuple[str, ...]:
    """The addresses that a feed or sitemap at *url* lists, newest first, each once.

    Entries without a date come last, in their own order.  A sitemap's entries on other hosts are left out, as
    the standard says.  Raises RefusedError if none is listed.

    >>> listed_pages(b'<rss version="2.0"><channel><item><link>/b?a=1</link></item></channel></rss>',
    ...              "https://example.org/feed")
    ('https://example.org/b?a=1',)
    """
    dated = _sitemap_entries(content, url) if _is_sitemap(content) else _feed_entries(content)
    absolute = [(urljoin(url, link), when) for link, when in dated if link]
    newest_first = sorted(absolute, key=lambda entry: entry[1], reverse=True)
    found = tuple(dict.fromkeys(link for link, _ in newest_first if _is_of_the_web(link)))
    if not found:
        raise RefusedError(f"{url} is a feed without pages")
    return found[:MAX_LISTED]


def is_list_of_sitemaps(content: bytes) -> bool:
    """Whether a sitemap lists other sitemaps rather than pages."""
    return b"<sitemapindex" in content[:_LOOKED_AT].lower()


def _is_sitemap(content: bytes) -> bool:
    return any(mark in content[:_LOOKED_AT].lower() for mark in _SITEMAP_MARKS)


def _is_of_the_web(link: str) -> bool:
    return urlsplit(link).scheme in ("http", "https")


def _feed_entries(content: bytes) -> Iterator[tuple[str, str]]:
    """The links of a feed's entries, each with its date in sortable form; "" if it has none."""
    import feedparser

    feed = feedparser.parse(io.BytesIO(content), resolve_relative_uris=False, sanitize_html=False)
    for entry in feed.entries:
        yield str(entry.get("link", "")), _sortable(entry)


def _sortable(entry: Any) -> str:
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    return time.strftime("%Y-%m-%dT%H:%M:%S", when) if when else ""


def _sitemap_entries(content: bytes, url: str) -> Iterator[tuple[str, str]]:
    """The addresses in a sitemap on its own host, each with its date as written, which is sortable."""
    for entry in _elements(content):
        link = (entry.findtext(f"{_SITEMAP_NAMESPACE}loc") or entry.findtext("loc") or "").strip()
        when = entry.findtext(f"{_SITEMAP_NAMESPACE}lastmod") or entry.findtext("lastmod") or ""
        if urlsplit(urljoin(url, link)).hostname == urlsplit(url).hostname:
            yield link, when.strip()


def _elements(content: bytes) -> Iterable[Any]:
    """The entries of a sitemap.  Raises RefusedError if it is not well-formed."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise RefusedError("the sitemap is not well-formed XML") from error
    return [element for element in root if isinstance(element.tag, str)]
