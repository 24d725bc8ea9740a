"""Access checks and rate limits in front of everything that programs can reach."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from web.api.keys import hash_of, key_in
from web.api.rates import RateLimit, network_of
from web.problems import ProblemError, problem

PER_MINUTE = 60
_KEY_NAME = "api_key_name"


@dataclass(frozen=True, slots=True)
class ApiAccess:
    """Who may use the API.  ``names`` maps hashes of keys to the keys' names.

    If ``for_everybody``, no key is needed.  Each key may ask ``per_minute`` times a minute, and so may each
    address without a key.  Web pages from ``origins`` may ask from a browser ("*": all pages).
    """

    for_everybody: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    per_minute: int = PER_MINUTE
    origins: tuple[str, ...] = ()


def guarded(app: ASGIApp, access: ApiAccess, limit: RateLimit) -> ASGIApp:
    """*app* behind all checks: of a browser's origin, of the key and of the rate."""
    checked = OriginCheck(AccessCheck(app, access, limit), access.origins)
    if not access.origins:
        return checked
    return CORSMiddleware(
        checked,
        allow_origins=access.origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["*"],
        expose_headers=["Retry-After"],
    )


def key_name_of(request: Request) -> str:
    """The name of the key that a checked request was sent with, "" for none."""
    return str(getattr(request.state, _KEY_NAME, ""))


class AccessCheck:
    """Passes permitted requests to *app* and refuses the others with 401 or 429.

    With a request it passes on the name of its key, for `key_name_of`.
    """

    def __init__(self, app: ASGIApp, access: ApiAccess, limit: RateLimit) -> None:
        self._app = app
        self._access = access
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            try:
                name = self._checked(Request(scope))
            except ProblemError as refusal:
                await refusal.response()(scope, receive, send)
                return
            scope = {**scope, "state": {**scope.get("state", {}), _KEY_NAME: name}}
        await self._app(scope, receive, send)

    def _checked(self, request: Request) -> str:
        """Count a request against its key, or else its address, so that a wrong key uses up nobody's quota.

        Returns the name of the key, "" for none.

        Raises ProblemError if it exceeds the rate, or lacks a valid key and needs one.
        """
        key = key_in(request.headers.get("authorization", ""))
        name = self._access.names.get(hash_of(key)) if key else None
        asker = f"key {name}" if name else network_of(request.client.host if request.client else "")
        seconds = self._limit.seconds_to_wait(asker)
        if seconds:
            detail = f"more than {self._access.per_minute} requests a minute; ask again in {seconds} s"
            raise ProblemError(429, detail, {"Retry-After": str(seconds)})
        if name is None and (key or not self._access.for_everybody):
            raise ProblemError(
                401, "send a valid key: Authorization: Bearer KEY", {"WWW-Authenticate": "Bearer"}
            )
        return name or ""


class OriginCheck:
    """Refuses requests from browsers unless the page's origin is listed ("*": any).

    Programs send no origin.  Even a page of the same origin must be listed: through DNS rebinding, a foreign
    page can make its own host name resolve to this machine.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        origin = Request(scope).headers.get("origin") if scope["type"] == "http" else None
        if origin is None or not {origin, "*"}.isdisjoint(self._origins):
            await self._app(scope, receive, send)
            return
        refusal = problem(403, "pages of this origin may not ask; QUOTH_API_ORIGINS names those that may")
        await refusal(scope, receive, send)
