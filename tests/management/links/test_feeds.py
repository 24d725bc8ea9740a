"""Feeds and sitemaps: which pages they list, and a corpus that takes what is new from them."""

import gzip
import json
from pathlib import Path

import pytest

from management.errors import RefusedError
from management.links.addresses import FetchPolicy
from management.links.feeds import MAX_BYTES, MAX_LISTED, listed_pages, lists_pages, unpacked
from management.links.records import keep_links, read_feeds, read_links
from management.operations import CorpusManager
from retrieval.store.corpus_store import CorpusStore
from tests.management.links.feed_contents import RSS, XML, rss, sitemap
from tests.management.links.misbehaving_server import PAGE, Answer, MisbehavingServer, misbehaving, send

BASE = "https://example.org/news/feed"


def page(number: int) -> Answer:
    return send(200, PAGE.replace(b"The lamp", f"Lamp {number}".encode()))


@pytest.fixture
def manager(tmp_path: Path) -> CorpusManager:
    source = tmp_path / "corpus"
    source.mkdir()
    (source / "boat.txt").write_text("The boat came home at noon.", encoding="utf-8")
    return CorpusManager(
        CorpusStore(source, tmp_path / "versions"), fetch_policy=FetchPolicy(loopback=True), feed_pages=2
    )


def asked_pages(server: MisbehavingServer) -> list[str]:
    return [path for path, _ in server.asked if path not in ("/robots.txt", "/feed")]


def test_the_entries_of_a_feed_come_newest_first_and_once() -> None:
    feed = rss("/a", "/b", "/a", dates=("Mon, 03 May 1999 10:00:00 GMT", "Tue, 04 May 1999 10:00:00 GMT"))

    assert listed_pages(feed, BASE) == ("https://example.org/b", "https://example.org/a")


def test_an_atom_feed_is_read_too() -> None:
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://example.org/a"/>'
        b"<updated>2002-11-29T10:00:00Z</updated></entry></feed>"
    )

    assert lists_pages(atom)
    assert listed_pages(atom, BASE) == ("https://example.org/a",)


def test_entries_that_are_not_web_addresses_are_left_out() -> None:
    with pytest.raises(RefusedError, match="is a feed without pages"):
        listed_pages(rss("mailto:somebody@example.org", "file:///etc/passwd", ""), BASE)


def test_a_sitemap_lists_only_pages_of_its_own_host() -> None:
    found = listed_pages(sitemap("https://example.org/a", "https://example.com/b"), BASE)

    assert found == ("https://example.org/a",)


def test_a_sitemap_that_is_not_well_formed_is_refused() -> None:
    with pytest.raises(RefusedError, match="not well-formed"):
        listed_pages(b"<urlset><url>", BASE)


