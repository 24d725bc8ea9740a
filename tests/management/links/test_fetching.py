"""Pages are fetched from a server on loopback, which misbehaves; nothing else is ever contacted."""

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from management.errors import RefusedError
from management.links.addresses import FetchPolicy
from management.links.fetching import fetch, fetch_page
from management.links.records import Link
from tests.management.links.misbehaving_server import (
    PAGE,
    Answer,
    MisbehavingServer,
    dripping,
    endless,
    misbehaving,
    packed_bomb,
    raw,
    send,
    silent,
    unless_unchanged,
)

LOCAL = FetchPolicy(loopback=True)
OVER = threading.Event()
BAD: Mapping[str, tuple[Answer, str]] = {
    "/missing": (send(404), "its server answered 404"),
    "/gone": (send(410), "its server answered 410"),
    "/broken": (send(500), "its server answered 500"),
    "/empty": (send(200, b"  \n"), "is empty"),
    "/picture": (send(200, b"x", "image/png"), "is image/png, which Quoth cannot read"),
    "/program": (send(200, b"x", "application/octet-stream"), "which Quoth cannot read"),
    "/kindless": (send(200, b"x", ""), "of an unstated type"),
    "/endless": (endless, "more than 20,971,520 bytes"),
    "/claims-much": (send(200, b"x", Content_Length=str(1 << 40)), "the limit is 20,971,520"),
    "/bomb": (packed_bomb, "more than 20,971,520 bytes"),
    "/not-packed": (send(200, b"no gzip", Content_Encoding="gzip"), "broke off"),
    "/short": (send(200, b"x", Content_Length="1000"), "broke off"),
    "/hangs-up": (raw(b""), "cannot be fetched"),
    "/no-http": (raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), "cannot be fetched"),
    "/bad-header": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx"),
        "cannot be fetched|broke off|stated",
    ),
    "/huge-header": (raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * (1 << 20)), "cannot be fetched"),
    "/silent": (silent(OVER), "cannot be fetched: no answer in time|within"),
    "/drips": (dripping(OVER), "within|broke off"),
    "/loop": (send(302, Location="/loop"), "redirects more than 5 times"),
    "/to-private": (send(302, Location="http://10.0.0.1/"), "private network"),
    "/to-metadata": (send(301, Location="http://169.254.169.254/latest/meta-data/"), "private network"),
    "/to-port": (send(302, Location="ftp://127.0.0.1/"), "only http"),
    "/to-file": (send(302, Location="file:///etc/passwd"), "only http"),
    "/to-secret": (send(302, Location="http://a:b@127.0.0.1/"), "a name or password"),
    "/to-nowhere": (send(302), "its server answered 302"),
    "/multiple": (send(300, b"x"), "its server answered 300"),
    "/unauthorized": (send(401), "its server answered 401"),
    "/teapot": (send(418, b"x"), "its server answered 418"),
    "/switching": (send(206, b"x"), "its server answered 206"),
    "/unasked-304": (send(304), "its server answered 304"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[MisbehavingServer]:
    answers: dict[str, Answer] = {path: answer for path, (answer, _) in BAD.items()}
    answers["/page"] = send(200, PAGE, ETag='"1"', Last_Modified="Mon, 03 May 1999 10:00:00 GMT")
    answers["/moved"] = send(301, Location="/page")
    answers["/notes.md"] = send(200, b"# Notes", "text/plain")
    answers["/notes.rst"] = send(200, b"Notes\n=====", "text/plain")
    answers["/cached"] = unless_unchanged(PAGE, '"7"')
    with misbehaving(answers) as server:
        yield server
        OVER.set()


def fetch_link(url: str, folder: Path, **link: Any) -> dict[str, Any]:
    return fetch(Link(url, **link), folder, LOCAL, seconds=1.0)


def test_a_page_is_fetched_through_redirects_under_a_name_of_its_own(
    server: MisbehavingServer, tmp_path: Path
) -> None:
    got = fetch_link(server.url("/moved"), tmp_path)

    assert got["name"] == "127.0.0.1-page.html"
    assert (tmp_path / got["name"]).read_bytes() == PAGE

    link = Link(**got["link"])
    assert (link.url, link.etag) == (server.url("/moved"), '"1"')
    assert link.modified == "Mon, 03 May 1999 10:00:00 GMT"
    assert link.asked > 0


def test_a_text_keeps_the_ending_that_its_address_states(server: MisbehavingServer, tmp_path: Path) -> None:
    assert fetch_link(server.url("/notes.md"), tmp_path)["name"] == "127.0.0.1-notes.md"
    assert fetch_link(server.url("/notes.rst"), tmp_path)["name"] == "127.0.0.1-notes.rst"


@pytest.mark.parametrize("path", BAD)
def test_a_server_that_misbehaves_is_refused_with_the_reason(
    server: MisbehavingServer, tmp_path: Path, path: str
) -> None:
    got = fetch_link(server.url(path), tmp_path)

    assert "refused" in got
    with pytest.raises(RefusedError, match=BAD[path][1]):
        raise RefusedError(got["refused"])
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_has_not_changed_is_not_fetched_again(server: MisbehavingServer, tmp_path: Path) -> None:
    first = fetch_link(server.url("/cached"), tmp_path)
    again = fetch_link(**first["link"], folder=tmp_path)

    assert (first["fetched"], again["fetched"]) == (True, False)
    assert server.asked[-1][1]["If-None-Match"] == '"7"'


def test_without_loopback_the_same_server_is_never_connected_to(tmp_path: Path) -> None:
    with misbehaving({"/page": send(200, PAGE)}) as server:
        for fetch_policy in (FetchPolicy(), FetchPolicy(("127.0.0.1",))):
            got = fetch(Link(server.url("/page")), tmp_path, fetch_policy)

            assert "refused" in got

        assert fetch(Link("http://127.0.0.1/page"), tmp_path, FetchPolicy())["refused"] == (
            "127.0.0.1 is in a private network, which may not be fetched from"
        )
        assert server.asked == []


@pytest.mark.parametrize(
    ("robots", "reason"),
    [
        (send(200, b"User-agent: *\nDisallow: /", "text/plain"), "robots.txt does not allow"),
        (send(200, b"User-agent: Quoth\nDisallow: /page", "text/plain"), "robots.txt does not allow"),
        (send(503), "so no page of the site is"),
        (send(302, Location="/robots.txt"), "redirects more than 5 times"),
        (send(302, Location="http://10.0.0.1/robots.txt"), "private network"),
    ],
    ids=["all", "this program", "server error", "loop", "leads within"],
)
def test_robots_txt_is_respected(tmp_path: Path, robots: Answer, reason: str) -> None:
    with misbehaving({"/robots.txt": robots, "/page": send(200, PAGE)}) as server:
        assert reason in fetch_link(server.url("/page"), tmp_path)["refused"]
        assert [path for path, _ in server.asked if path == "/page"] == []


def test_robots_txt_that_allows_a_page_or_is_nonsense_lets_it_be_fetched(tmp_path: Path) -> None:
    for body in (b"User-agent: *\nDisallow: /private", b"\xff\x00 nonsense"):
        with misbehaving({"/robots.txt": send(200, body), "/page": send(200, PAGE)}) as server:
            assert fetch_link(server.url("/page"), tmp_path)["fetched"]


async def test_the_child_process_fetches_and_refuses_alike(server: MisbehavingServer, tmp_path: Path) -> None:
    page = await fetch_page(Link(server.url("/page")), tmp_path / "pages", LOCAL)

    assert page.file is not None
    assert page.file.read_bytes() == PAGE

    with pytest.raises(RefusedError, match="its server answered 404"):
        await fetch_page(Link(server.url("/missing")), tmp_path, LOCAL)
