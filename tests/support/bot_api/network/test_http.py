import asyncio
import json

import pytest

from tests.support.bot_api.network.http import HttpRequest, read_request, response_bytes
from tests.support.bot_api.validation.parameters import Upload


async def parsed(raw: bytes) -> HttpRequest | None:
    reader = asyncio.StreamReader()
    reader.feed_data(raw)
    reader.feed_eof()
    return await read_request(reader)


def posted(kind: str, body: bytes) -> HttpRequest:
    return HttpRequest("/bot1:x/sendMessage", "", {"content-type": kind}, body)


async def test_a_request_is_read_with_its_query_headers_and_body() -> None:
    request = await parsed(
        b"POST /bot1%3Ax/getMe?a=1&b=%D1%8F HTTP/1.1\r\n"
        b"Content-Type: text/plain\r\nContent-Length: 3\r\n\r\nc=2"
    )

    assert request is not None
    assert (request.path, request.query) == ("/bot1:x/getMe", "a=1&b=%D1%8F")
    assert request.headers["content-type"] == "text/plain"
    assert request.parameters() == {"a": "1", "b": "я", "c": "2"}


async def test_a_client_that_hangs_up_between_requests_is_done() -> None:
    assert await parsed(b"") is None


async def test_an_incomplete_request_is_distinguished_from_a_complete_one() -> None:
    with pytest.raises(asyncio.IncompleteReadError):
        await parsed(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nshort")


def test_json_bodies_keep_their_types() -> None:
    body = json.dumps({"chat_id": 7, "reply_markup": {"inline_keyboard": []}}).encode()

    assert posted("application/json", body).parameters() == {
        "chat_id": 7,
        "reply_markup": {"inline_keyboard": []},
    }


def test_files_in_forms_keep_their_bytes() -> None:
    content = b"\r\n--not the boundary\r\n\x00\xff"
    body = (
        b'--b\r\nContent-Disposition: form-data; name="caption"\r\n\r\n\xd1\x8f\r\n'
        b'--b\r\nContent-Disposition: form-data; name="document"; filename="a.bin"\r\n'
        b"Content-Type: application/x-a\r\n\r\n" + content + b"\r\n--b--\r\n"
    )

    assert posted("multipart/form-data; boundary=b", body).parameters() == {
        "caption": "я",
        "document": Upload("a.bin", content, "application/x-a"),
    }


@pytest.mark.parametrize(
    ("body", "reason"), [(b"{", "Expecting property name"), (b"[1]", "no JSON object"), (b"\xff", "decode")]
)
def test_a_body_that_cannot_be_read_is_an_error(body: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        posted("application/json", body).parameters()


def test_a_response_says_how_long_it_is() -> None:
    assert response_bytes(404, b"{}").split(b"\r\n")[:3] == [
        b"HTTP/1.1 404 Not Found",
        b"Content-Type: application/json",
        b"Content-Length: 2",
    ]
