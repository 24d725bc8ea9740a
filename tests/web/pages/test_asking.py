import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from urllib.parse import urlencode, urlsplit

import pytest
from starlette.requests import Request
from starlette.responses import StreamingResponse

from bot.live_corpus import LiveCorpus
from bot.serving.web_wording import ChatWording
from retrieval.intents.responding import respond
from retrieval.records import Answer, Turn
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.manifest import VersionDamagedError
from retrieval.store.snapshot import Snapshot
from tests.web.pages.conftest import Pages
from tests.web.pages.reading import PageText, marked_texts, reading_links
from web.pages.asking import MAX_WAITING
from web.pages.site import MAX_READERS, PageOptions, ReaderSite


class SlowCorpus:
    """A corpus that answers when it is allowed to."""

    def __init__(self, live: LiveCorpus) -> None:
        self._live = live
        self.may_answer = asyncio.Event()

    @property
    def store(self) -> CorpusStore:
        return self._live.store

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        return self._live.snapshot()

    async def replace_damaged(self, error: VersionDamagedError) -> None:
        await self._live.replace_damaged(error)

    async def ask(self, question: str, snapshot: Snapshot, history: Sequence[Turn]) -> Answer:
        await self.may_answer.wait()
        return respond(question, snapshot, history)


async def test_a_question_is_answered_with_a_sentence_that_leads_into_the_text(pages: Pages) -> None:
    client = pages()

    answer = await client.get("/", params={"q": "Who lit the lamp on Sunday evening?"})
    text = await client.get(reading_links(answer.text)[0])

    assert PageText(answer.text).texts("h2", id="grade") == ["Answer"]
    assert "Mayor Edda Quist lit it on Sunday evening." in answer.text
    assert marked_texts(text.text) == {1: "Mayor Edda Quist lit it on Sunday evening."}


async def test_a_question_without_an_answer_says_what_is_missing(pages: Pages) -> None:
    answer = await pages().get("/", params={"q": "How many submarines visited Honolulu?"})

    assert "submarines" in PageText(answer.text).texts("section", aria_labelledby="grade")[0]
    assert PageText(answer.text).texts("h2", id="grade")[0] in {"Not sure", "No answer"}


async def test_help_does_not_begin_by_saying_there_is_no_answer(pages: Pages) -> None:
    answer = await pages().get("/", params={"q": "/help"})

    assert PageText(answer.text).texts("h2", id="grade") == ["Answer"]
    assert "Ask in your own words" in answer.text


async def test_a_follow_up_is_understood_within_the_session_and_says_how(pages: Pages) -> None:
    client = pages()
    await client.get("/", params={"q": "Who is Edda Quist?"})

    followed = await client.get("/", params={"q": "What did she tell the crowd?"})

    page = PageText(followed.text)

    assert any("Understood as: " in text for text in page.texts("p"))
    assert "Who is Edda Quist?" in page.texts("section", aria_labelledby="earlier")[0]


async def test_a_reloaded_page_does_not_follow_up_on_itself(pages: Pages) -> None:
    client = pages()

    first = await client.get("/", params={"q": "Who is Edda Quist?"})
    again = await client.get("/", params={"q": "Who is Edda Quist?"})

    assert again.text == first.text


async def test_a_new_conversation_forgets_the_questions_before(pages: Pages) -> None:
    client = pages()
    await client.get("/", params={"q": "Who lit the lamp on Sunday evening?"})

    left = await client.post("/new")
    page = await client.get("/")

    assert (left.status_code, left.headers["location"]) == (303, "/")
    assert PageText(page.text).all("section", class_="earlier") == []


async def test_two_browsers_have_separate_conversations(pages: Pages) -> None:
    await pages().get("/", params={"q": "Who lit the lamp on Sunday evening?"})

    other = await pages().get("/")

    assert PageText(other.text).all("section", class_="earlier") == []


