"""The pages for readers: turn requests into pages."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from corpus.errors import SearchUnavailableError
from retrieval.records import Answer
from retrieval.store.manifest import VersionDamagedError
from retrieval.store.snapshot import Snapshot
from web.api.rates import RateLimit, network_of
from web.corpus import AnsweringCorpus
from web.pages import rendering
from web.pages.access import GRANT, Admission, PageAccess
from web.pages.asking import (
    LONGEST,
    MAX_WAITING,
    OneAtATime,
    PagesBusyError,
    QuestionsInTurn,
    listed_documents,
    shown_answer,
)
from web.pages.links import ReadingPlace, library_base, read_spans
from web.pages.reading import ReadingRequest, reading_context
from web.pages.sessions import BrowserConversation, BrowserConversations
from web.pages.versions import EarlierVersions, ReadDocuments
from web.pages.words import PageWording, PageWords

EVERYBODY = PageAccess()
CONVERSATION = "quoth_talk"
"""The beginning of the name of the cookie with the id of a conversation."""
SECONDS_UNTIL_PROGRESS = 0.5
SECONDS_TO_COME_BACK = 5
LISTED = 100
"""Documents per page of the list of texts."""
LONGEST_FIND = 200
MAX_READERS = 40
"""Pages of texts that may wait for their turn; the longest texts take a tenth of a second each."""
_HERE = "<!--answer-->"  # the answer is inserted here; no escaped text can look like it
_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class PageOptions:
    """Options of the pages.

    ``url``: the public address, "" to use the one that the browser requests.  ``per_minute``: how many
    questions an address may ask a minute.  A conversation ends after ``conversation_seconds`` of silence.
    """

    access: PageAccess = EVERYBODY
    url: str = ""
    per_minute: int = 60
    conversation_seconds: float = 3600.0
    seconds_until_progress: float = SECONDS_UNTIL_PROGRESS

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the pages over https."""
        return self.url.startswith("https://")


@dataclass(frozen=True)
class PageTurns:
    """The limits that all sites of a process share: questions per minute, and requests waiting for a turn."""

    asked: RateLimit
    questions: OneAtATime = field(default_factory=lambda: OneAtATime(MAX_WAITING))
    readings: OneAtATime = field(default_factory=lambda: OneAtATime(MAX_READERS))


