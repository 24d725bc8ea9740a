"""HTTP/1.1 as far as the Bot API needs it: requests read, answers written, files in forms."""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.support.bot_api.validation.parameters import Upload


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as it came over the wire; header names are lower case."""

    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    def parameters(self) -> dict[str, object]:
        """The parameters, from the query, a form, a multipart form or a JSON object.

        Raises ValueError if the body cannot be read.
        """
        return dict(parse_qsl(self.query, keep_blank_values=True)) | self._from_body()

    def _from_body(self) -> dict[str, object]:
        kind = self.headers.get("content-type", "")
        if not self.body:
            return {}
        if kind.startswith("application/json"):
            return _json_object(self.body)
        if kind.startswith("multipart/form-data"):
            return _parts(self.body, _option(kind, "boundary"))
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


async def read_request(reader: asyncio.StreamReader) -> HttpRequest | None:
    """The next request of a connection, None when the client has hung up."""
    start = await reader.readline()
    if not start:
        return None
    _, target, _ = start.decode("latin-1").split(" ", 2)
    headers = await read_headers(reader)
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    parts = urlsplit(target)
    return HttpRequest(unquote(parts.path), parts.query, headers, body)


async def read_headers(reader: asyncio.StreamReader) -> dict[str, str]:
    """The headers of a request or a response, up to the empty line."""
    headers = {}
    while (line := (await reader.readline()).decode("latin-1").strip()) != "":
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return headers


def response_bytes(
    status: int, body: bytes, content_type: str = "application/json", length: int | None = None
) -> bytes:
    """A whole response; the connection stays open for the next.  *length* may claim more than there is."""
    reason = HTTPStatus(status).phrase
    head = (
        f"HTTP/1.1 {status} {reason}\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body) if length is None else length}\r\nConnection: keep-alive\r\n\r\n"
    )
    return head.encode("latin-1") + body


def _json_object(body: bytes) -> dict[str, object]:
    value = json.loads(body)
    if not isinstance(value, dict):
        raise ValueError(f"no JSON object: {value!r}")
    return value


def _parts(body: bytes, boundary: str) -> dict[str, object]:
    """The fields and files of a multipart form.

    >>> _parts(b'--x\\r\\nContent-Disposition: form-data; name="a"\\r\\n\\r\\n1\\r\\n--x--', "x")
    {'a': '1'}
    """
    fields: dict[str, object] = {}
    for part in body.split(f"--{boundary}".encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n")
        disposition = _header(head, "Content-Disposition")
        name = _option(disposition, "name")
        if "filename" in disposition:
            kind = _header(head, "Content-Type") or "application/octet-stream"
            fields[name] = Upload(_option(disposition, "filename"), content, kind)
        else:
            fields[name] = content.decode()
    return fields


def _header(head: bytes, name: str) -> str:
    for line in head.decode().split("\r\n"):
        key, _, value = line.partition(":")
        if key.strip().lower() == name.lower():
            return value.strip()
    return ""


def _option(header: str, name: str) -> str:
    """An option of a header.

    >>> _option('form-data; name="document"; filename="a.md"', "name")
    'document'
    """
    found = re.search(rf'(?:^|[;\s]){name}="?([^";]*)"?', header)
    return found[1] if found else ""
