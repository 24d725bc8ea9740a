"""The routes of the pages for readers."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from corpus.errors import SearchUnavailableError
from retrieval.store.manifest import VersionDamagedError
from web.pages.access import Admission
from web.pages.rendering import static_file
from web.pages.site import ReaderSite

Handler = Callable[[Request], Awaitable[Response]]


def page_routes(site: ReaderSite) -> list[BaseRoute]:
    """The routes of the pages; requests from people who may not read are refused."""

    def admitted(handle: Handler) -> Handler:
        async def checked(request: Request) -> Response:
            admission = site.admission(request)
            if admission is not Admission.ADMITTED:
                return site.refusal(request, admission)
            try:
                return site.with_cookie(request, await handle(request))
            except VersionDamagedError as error:
                return await site.repaired(request, error)
            except SearchUnavailableError:
                return site.search_away(request)

        return checked

    return [
        Route("/", admitted(site.home), methods=["GET"]),
        Route("/new", admitted(site.new_conversation), methods=["POST"]),
        Route("/texts", admitted(site.texts), methods=["GET"]),
        Route("/read", admitted(site.read), methods=["GET"]),
        Route("/read/{document:path}", admitted(site.read), methods=["GET"]),
        Route("/app", site.mini_app, methods=["POST"]),
        Route("/static/{digest}/{name}", static_file, methods=["GET"]),
    ]
