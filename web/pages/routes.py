"""The routes of the pages for readers."""

from collections.abc import Awaitable, Callable, Iterable
from itertools import chain

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from corpus.errors import SearchUnavailableError
from retrieval.store.manifest import VersionDamagedError
from web.pages.access import Admission
from web.pages.rendering import static_file
from web.pages.site import ReaderSite

Handler = Callable[[Request], Awaitable[Response]]


def page_routes(site: ReaderSite, libraries: Iterable[ReaderSite] = ()) -> list[BaseRoute]:
    """The routes of the pages: of one corpus, or of each library and the site in front of them.

    A library that is not in *libraries* has no address at all, so that nobody can tell whether it exists.
    """
    return [
        Route("/app", site.mini_app, methods=["POST"]),
        Route("/static/{digest}/{name}", static_file, methods=["GET"]),
        *_site_routes(site),
        *chain.from_iterable(map(_site_routes, libraries)),
    ]


def _site_routes(site: ReaderSite) -> list[BaseRoute]:
    """The routes of one site; requests from people who may not read are refused."""

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
                return site.search_unavailable(request)

        return checked

    base = site.base
    home = [base, f"{base}/"] if base else ["/"]
    return [
        *(Route(path, admitted(site.home), methods=["GET"]) for path in home),
        Route(f"{base}/new", admitted(site.new_conversation), methods=["POST"]),
        Route(f"{base}/texts", admitted(site.texts), methods=["GET"]),
        *([] if site.libraries else _reading_routes(base, admitted(site.read))),
    ]


def _reading_routes(base: str, read: Handler) -> list[BaseRoute]:
    """The routes of the texts; the site in front of several libraries has none of its own."""
    return [
        Route(f"{base}/read", read, methods=["GET"]),
        Route(f"{base}/read/{{document:path}}", read, methods=["GET"]),
    ]