async def test_a_greeting_is_answered_without_a_search(pages: Pages) -> None:
    answer = await pages().get("/", params={"q": "Hello!"})

    said = PageText(answer.text).texts("section", aria_labelledby="grade")[0]

    assert "Ask me a question." in said
    assert "You could ask" not in said
    assert not reading_links(answer.text)


@pytest.mark.parametrize(
    ("language", "label"), [("de-AT,de;q=0.9", "Fragen"), ("ru", "Спросить"), ("", "Ask")]
)
async def test_the_page_speaks_the_browsers_language(pages: Pages, language: str, label: str) -> None:
    page = await pages().get("/", headers={"Accept-Language": language})

    assert PageText(page.text).texts("button")[0] == label


async def test_if_an_answer_takes_long_the_page_is_sent_before_it(live: LiveCorpus) -> None:
    corpus = SlowCorpus(live)
    site = ReaderSite(corpus, ChatWording(), PageOptions(seconds_until_progress=0.0))
    query = urlencode({"q": "Who lit the lamp on Sunday evening?"})
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": query.encode()}

    response = await site.home(Request(scope))

    assert isinstance(response, StreamingResponse)

    parts: list[str] = []
    async for part in response.body_iterator:
        parts.append(bytes(part).decode() if not isinstance(part, str) else part)
        corpus.may_answer.set()
    first, rest = parts

    assert PageText(first).texts("p", role="status") == ["Looking it up"]
    assert "Sunday evening." not in PageText(first).texts("main")[0]
    assert PageText(first + rest).texts("h2", id="grade") == ["Answer"]
    assert rest.endswith("</html>")


async def test_if_too_many_questions_wait_people_are_asked_to_come_back(
    live: LiveCorpus, pages: Pages
) -> None:
    corpus = SlowCorpus(live)
    client = pages(PageOptions(seconds_until_progress=60.0, per_minute=0), corpus)
    waiting = [
        asyncio.create_task(client.get("/", params={"q": f"Who lit lamp number {number}?"}))
        for number in range(MAX_WAITING + 1)
    ]

    refused, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    corpus.may_answer.set()
    answered = await asyncio.gather(*(set(waiting) - refused))

    assert [task.result().status_code for task in refused] == [503]
    assert {response.status_code for response in answered} == {200}


async def test_if_too_many_people_read_at_once_they_are_asked_to_come_back(pages: Pages) -> None:
    client = pages()

    responses = await asyncio.gather(*(client.get("/read/care") for _ in range(MAX_READERS + 2)))
    later = await client.get("/read/care")

    refused = [each for each in responses if each.status_code == 503]
    assert len(refused) == 2
    assert {each.headers["retry-after"] for each in refused} == {"5"}
    assert later.status_code == 200


async def test_a_flood_of_questions_is_refused_with_a_time_to_come_back(pages: Pages) -> None:
    client = pages(PageOptions(per_minute=2))

    statuses = [(await client.get("/", params={"q": "Who lit the lamp?"})) for _ in range(3)]

    assert [response.status_code for response in statuses] == [200, 200, 429]
    assert int(statuses[-1].headers["retry-after"]) > 0


async def test_a_question_that_is_too_long_is_refused(pages: Pages) -> None:
    response = await pages().get("/", params={"q": "why " * 600})

    assert response.status_code == 414


async def test_nothing_of_questions_or_grants_is_logged(
    pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    client = pages()

    await client.get("/", params={"q": "Who lit the secretword lamp?", "k": "secretgrant"})
    await client.get("/read/news", params={"q": "secretword", "k": "secretgrant", "c": "1-2"})

    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]

    assert not [line for line in ours if "secretword" in line or "secretgrant" in line]


async def test_the_texts_are_listed_with_links(pages: Pages) -> None:
    page = PageText((await pages().get("/texts")).text)

    paths = {urlsplit(link["href"]).path for link in page.all("a")}

    assert {"/read/care", "/read/faq", "/read/news", "/read/arabic", "/read/evil"} <= paths
