"""Which address of the reader's pages leads to what."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from web.corpus import AnsweringCorpus


def page_routes(corpus: AnsweringCorpus) -> list[BaseRoute]:
    """The routes of the pages that read from *corpus*."""

    async def home(request: Request) -> Response:
        with corpus.snapshot() as snapshot:
            return PlainTextResponse(f"{snapshot.document_count}\n")

    return [Route("/", home, methods=["GET"])]
