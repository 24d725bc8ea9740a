from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.live_corpus import LiveCorpus
from corpus.display import displayed
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tests.web.pages.conftest import Pages
from tests.web.pages.reading import PageText, marked_texts
from tests.web.pages.samples import NEWS, long_text
from web.pages import document as shown_document
from web.pages.links import CitedSpan, ReadingPlace

NewStore = Callable[[dict[str, str]], CorpusStore]


def sentence_spans(snapshot: Snapshot, document: str) -> list[CitedSpan]:
    return [
        CitedSpan(document, *span) for place in snapshot.passages_of(document) for span in place.sentences
    ]


def spans_of(text: str, *sentences: str) -> tuple[CitedSpan, ...]:
    return tuple(
        CitedSpan("news", text.index(sentence), text.index(sentence) + len(sentence))
        for sentence in sentences
    )


async def test_a_cited_sentence_is_marked_once_and_word_for_word(
    pages: Pages, texts_snapshot: Snapshot
) -> None:
    client = pages()

    for document in ("care", "faq", "news", "arabic", "evil"):
        text = texts_snapshot.document_text(document)
        for span in sentence_spans(texts_snapshot, document):
            page = await client.get(ReadingPlace(document, "", (span,), 1).path())

            assert marked_texts(page.text) == {1: displayed(text[span.start : span.end])}


async def test_the_citations_of_an_answer_lead_to_one_another_across_texts(
    pages: Pages, texts_snapshot: Snapshot
) -> None:
    spans = (sentence_spans(texts_snapshot, "news")[1], sentence_spans(texts_snapshot, "care")[0])
    place = ReadingPlace("news", texts_snapshot.version, spans, 1, "Who lit the lamp?")
    client = pages()

    first = PageText((await client.get(place.path())).text)
    (following,) = first.all("a", rel="next")
    second = (await client.get(following["href"])).text

    assert "Citation 1 of 2" in first.texts("nav", aria_label="Citations")[0]
    assert following["href"].startswith("/read/care?")
    assert marked_texts(second) == {2: "The lamp burns from dusk to dawn."}
    assert [each["href"] for each in PageText(second).all("a", rel="prev")] == [place.path()]


async def test_a_citation_can_be_copied_with_its_place_and_its_address(
    pages: Pages, texts_snapshot: Snapshot
) -> None:
    span = sentence_spans(texts_snapshot, "news")[1]
    place = ReadingPlace("news", texts_snapshot.version, (span,), 1, "Who lit the lamp?")

    page = PageText((await pages().get(place.path())).text)

    address = f"http://quoth.example/read/news?v={texts_snapshot.version}&c={span.start}-{span.end}&n=1#c1"
    (button,) = page.all("button", class_="copy")

    assert button["data-copy"] == (
        f"“Mayor Edda Quist lit it on Sunday evening.” — The Lamp of Selmouth, ¶ 2, 1999-05-03. {address}"
    )
    assert button["data-copy"] in page.texts("details", class_="cite")[0]


async def test_the_words_of_the_question_are_lightly_marked_in_every_form(pages: Pages) -> None:
    page = await pages().get("/read/news", params={"q": "Which ship finds the guild?"})

    assert set(PageText(page.text).texts("span", class_="asked")) == {"Ships", "find", "guild"}


async def test_a_search_within_the_text_lists_the_places_and_leads_to_them(pages: Pages) -> None:
    page = PageText((await pages().get("/read/news", params={"find": "THE  lamp"})).text)

    listed = [link["href"] for link in page.all("a", dir="auto")]

    assert page.texts("p", class_="count") == ["1 place found"]
    assert page.texts("span", class_="found") == ["The Lamp"]
    assert listed == [f"#{page.all('h1')[0]['id']}"]


async def test_a_search_that_finds_nothing_says_so(pages: Pages) -> None:
    page = PageText((await pages().get("/read/news", params={"find": ".*"})).text)

    assert page.texts("p", class_="count") == ["Not found in this text"]


async def test_the_outline_lists_the_headings_and_leads_to_them(pages: Pages) -> None:
    page = PageText((await pages().get("/read/care")).text)

    listed = page.texts("nav", aria_labelledby="outline")[0].split("\n")

    assert [line for line in listed if line] == ["Outline", "Every day", "What it costs"]
    assert [heading["id"] for heading in page.all("h2", class_="heading")] == [
        link["href"][1:] for link in page.all("a") if link["href"].startswith("#p")
    ]


async def test_a_table_is_a_table_with_the_names_of_its_columns(pages: Pages) -> None:
    page = PageText((await pages().get("/read/care")).text)

    assert [cell.strip(" |") for cell in page.texts("th")] == ["part", "price"]
    assert [cell.strip(" |") for cell in page.texts("td")] == ["wick", "3 crowns", "glass", "20 crowns"]


async def test_the_other_texts_are_beside_it(pages: Pages) -> None:
    page = PageText((await pages().get("/read/care")).text)

    others = page.texts("nav", aria_labelledby="others")[0]

    assert "The Lamp of Selmouth" in others
    assert "Care of the Lamp" not in others


