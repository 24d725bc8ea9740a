"""A Telegram that refuses requests on demand, and a clock whose sleeps return at once."""

import json
from typing import Any

from telegram.request import BaseRequest, RequestData

Outcome = dict[str, Any] | Exception


def refused(code: int, description: str, **parameters: int) -> Outcome:
    return {"error_code": code, "description": description} | (
        {"parameters": parameters} if parameters else {}
    )


class Telegram(BaseRequest):
    """Refuses on demand, each refusal once, and records the requests.

    New messages get the ``numbers`` that a test wants, and then some of their own.
    """

    def __init__(self) -> None:
        self.refusals: list[Outcome] = []
        self.numbers: list[int] = []
        self.asked: list[tuple[str, dict[str, Any]]] = []

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: object, **kwargs: object
    ) -> tuple[int, bytes]:
        parameters = dict(request_data.parameters) if request_data else {}
        self.asked.append((url.rsplit("/", 1)[-1], parameters))
        if self.refusals:
            refusal = self.refusals.pop(0)
            if isinstance(refusal, Exception):
                raise refusal
            return refusal["error_code"], json.dumps({"ok": False} | refusal).encode()
        chat = {"id": parameters.get("chat_id", 0), "type": "private"}
        own = self.numbers.pop(0) if self.numbers else 54 + len(self.asked)
        number = parameters.get("message_id", own)
        message = {"message_id": number, "date": 1, "chat": chat, "text": parameters.get("text", "")}
        result = True if "callback_query_id" in parameters else message
        return 200, json.dumps({"ok": True, "result": result}).encode()


class Time:
    """A clock whose sleeps return at once and are recorded."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds
