"""Telegram's answers to requests that it refuses."""

from tests.support.bot_api.model.records import Json

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
WEBHOOK_IS_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
TERMINATED_BY_WEBHOOK = "Conflict: terminated by setWebhook request"


class ApiError(Exception):
    """A refusal: the HTTP status, which is also the ``error_code``, and the description, word for word."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}


def bad_request(reason: str, parameters: Json | None = None) -> ApiError:
    """A 400 with TDLib's reason, its first letter lowered as the Bot API does.

    >>> bad_request("Can't parse entities: x").description
    "Bad Request: can't parse entities: x"
    >>> bad_request("BUTTON_DATA_INVALID").description
    'Bad Request: BUTTON_DATA_INVALID'
    """
    is_a_code = reason[1:2] == "_" or reason[1:2].isupper()
    words = reason if is_a_code else reason[:1].lower() + reason[1:]
    return ApiError(400, f"Bad Request: {words}", parameters)


def forbidden(reason: str) -> ApiError:
    """A 403: the chat exists, but the bot has no access to it."""
    return ApiError(403, f"Forbidden: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """A 429 with the seconds to wait."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
