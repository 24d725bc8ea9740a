"""The same queries as tools of the Model Context Protocol.

This is the only module that needs the package ``mcp``.
"""

import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp

from retrieval.answer_json import Json
from web.api.access import ApiAccess, guarded, key_name_of
from web.api.models import (
    MAX_AROUND,
    MAX_DOCUMENTS,
    AskResponse,
    DocumentsResponse,
    PassageResponse,
    Question,
    Quotation,
    VerifyResponse,
    WantedName,
)
from web.api.queries import (
    CorpusQueries,
    NoSuchCorpusError,
    NoSuchPlaceError,
    TooBusyError,
    WantedCorpus,
)
from web.api.rates import RateLimit
from web.api.routes import MAX_BODY_BYTES
from web.api.validation import field_errors

log = logging.getLogger(__name__)

PATH = "/mcp"
INSTRUCTIONS = (
    "Quoth answers questions about a fixed collection of texts with their own sentences, word for word. "
    "Call ask first. Quote the text of a citation unchanged and give its title and passage. If the grade is "
    "partial, say that the sentences only come close; if it is none, say that the texts have no answer. "
    "Before you attribute any other words to the texts, call verify. If there are several corpora, each "
    "citation names its own as library; pass that name as corpus to ask it alone."
)
_ONLY_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_Call = Context[Any, Any]
_DOCUMENT = "The id of a document, from a citation or from the tool `documents`."


def build_mcp(queries: CorpusQueries, version: str) -> MCPServer:
    """The server; *version* is the version of the program."""
    server = _ExplainingServer("quoth", title="Quoth", instructions=INSTRUCTIONS, version=version)
    _add_asking(server, queries)
    _add_reading(server, queries)
    return server


class _ExplainingServer(MCPServer):
    """A server that says what is wrong with a call in our words, not in those of its libraries."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool.  Raises ToolError with a message for the calling program."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                wrong = [f"{each['field']} {each['detail']}" for each in field_errors(error.__cause__)]
                raise ToolError(f"Correct the arguments of {name}: {'; '.join(wrong)}.") from None
            if isinstance(error.__cause__, ToolError):
                raise ToolError(str(error.__cause__)) from None
            raise


def _add_asking(server: MCPServer, queries: CorpusQueries) -> None:
    @server.tool(annotations=_ONLY_READS)
    async def ask(
        question: Annotated[Question, Field(description="The question, as a person would type it.")],
        call: _Call,
        corpus: WantedName = "",
    ) -> AskResponse:
        """Answer a question with sentences from the texts, word for word, and say where each one is."""
        return AskResponse.model_validate(
            await _with_tool_errors(queries.ask(question, _wanted(corpus, call)))
        )

    @server.tool(annotations=_ONLY_READS)
    async def verify(
        quotation: Annotated[Quotation, Field(description="The words to look for in the texts.")],
        call: _Call,
        document: Annotated[
            str | None, Field(description=f"{_DOCUMENT} Leave it out to search all documents.")
        ] = None,
        corpus: WantedName = "",
    ) -> VerifyResponse:
        """Check whether a quotation is in the texts word for word, and say where it is or what differs."""
        query = queries.verify(quotation, document, _wanted(corpus, call))
        return VerifyResponse.model_validate(await _with_tool_errors(query))


def _add_reading(server: MCPServer, queries: CorpusQueries) -> None:
    @server.tool(annotations=_ONLY_READS)
    async def context(
        document: Annotated[str, Field(description=_DOCUMENT)],
        passage: Annotated[int, Field(ge=1, description="The number of the passage, from a citation.")],
        call: _Call,
        around: Annotated[
            int, Field(ge=0, le=MAX_AROUND, description="How many passages to add before and after it.")
        ] = 1,
        corpus: WantedName = "",
    ) -> PassageResponse:
        """Read the passage that a citation comes from, and the ones around it."""
        query = queries.passages(document, passage, around, _wanted(corpus, call))
        return PassageResponse.model_validate(await _with_tool_errors(query))

    @server.tool(annotations=_ONLY_READS)
    async def documents(
        call: _Call,
        first: Annotated[int, Field(ge=0, le=1_000_000_000, description="How many documents to skip.")] = 0,
        count: Annotated[
            int, Field(ge=1, le=MAX_DOCUMENTS, description="How many documents to list at most.")
        ] = 50,
        corpus: WantedName = "",
    ) -> DocumentsResponse:
        """List the texts with their ids, titles, languages and dates."""
        query = queries.documents(first, count, _wanted(corpus, call))
        return DocumentsResponse.model_validate(await _with_tool_errors(query))


def _wanted(corpus: str, call: _Call) -> WantedCorpus:
    """The corpus that a call names, with the key that it was sent with, if it came over HTTP."""
    request = call.request_context.request
    return WantedCorpus(corpus, key_name_of(request) if isinstance(request, Request) else "")


async def _with_tool_errors(query: Awaitable[Json]) -> Json:
    """The result of *query*.  Raises ToolError with a message for the calling program if it fails."""
    try:
        return await query
    except (NoSuchPlaceError, NoSuchCorpusError) as error:
        raise ToolError(str(error)) from None
    except TooBusyError as error:
        raise ToolError(f"{error}; call again in a second") from None
    except Exception as error:  # its message may contain the question, which must not be logged
        log.error("a tool failed: %s", type(error).__name__)
        raise ToolError("The call failed. The log of the server names the error.") from None


class McpRoute(Route):
    """The server over HTTP, behind the same checks as the API.  It works while `lifespan` is entered."""

    def __init__(self, server: MCPServer, access: ApiAccess, limit: RateLimit) -> None:
        self._server = server
        # Stateless: the tools need no sessions, so nothing is remembered about a client.
        app: ASGIApp = server.streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            max_request_body_size=MAX_BODY_BYTES,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        super().__init__(PATH, guarded(app, access, limit))

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Serve during the block."""
        async with self._server.session_manager.run():
            yield
