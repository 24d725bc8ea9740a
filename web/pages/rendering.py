"""Render templates into responses: escaped, compressed, with headers that keep any text from running code."""

import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from web.pages.links import reading_path

HERE = Path(__file__).parent
STATIC = HERE / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_MIN_COMPRESSED = 1000
_LEVEL = 5
TELEGRAM = "https://web.telegram.org"
"""Telegram Web shows a Mini App in a frame; no other site may frame a page."""


@cache
def environment() -> Environment:
    """A template environment that escapes everything and raises an error for undefined names."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"static": static_path, "reading_path": reading_path}
    return made


def security_headers(*, in_telegram: bool) -> dict[str, str]:
    """Security headers for a page: it may run only our script and load nothing from other sites."""
    framed_by = TELEGRAM if in_telegram else "'none'"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        f"form-action 'self'; base-uri 'none'; frame-ancestors {framed_by}; "
        "require-trusted-types-for 'script'"
    )
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


def page_response(request: Request, html: str, status: int, headers: Mapping[str, str]) -> Response:
    """A page, compressed if the browser accepts that."""
    # A lone surrogate, which JSON allows in a text, is not valid UTF-8: browsers show a replacement.
    body = html.encode("utf-8", "surrogatepass")
    sent = {"Vary": "Accept-Encoding, Accept-Language, Cookie", **headers}
    if _takes_gzip(request) and len(body) >= _MIN_COMPRESSED:
        body = gzip.compress(body, _LEVEL, mtime=0)
        sent["Content-Encoding"] = "gzip"
    return Response(body, status, sent, "text/html; charset=utf-8")


@cache
def static_path(name: str) -> str:
    """The address of a static file; it changes with the content, so that browsers may cache it forever."""
    return f"/static/{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}/{name}"


async def static_file(request: Request) -> Response:
    """Serve a style sheet, a script or the icon, and nothing else."""
    name = request.path_params["name"]
    if name not in {path.name for path in STATIC.iterdir()}:
        return Response("not found\n", 404, media_type="text/plain")
    is_current = static_path(name) == request.url.path
    kept = "public, max-age=31536000, immutable" if is_current else "no-cache"
    headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
    body = (STATIC / name).read_bytes()
    if _takes_gzip(request):
        body = _compressed(name)
        headers["Content-Encoding"] = "gzip"
    return Response(body, 200, headers, _TYPES[Path(name).suffix])


@cache
def _compressed(name: str) -> bytes:
    return gzip.compress((STATIC / name).read_bytes(), 9, mtime=0)


def _takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")