async def test_an_arabic_text_runs_from_right_to_left(pages: Pages) -> None:
    page = PageText((await pages().get("/read/arabic")).text)

    assert page.all("article") == [{"lang": "ar", "dir": "rtl"}]


@pytest.mark.parametrize(
    "query", ["c=0-5", "c=3-99999999", "c=9-1", "c=x", "c=1-2@nowhere&n=1", "n=99", "v=../../etc", "part=9"]
)
async def test_an_address_that_points_to_no_sentence_marks_nothing(pages: Pages, query: str) -> None:
    page = await pages().get(f"/read/care?{query}")

    assert page.status_code == 200
    assert marked_texts(page.text) == {}


@pytest.mark.parametrize("path", ["/read/nowhere", "/read", "/read/", "/read/../../etc/passwd", "/read?d=.."])
async def test_a_missing_text_gets_a_404_page(pages: Pages, path: str) -> None:
    page = await pages().get(path)

    assert page.status_code == 404
    assert "There is no such text here." in page.text or "Not Found" in page.text


async def test_an_old_version_shows_what_happened_to_its_sentences(new_store: NewStore, pages: Pages) -> None:
    store = new_store({"news.txt": NEWS})
    kept, changed, dropped = (
        "Nobody was hurt during the work.",
        "The repair cost 40,000 crowns.",
        "Mayor Edda Quist lit it on Sunday evening.",
    )
    old = build(store).version
    edited = NEWS.replace(changed, "The long repair cost 45,000 crowns.").replace(dropped, "It was cold.")
    (store.source / "news.txt").write_text(edited, encoding="utf-8")
    build(store)

    with closing(LiveCorpus(store)) as corpus:
        place = ReadingPlace("news", old, spans_of(NEWS, kept, changed, dropped), 1)
        page = await pages(corpus=corpus).get(place.path())

    since = PageText(page.text).texts("section", aria_labelledby="since")[0]

    assert marked_texts(page.text) == {1: kept, 2: changed, 3: dropped}
    assert "This text has changed since" in since
    assert "The long repair cost 45,000 crowns." in since
    assert changed in since
    assert "[3] The current text no longer says this." in since
    assert "word for word" in since.partition("[2]")[0]


async def test_an_old_version_of_an_unchanged_text_shows_no_notice(new_store: NewStore, pages: Pages) -> None:
    store = new_store({"news.txt": NEWS})
    old = build(store).version
    (store.source / "more.txt").write_text("The pier is new. It is made of oak.", encoding="utf-8")
    build(store)

    with closing(LiveCorpus(store)) as corpus:
        page = await pages(corpus=corpus).get(ReadingPlace("news", old).path())

    assert page.status_code == 200
    assert "changed since" not in page.text


async def test_a_version_that_is_gone_shows_the_current_text_and_marks_nothing(pages: Pages) -> None:
    place = ReadingPlace("news", "0123456789ab", spans_of(NEWS, "Nobody was hurt during the work."), 1)

    page = await pages().get(place.path())

    assert page.status_code == 200
    assert "points to is gone" in page.text
    assert marked_texts(page.text) == {}


async def test_a_long_text_comes_in_parts_and_a_citation_opens_its_part(
    new_store: NewStore, pages: Pages
) -> None:
    store = new_store({"book.md": long_text(5000)})

    with closing(LiveCorpus(store)) as corpus:
        with corpus.snapshot() as snapshot:
            last = sentence_spans(snapshot, "book")[-1]
        client = pages(corpus=corpus, part_characters=5000)
        page = await client.get(ReadingPlace("book", "", (last,), 1).path())
        first = await client.get("/read/book")

    assert len(marked_texts(page.text)) == 1
    assert PageText(page.text).all("a", rel="prev")
    assert not PageText(first.text).all("a", rel="prev")
    assert PageText(first.text).all("a", rel="next")


async def test_static_files_are_cached_and_nothing_else_is_served(pages: Pages) -> None:
    client = pages()
    page = PageText((await client.get("/")).text)

    style = await client.get(page.all("link", rel="stylesheet")[0]["href"])
    other = await client.get("/static/x/..%2Fsite.py")

    assert "immutable" in style.headers["cache-control"]
    assert style.headers["content-type"].startswith("text/css")
    assert other.status_code == 404


def test_every_template_and_file_is_part_of_the_package() -> None:
    folder = Path(shown_document.__file__).parent

    assert {path.suffix for path in (folder / "static").iterdir()} == {".css", ".js", ".svg"}
    assert {path.suffix for path in (folder / "templates").iterdir()} == {".html"}


async def test_a_page_past_the_end_of_the_list_shows_the_last_one(pages: Pages) -> None:
    client = pages()

    last = await client.get("/texts?page=999")

    assert PageText(last.text).texts("li") == PageText((await client.get("/texts")).text).texts("li")
    assert "Care of the Lamp" in last.text