@dataclass(frozen=True)
class ReaderSite:
    """Serves the pages from a corpus.

    With several corpora, each is a ``library`` with pages of its own.  A site in front of them has no texts
    of its own, answers from all of them, and lists ``libraries``.  All these sites share ``turns``.
    """

    corpus: AnsweringCorpus
    wording: PageWording
    options: PageOptions = PageOptions()
    clock: Callable[[], float] = time.time
    documents: ReadDocuments = field(default_factory=ReadDocuments)
    library: str = ""
    libraries: Sequence[str] = ()
    turns: PageTurns | None = None

    @property
    def base(self) -> str:
        """The prefix of all addresses of this site."""
        return library_base(self.library)

    # Pages

    async def home(self, request: Request) -> Response:
        """The question box; with ``?q=`` the answer to a question."""
        question = " ".join(request.query_params.get("q", "").split())
        if len(question) > LONGEST:
            return self._message(request, 414, self._words(request).too_long)
        if not question:
            with self.corpus.snapshot() as snapshot:
                html = self._home(request, snapshot, "", "", self._conversation(request))
            return self._page(request, html)
        wait = self._turns.asked.seconds_to_wait(network_of(request.client.host if request.client else ""))
        if wait:
            return self._message(request, 429, self._words(request).busy, {"Retry-After": str(wait)})
        return await self._answer_page(request, question)

    async def new_conversation(self, request: Request) -> Response:
        """Forget the earlier questions."""
        self._conversations.forget(request.cookies.get(self._conversation_cookie, ""))
        return Response(status_code=303, headers={"Location": f"{self.base}/", **self._headers})

    async def texts(self, request: Request) -> Response:
        """The list of all documents; a page past the end shows the last one."""
        wanted = _number(request.query_params.get("page", "1"), 1)
        words = self._words(request)
        with self.corpus.snapshot() as snapshot:
            pages = max(1, -(-snapshot.document_count // LISTED))
            first = LISTED * (min(max(wanted, 1), pages) - 1)
            html = self._rendered(
                "texts.html",
                request,
                listed=listed_documents(snapshot, first, LISTED, words, self.base),
                first=first + 1,
                page=first // LISTED + 1,
                pages=pages,
                document_count=snapshot.document_count,
            )
        return self._page(request, html)

    async def read(self, request: Request) -> Response:
        """A document, with the citations in the address highlighted."""
        try:
            async with self._turns.readings.turn():
                return await asyncio.to_thread(self._read, request)
        except PagesBusyError:
            return self._busy(request)

    async def mini_app(self, request: Request) -> Response:
        """Admit people whom Telegram vouches for."""
        data = (await request.body()).decode("utf-8", "replace")
        admission = self.options.access.admission_of_app(data, self.clock())
        if admission is not Admission.ADMITTED:
            return Response(f"{admission.value}\n", 403, self._headers, "text/plain")
        return Response(status_code=204, headers={**self._headers, "Set-Cookie": self._grant_cookie()})

    # Who may read

    def admission(self, request: Request) -> Admission:
        """Whether a request may read, by the grant in its address or in its cookie."""
        access, now = self.options.access, self.clock()
        by_address = access.admission(request.query_params.get(GRANT, ""), now)
        by_cookie = access.admission(request.cookies.get(GRANT, ""), now)
        return by_cookie if by_cookie is Admission.ADMITTED else by_address

    def refusal(self, request: Request, admission: Admission) -> Response:
        """The page that says why somebody may not read, and what to do."""
        words = self._words(request)
        reasons = {
            Admission.MISSING: words.link_missing,
            Admission.EXPIRED: words.link_expired,
            Admission.FORGED: words.link_forged,
        }
        html = self._rendered("message.html", request, message=reasons[admission], is_refusal=True)
        return rendering.page_response(request, html, 403, self._headers)

    async def repaired(self, request: Request, error: VersionDamagedError) -> Response:
        """Replace a damaged version, and ask the reader to come back."""
        await self.corpus.replace_damaged(error)
        return self._busy(request)

    def search_unavailable(self, request: Request) -> Response:
        """The page that says that the search is unavailable now."""
        wait = {"Retry-After": str(SECONDS_TO_COME_BACK)}
        return self._message(request, 503, self._words(request).search_unavailable, wait)

    def with_cookie(self, request: Request, response: Response) -> Response:
        """The response with a cookie that keeps the grant of a signed link for the next pages."""
        given, kept = request.query_params.get(GRANT, ""), request.cookies.get(GRANT, "")
        is_kept = self.options.access.admission(kept, self.clock()) is Admission.ADMITTED
        if given and not is_kept:
            response.headers.append("Set-Cookie", self._cookie(GRANT, given, self.options.access.seconds))
        return response

    # The answer

    async def _answer_page(self, request: Request, question: str) -> Response:
        """The page with an answer; if that takes long, the page is sent first and the answer follows."""
        talk_id, conversation = self._conversations.of(request.cookies.get(self._conversation_cookie, ""))
        cookie = self._cookie(self._conversation_cookie, talk_id, self.options.conversation_seconds)
        headers = {**self._headers, "Set-Cookie": cookie}
        with contextlib.ExitStack() as stack:
            snapshot = stack.enter_context(self.corpus.snapshot())
            task = asyncio.create_task(self._questions.ask(question, snapshot, conversation))
            await asyncio.wait({task}, timeout=self.options.seconds_until_progress)
            if not task.done():
                page = self._home(request, snapshot, question, _HERE, conversation)
                parts = self._in_parts(request, page, task, snapshot, conversation, stack.pop_all())
                return StreamingResponse(parts, 200, headers, "text/html; charset=utf-8")
            try:
                shown = self._answer(request, task.result(), snapshot, conversation)
            except PagesBusyError:
                return self._busy(request)
            html = self._home(request, snapshot, question, shown, conversation)
        return rendering.page_response(request, html, 200, headers)

    async def _in_parts(
        self,
        request: Request,
        page: str,
        task: "asyncio.Task[Answer]",
        snapshot: Snapshot,
        conversation: BrowserConversation,
        stack: contextlib.ExitStack,
    ) -> AsyncIterator[bytes]:
        """Send the page up to its answer, then the answer; the *stack* keeps the version open until then."""
        before, _, after = page.partition(_HERE)
        with stack:
            yield _encoded(before + self._rendered("looking.html", request))
            try:
                shown = self._answer(request, await task, snapshot, conversation)
            except (PagesBusyError, SearchUnavailableError) as error:
                words = self._words(request)
                reason = words.busy if isinstance(error, PagesBusyError) else words.search_unavailable
                shown = self._rendered("unanswered.html", request, message=reason)
            yield _encoded(shown + after)

    def _answer(
        self, request: Request, answer: Answer, snapshot: Snapshot, conversation: BrowserConversation
    ) -> str:
        language = self._language(request)
        shown = shown_answer(answer, snapshot, conversation, self.wording, language, self.base)
        return self._rendered("answer.html", request, answer=shown)

    def _home(
        self,
        request: Request,
        snapshot: Snapshot,
        question: str,
        answer: str,
        conversation: BrowserConversation | None,
    ) -> str:
        turns = list(conversation.before(question)) if conversation else []
        return self._rendered(
            "home.html",
            request,
            question=question,
            answer=answer,
            starters=snapshot.starters[:4],
            earlier=[turn.question for turn in reversed(turns)],
            libraries=[(name, library_base(name)) for name in self.libraries],
            listed=listed_documents(snapshot, 0, 10, self._words(request), self.base),
            document_count=snapshot.document_count,
        )

    # The document

    def _read(self, request: Request) -> Response:
        wanted = _reading_request(request, self.base)
        with self.corpus.snapshot() as current, self._version(wanted.place.version, current) as snapshot:
            try:
                found = reading_context(
                    wanted if snapshot else _without_citations(wanted),
                    snapshot or current,
                    current,
                    self.documents,
                    self._words(request),
                    lambda path: f"{self.options.url or str(request.base_url).rstrip('/')}{path}",
                )
            except KeyError:
                return self._message(
                    request,
                    404,
                    f"{self._words(request).not_found} {self._words(request).not_found_hint}",
                )
            html = self._rendered("read.html", request, is_gone=snapshot is None, **found)
        return self._page(request, html)

    @contextlib.contextmanager
    def _version(self, version: str, current: Snapshot) -> Iterator[Snapshot | None]:
        """The version named in an address; None if it is no longer kept."""
        if version in ("", current.version):
            yield current
            return
        with self._earlier.opened(version) as snapshot:
            yield snapshot

    # The parts of a response

    @cached_property
    def _conversations(self) -> BrowserConversations:
        return BrowserConversations(self.options.conversation_seconds)

    @cached_property
    def _questions(self) -> QuestionsInTurn:
        return QuestionsInTurn(self.corpus, self._turns.questions)

    @cached_property
    def _turns(self) -> PageTurns:
        return self.turns or PageTurns(RateLimit(self.options.per_minute))

    @cached_property
    def _earlier(self) -> EarlierVersions:
        return EarlierVersions(self.corpus.store)

    @cached_property
    def _headers(self) -> dict[str, str]:
        return rendering.security_headers(in_telegram=self.options.is_secure)

    def _conversation(self, request: Request) -> BrowserConversation | None:
        return self._conversations.peek(request.cookies.get(self._conversation_cookie, ""))

    @property
    def _conversation_cookie(self) -> str:
        """The name of the cookie with the id of a conversation: each library has conversations of its own."""
        return f"{CONVERSATION}_{self.library}" if self.library else CONVERSATION

    def _language(self, request: Request) -> str:
        """The browser's preferred language."""
        return request.headers.get("accept-language", "").partition(",")[0].partition(";")[0].strip()

    def _words(self, request: Request) -> PageWords:
        return self.wording.words(self._language(request))

    def _rendered(self, template: str, request: Request, **values: Any) -> str:
        words = values.pop("words", None) or self._words(request)
        library = {"base": self.base, "library": self.library}
        return rendering.environment().get_template(template).render(words=words, **library, **values)

    def _page(self, request: Request, html: str) -> Response:
        return rendering.page_response(request, html, 200, self._headers)

    def _message(
        self, request: Request, status: int, message: str, more: dict[str, str] | None = None
    ) -> Response:
        html = self._rendered("message.html", request, message=message, is_refusal=False)
        return rendering.page_response(request, html, status, {**self._headers, **(more or {})})

    def _busy(self, request: Request) -> Response:
        wait = {"Retry-After": str(SECONDS_TO_COME_BACK)}
        return self._message(request, 503, self._words(request).busy, wait)

    def _grant_cookie(self) -> str:
        grant = self.options.access.grant(self.clock())
        return self._cookie(GRANT, grant or "open", self.options.access.seconds)

    def _cookie(self, name: str, value: str, seconds: float) -> str:
        """A cookie that scripts cannot read; the only frame in which it is sent is Telegram's."""
        where = "SameSite=None; Secure; Partitioned" if self.options.is_secure else "SameSite=Lax"
        return f"{name}={value}; Path=/; Max-Age={int(seconds)}; HttpOnly; {where}"


def _reading_request(request: Request, base: str) -> ReadingRequest:
    """Parse an address into a reading request."""
    query = request.query_params
    document = request.path_params.get("document") or query.get("d", "")
    cited = read_spans(query.getlist("c"), document)
    place = ReadingPlace(
        document,
        query.get("v", ""),
        cited,
        min(_number(query.get("n", ""), 0), len(cited)),
        query.get("q", "")[:LONGEST],
        base,
    )
    part = query.get("part", "")
    return ReadingRequest(place, query.get("find", "")[:LONGEST_FIND], _number(part, 1) - 1 if part else None)


def _without_citations(wanted: ReadingRequest) -> ReadingRequest:
    """The request without its citations if their version is gone: offsets are valid in one version only."""
    wanted_place = wanted.place
    place = ReadingPlace(wanted_place.document, question=wanted_place.question, base=wanted_place.base)
    return ReadingRequest(place, wanted.find, wanted.part)


def _encoded(html: str) -> bytes:
    return html.encode("utf-8", "surrogatepass")


def _number(written: str, fallback: int) -> int:
    """A positive number from an address, or *fallback* if it is not one.

    >>> _number("3", 1), _number("0", 1), _number("x", 1), _number("9" * 99, 1)
    (3, 1, 1, 1)
    """
    is_number = written.isascii() and written.isdigit() and len(written) < 9
    return max(1, int(written)) if is_number else fallback
