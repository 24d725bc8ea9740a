"""The running bot on the web: its health, its metrics, and the webhook where updates come that way."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from starlette.routing import BaseRoute

from bot.application import QuothApplication
from bot.live_corpus import LiveCorpus
from bot.serving.offered_corpora import OfferedCorpora
from bot.serving.web_wording import ChatWording
from config.default_languages import DefaultLanguages
from config.settings import Settings, SettingsError
from config.version import version
from web.api.access import ApiAccess
from web.api.keys import names_by_hash
from web.api.queries import CorpusQueries
from web.api.rates import RateLimit
from web.api.routes import api_routes
from web.application import Services, build_web
from web.pages.access import PageAccess, default_page_secret
from web.pages.reader_links import ReaderLinks
from web.pages.routes import page_routes
from web.pages.site import PageOptions, PageTurns, ReaderSite
from web.pages.versions import ReadDocuments
from web.server import serving
from web.webhook import Webhook, default_secret

WEBHOOK_CONNECTIONS = 40
"""Deliveries at once, Telegram's own default."""


def site_routes(offered: OfferedCorpora, settings: Settings) -> list[BaseRoute]:
    """The routes for readers and programs, the same in a bot and without Telegram."""
    return [*program_routes(offered, settings), *reader_routes(offered, settings)]


def offered_corpora(corpora: Mapping[str, LiveCorpus], settings: Settings) -> OfferedCorpora:
    """The live corpora, with who may ask them over the web."""
    return OfferedCorpora(corpora, settings.private, settings.api_private)


def refuse_private_alone(settings: Settings) -> None:
    """Raise SettingsError for a private one of several corpora: alone it would be open to everybody."""
    if settings.library in settings.private:
        raise SettingsError(
            f"QUOTH_PRIVATE makes {settings.library} private, and served alone everybody would see it; "
            f"leave --corpus {settings.library} out, or take it out of QUOTH_PRIVATE"
        )


def reader_routes(offered: OfferedCorpora, settings: Settings) -> list[BaseRoute]:
    """The routes of the pages: of the only corpus, or of each public library and the site in front."""
    public, options = offered.public, page_options(settings)
    if not public:
        return []
    languages, documents = DefaultLanguages(settings.language), ReadDocuments()
    turns = PageTurns(RateLimit(options.per_minute))

    def site(corpus: LiveCorpus, library: str = "", libraries: Sequence[str] = ()) -> ReaderSite:
        wording = ChatWording(languages.of(libraries or [library]))
        return ReaderSite(
            corpus, wording, options, documents=documents, library=library, libraries=libraries, turns=turns
        )

    named = [name for name in public if name]
    return page_routes(
        site(offered.together(public), libraries=named), [site(offered.corpora[name], name) for name in named]
    )


def page_options(settings: Settings) -> PageOptions:
    """The options of the pages for readers, from the settings."""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    return PageOptions(
        access=PageAccess(
            is_open=settings.web_access == "everybody",
            secret=page_secret(settings),
            seconds=settings.web_link_hours * 3600,
            token=token,
        ),
        url=settings.web_url,
        per_minute=settings.api_per_minute,
        conversation_seconds=settings.conversation_minutes * 60,
    )


def reader_links(settings: Settings) -> ReaderLinks | None:
    """The maker of links for [Read] in a chat; None if the page has no public address."""
    if not settings.web_url:
        return None
    public = [each.name for each in settings.corpora if each.name not in settings.private]
    return ReaderLinks(settings.web_url, page_options(settings).access, libraries=public)


def page_secret(settings: Settings) -> str:
    """The secret that signs links to the pages; "" if there is none."""
    if settings.web_secret:
        return settings.web_secret.get_secret_value()
    if settings.telegram_token:
        return default_page_secret(settings.telegram_token.get_secret_value())
    return ""


def program_routes(offered: OfferedCorpora, settings: Settings) -> list[BaseRoute]:
    """The routes for programs; none if the settings admit no programs."""
    if settings.api == "off":
        return []
    access = ApiAccess(
        for_everybody=settings.api == "everybody",
        names=names_by_hash(settings.api_keys),
        per_minute=settings.api_per_minute,
        origins=settings.api_origins,
    )
    queries, limit = CorpusQueries(offered), RateLimit(access.per_minute)
    return [*_mcp_routes(queries, access, limit), *api_routes(queries, access, limit, version())]


def _mcp_routes(queries: CorpusQueries, access: ApiAccess, limit: RateLimit) -> list[BaseRoute]:
    """The routes of the MCP server, if its package is installed."""
    if find_spec("mcp") is None:
        return []
    from web.api.mcp_server import McpRoute, build_mcp  # takes a while, and is not needed without the API

    return [McpRoute(build_mcp(queries, version()), access, limit)]


@dataclass(frozen=True, slots=True)
class WebSide:
    """``address`` is the host:port to serve on; ``webhook_url`` the public address that Telegram posts to.

    Without ``address`` nothing is served; without ``webhook_url`` the bot polls.  ``routes`` are the site's.
    """

    address: str = ""
    webhook_url: str = ""
    secret: str = ""
    routes: Sequence[BaseRoute] = ()

    def serve(self, application: QuothApplication) -> AbstractAsyncContextManager[object]:
        """Serve during the block.  Raises AddressError if the address cannot be used."""
        if not self.address:
            return nullcontext()
        host, _, port = self.address.rpartition(":")
        return serving(build_web(self._services(application)), host.strip("[]"), int(port))

    async def register(self, application: QuothApplication, allowed_updates: Sequence[str]) -> None:
        """Tell Telegram where to post updates, without dropping pending ones."""
        await application.bot.set_webhook(
            self.webhook_url,
            secret_token=self._secret_of(application),
            allowed_updates=allowed_updates,
            max_connections=WEBHOOK_CONNECTIONS,
        )

    def _services(self, application: QuothApplication) -> Services:
        vitals = application.vitals
        webhook = self._webhook(application) if self.webhook_url else None
        return Services(vitals.readiness, vitals.exposition, webhook, self.routes)

    def _webhook(self, application: QuothApplication) -> Webhook:
        async def receive(update: dict[str, Any]) -> None:
            await application.inbox.receive([update])

        path = urlsplit(self.webhook_url).path or "/"
        return Webhook(path, self._secret_of(application), receive)

    def _secret_of(self, application: QuothApplication) -> str:
        return self.secret or default_secret(application.bot.token)
