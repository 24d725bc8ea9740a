"""Whatever other people's texts contain is shown and never run."""

import json
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.live_corpus import LiveCorpus
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from tests.web.pages.conftest import Pages
from tests.web.pages.reading import PageText, marked_texts
from tests.web.pages.samples import OVERRIDE
from web.pages.links import CitedSpan, ReadingPlace

NewStore = Callable[[dict[str, str]], CorpusStore]
OWN_TAGS = {
    *("html", "head", "meta", "title", "link", "script", "body", "a", "header", "form", "label", "input"),
    *("button", "main", "article", "h1", "h2", "h3", "p", "ul", "ol", "li", "span", "mark", "div", "nav"),
    *("footer", "bdi", "section", "table", "tr", "th", "td", "details", "summary", "blockquote", "b"),
}
IDS = ["<b>&amp;", "a/../b", "/etc/passwd", "x?y=1#z", "javascript:alert(1)", "..", "наша пристань", "a b"]


async def test_no_tag_or_attribute_of_a_text_becomes_one_of_the_page(pages: Pages) -> None:
    html = (await pages().get("/read/evil")).text

    page = PageText(html)

    assert {tag for tag, _, _ in page.tags} <= OWN_TAGS
    assert [attributes for _, attributes, _ in page.tags if any(n.startswith("on") for n in attributes)] == []
    assert [attributes for _, attributes, _ in page.tags if "style" in attributes] == []
    assert len(page.all("script")) == 1
    assert "<script>" in page.texts("article")[0]


async def test_no_link_on_a_page_leads_out_of_the_site(pages: Pages) -> None:
    client = pages()

    for path in ("/", "/texts", "/read/evil", "/?q=Who+wrote+into+the+book"):
        page = PageText((await client.get(path)).text)
        addresses = [
            each.get("href") or each.get("src") for _, each, _ in page.tags if {"href", "src"} & set(each)
        ]

        assert all(re.match(r"/(?!/)|#", address or "") for address in addresses), path


async def test_entities_are_shown_as_they_are_written(pages: Pages) -> None:
    article = PageText((await pages().get("/read/evil")).text).texts("article")[0]

    assert "&lt;b&gt;bold&lt;/b&gt; was written out." in article


async def test_direction_marks_do_not_affect_other_paragraphs(pages: Pages) -> None:
    page = PageText((await pages().get("/read/evil")).text)

    (paragraph,) = [text for text in page.texts("p") if OVERRIDE in text]
    style = (Path(__file__).parents[3] / "web/pages/static/quoth.css").read_text(encoding="utf-8")

    assert paragraph.startswith("The sign said")
    assert "article > * , article li, article tr { unicode-bidi: isolate; }" in style


@pytest.mark.parametrize(
    "question", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</mark>", "\x00"]
)
async def test_a_question_is_shown_and_never_run(pages: Pages, question: str) -> None:
    client = pages()

    asked = await client.get("/", params={"q": question})
    read = await client.get("/read/news", params={"q": question, "find": question})

    for response in (asked, read):
        page = PageText(response.text)

        assert {tag for tag, _, _ in page.tags} <= OWN_TAGS
        assert len(page.all("script")) == 1


async def test_every_page_forbids_inline_scripts_and_styles_and_other_origins(pages: Pages) -> None:
    client = pages()

    for path in ("/", "/?q=Who+lit+the+lamp", "/texts", "/read/news", "/read/nowhere"):
        headers = (await client.get(path)).headers
        policy = dict(
            part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";") if part
        )

        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in headers["content-security-policy"]
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


@pytest.fixture
def odd_ids(tmp_path: Path) -> CorpusStore:
    source = tmp_path / "odd.jsonl"
    rows = [{"_id": each, "title": each, "text": f"The lamp number {n} burns."} for n, each in enumerate(IDS)]
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    store = CorpusStore(source, tmp_path / "versions")
    build(store)
    return store


async def test_a_document_with_any_id_can_be_listed_and_opened(odd_ids: CorpusStore, pages: Pages) -> None:
    with closing(LiveCorpus(odd_ids)) as corpus:
        client = pages(corpus=corpus)
        listed = PageText((await client.get("/texts")).text)
        hrefs = [link["href"] for link in listed.all("a") if link["href"].startswith("/read")]
        titles = [PageText((await client.get(href)).text).texts("h1") for href in hrefs]

    assert titles == [[each] for each in IDS]


async def test_a_line_of_ten_megabytes_is_shown_in_parts(new_store: NewStore, pages: Pages) -> None:
    long_sentence = "The lamp burns in the harbour and " * 60 + "then it went out. "
    store = new_store({"line.txt": long_sentence * 5000})

    with closing(LiveCorpus(store)) as corpus:
        client = pages(corpus=corpus)
        page = await client.get("/read/line")
        with corpus.snapshot() as snapshot:
            last = list(snapshot.passages_of("line"))[-1].sentences[-1]
            sentence = snapshot.document_text("line")[slice(*last)]
        cited = await client.get(ReadingPlace("line", "", (CitedSpan("line", *last),), 1).path())

    assert len(page.text) < 1_000_000
    assert PageText(page.text).all("a", rel="next")
    assert marked_texts(cited.text) == {1: sentence}