def test_entities_in_a_sitemap_read_no_files_and_do_not_multiply(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://example.org/secret", encoding="utf-8")

    hostile = sitemap("&leak;").replace(
        b'<?xml version="1.0"?>',
        f'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY leak SYSTEM "file://{secret}">]>'.encode(),
    )

    with pytest.raises(RefusedError):
        listed_pages(hostile, BASE)


def test_a_long_feed_is_cut() -> None:
    assert len(listed_pages(rss(*(f"/{number}" for number in range(MAX_LISTED + 1))), BASE)) == MAX_LISTED


def test_a_compressed_sitemap_is_unpacked_within_a_limit() -> None:
    assert unpacked(gzip.compress(b"<urlset>")) == b"<urlset>"
    with pytest.raises(RefusedError, match="has more than"):
        unpacked(gzip.compress(b"0" * (MAX_BYTES + 1)))
    with pytest.raises(RefusedError, match="cannot be unpacked"):
        unpacked(b"\x1f\x8b broken")


@pytest.mark.parametrize(
    "content",
    [b"<html><body>How to write <rss> by hand</body></html>", b'<?xml version="1.0"?><html/>', b"plain", b""],
)
def test_anything_that_is_not_a_feed_is_a_page(content: bytes) -> None:
    assert not lists_pages(content)


async def test_a_new_feed_brings_its_newest_pages_and_then_what_is_new(manager: CorpusManager) -> None:
    answers = {f"/{number}": page(number) for number in range(6)}
    answers["/feed"] = send(200, rss("/3", "/2", "/1"), RSS)
    with misbehaving(answers) as server:
        added = await manager.add_links([server.url("/feed")], by="test")

        assert added.changes.added == ("127.0.0.1-2", "127.0.0.1-3", "boat")
        assert "1 older pages are left out" in added.problems[0]

        answers["/feed"] = send(200, rss("/4", "/3", "/2", "/1"), RSS)
        assert (await manager.reload(by="test")).changes.added == ("127.0.0.1-4",)
        assert "/1" not in asked_pages(server)


async def test_more_new_pages_than_the_limit_wait_for_the_next_time(manager: CorpusManager) -> None:
    answers = {f"/{number}": page(number) for number in range(6)}
    answers["/feed"] = send(200, rss("/1"), RSS)
    with misbehaving(answers) as server:
        await manager.add_links([server.url("/feed")], by="test")
        answers["/feed"] = send(200, rss("/5", "/4", "/3", "/1"), RSS, ETag='"2"')

        assert (await manager.reload(by="test")).changes.added == ("127.0.0.1-4", "127.0.0.1-5")
        assert (await manager.reload(by="test")).changes.added == ("127.0.0.1-3",)


async def test_a_page_that_fails_is_tried_three_times_and_then_given_up(manager: CorpusManager) -> None:
    answers: dict[str, Answer] = {"/1": page(1), "/feed": send(200, rss("/1"), RSS)}
    with misbehaving(answers) as server:
        await manager.add_links([server.url("/feed")], by="test")
        answers["/feed"] = send(200, rss("/gone", "/1"), RSS)
        problems = [len((await manager.reload(by="test")).problems) for _ in range(4)]

    assert problems == [1, 1, 1, 0]


async def test_a_page_that_its_feed_no_longer_lists_is_not_asked_for_again(manager: CorpusManager) -> None:
    answers: dict[str, Answer] = {f"/{number}": page(number) for number in range(3)}
    answers["/feed"] = send(200, rss("/1"), RSS)
    with misbehaving(answers) as server:
        await manager.add_links([server.url("/feed")], by="test")
        answers["/feed"] = send(200, rss("/2"), RSS)
        await manager.reload(by="test")
        server.asked.clear()
        await manager.reload(by="test")

        assert asked_pages(server) == ["/2"]

    assert (manager.source / "127.0.0.1-1.html").is_file()


async def test_a_feed_can_be_forgotten_and_its_pages_stay(manager: CorpusManager) -> None:
    answers: dict[str, Answer] = {"/1": page(1), "/feed": send(200, rss("/1"), RSS)}
    with misbehaving(answers) as server:
        url = server.url("/feed")
        await manager.add_links([url], by="test")
        manager.forget_feed(url)
        server.asked.clear()
        await manager.reload(by="test")

        assert "/feed" not in [path for path, _ in server.asked]

    assert (manager.source / "127.0.0.1-1.html").is_file()
    with pytest.raises(RefusedError, match="is not a feed of this corpus"):
        manager.forget_feed(url)


async def test_a_list_of_sitemaps_brings_the_pages_of_each(manager: CorpusManager) -> None:
    answers: dict[str, Answer] = {"/1": page(1), "/2": page(2)}
    with misbehaving(answers) as server:
        for number in (1, 2):
            answers[f"/map{number}"] = send(200, sitemap(server.url(f"/{number}")), XML)
        maps = (server.url("/map1"), server.url("/map2"))
        answers["/maps"] = send(200, sitemap(*maps, root="sitemapindex", entry="sitemap"), XML)
        added = await manager.add_links([server.url("/maps")], by="test")

    assert added.changes.added == ("127.0.0.1-1", "127.0.0.1-2", "boat")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (send(200, rss(), RSS), "is a feed without pages"),
        (send(200, b"<?xml version='1.0'?><x/>", XML), "neither a feed nor a sitemap"),
        (send(200, rss("/gone"), RSS), "none of the pages of"),
        (send(200, rss("/feed"), RSS), "is a feed within a feed"),
        (send(200, rss("http://10.0.0.1/"), RSS), "is in a private network"),
    ],
)
async def test_a_feed_without_usable_pages_adds_nothing(
    manager: CorpusManager, answer: Answer, reason: str
) -> None:
    with misbehaving({"/feed": answer}) as server, pytest.raises(RefusedError, match=reason):
        await manager.add_links([server.url("/feed")], by="test")

    assert [path.name for path in manager.source.iterdir()] == ["boat.txt"]


async def test_only_what_is_due_is_asked_for_again(manager: CorpusManager) -> None:
    with misbehaving({"/1": page(1), "/2": page(2)}) as server:
        await manager.add_links([server.url("/1")], by="test", every="1h")
        await manager.add_links([server.url("/2")], by="test", every="2h")
        links = read_links(manager.source)
        hours_ago = {name: {"asked": link.asked - 5000} for name, link in links.items()}
        rows = json.loads((manager.source / ".links.json").read_text(encoding="utf-8"))
        changed = {name: {**row, **hours_ago[name]} for name, row in rows.items()}
        (manager.source / ".links.json").write_text(json.dumps(changed), encoding="utf-8")
        server.asked.clear()
        await manager.refresh(force=False)

        assert asked_pages(server) == ["/1"]


def test_a_damaged_list_of_feeds_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / ".feeds.json").write_text("{", encoding="utf-8")

    assert read_feeds(tmp_path) == {}

    keep_links(tmp_path, {})
    assert read_feeds(tmp_path) == {}
