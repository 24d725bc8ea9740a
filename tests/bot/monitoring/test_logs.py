import io
import json
import logging
from collections.abc import Iterator

import pytest
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bot.monitoring.logs import MASK, about, set_up

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


@pytest.fixture
def log_output() -> Iterator[io.StringIO]:
    """The log output of a process whose secret is the token; logging is restored afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    ours = {
        name: logging.getLogger(name).level
        for name in ("bot", "management", "retrieval", "corpus", "httpx", "httpcore", "telegram")
    }
    stream = io.StringIO()
    set_up("INFO", [TOKEN], stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    for name, was in ours.items():
        logging.getLogger(name).setLevel(was)
    logging.captureWarnings(capture=False)


def test_a_token_in_a_message_is_masked(log_output: io.StringIO) -> None:
    logging.getLogger("bot").info("asking %s", f"https://api.telegram.org/bot{TOKEN}/getMe")

    assert TOKEN not in log_output.getvalue()
    assert f"bot{MASK}/getMe" in log_output.getvalue()


def test_a_token_in_a_traceback_is_masked(log_output: io.StringIO) -> None:
    def refuse() -> None:
        raise ValueError(f"the token `{TOKEN}` was rejected") from OSError(TOKEN)

    try:
        refuse()
    except ValueError:
        logging.getLogger("bot").exception("failed")

    assert TOKEN not in log_output.getvalue()
    assert log_output.getvalue().count(MASK) == 2


@pytest.mark.parametrize("form", [TOKEN.replace(":", "%3A"), TOKEN.partition(":")[2]])
def test_a_token_is_masked_in_every_encoding(log_output: io.StringIO, form: str) -> None:
    logging.getLogger("bot").warning("it is %s", form)

    assert TOKEN.partition(":")[2] not in log_output.getvalue()


def test_a_token_of_another_bot_is_masked_too(log_output: io.StringIO) -> None:
    other = TOKEN.replace("A", "Z")
    logging.getLogger("bot").warning("%s and https://proxy/bot%s/getMe", other, "7:short")

    assert other not in log_output.getvalue()
    assert "7:short" not in log_output.getvalue()


def test_request_messages_of_libraries_are_not_logged(log_output: io.StringIO) -> None:
    for name in ("httpx", "httpcore", "telegram.ext"):
        logging.getLogger(name).info("someone wrote a message")

    assert log_output.getvalue() == ""


@pytest.mark.parametrize(
    "ours", ["bot.transport.sending.delivery", "management.startup", "retrieval.indexing.worker"]
)
def test_messages_of_the_bot_are_logged_from_the_configured_level(log_output: io.StringIO, ours: str) -> None:
    logging.getLogger(ours).info("a reload waits")
    set_up("ERROR", [TOKEN], log_output)
    logging.getLogger(ours).warning("a disk is slow")

    assert "a reload waits" in log_output.getvalue()
    assert "a disk is slow" not in log_output.getvalue()


def test_a_short_secret_does_not_mask_ordinary_words(log_output: io.StringIO) -> None:
    set_up("INFO", ["1:abc"], log_output)
    logging.getLogger("bot").info("abc is answering")

    assert "abc is answering" in log_output.getvalue()


def test_a_log_line_contains_the_id_of_its_update(log_output: io.StringIO) -> None:
    with about(42):
        logging.getLogger("bot").info("answered")
    logging.getLogger("bot").info("idle")

    first, second = log_output.getvalue().splitlines()

    assert "update=42" in first
    assert "update" not in second


def test_a_log_line_at_a_terminal_is_just_the_message(log_output: io.StringIO) -> None:
    set_up("WARNING", [TOKEN], log_output, "terminal")

    logging.getLogger("corpus").warning("not in the corpus: %s", "photo.jpg")

    assert log_output.getvalue() == "quoth: not in the corpus: photo.jpg\n"


def test_a_log_line_can_be_a_json_object_that_includes_the_traceback(log_output: io.StringIO) -> None:
    set_up("INFO", [TOKEN], log_output, "json")
    try:
        raise ValueError(TOKEN)
    except ValueError:
        with about(42):
            logging.getLogger("bot").exception("failed")

    (line,) = log_output.getvalue().splitlines()
    read = json.loads(line)

    assert (read["event"], read["level"], read["logger"], read["update"]) == ("failed", "error", "bot", 42)
    assert MASK in read["exception"]
    assert TOKEN not in line


def failed_request(library: str, error: TelegramError) -> None:
    """Log, as a library does, that a request failed."""
    try:
        raise error from OSError("Server disconnected")
    except TelegramError:
        logging.getLogger(library).exception("Task exception was never retrieved\nfuture: %s", "<Task>")


@pytest.mark.parametrize("error", [NetworkError("Server disconnected"), TimedOut()])
@pytest.mark.parametrize("library", ["asyncio", "telegram.ext.Updater"])
def test_a_broken_connection_is_one_line_without_a_traceback(
    log_output: io.StringIO, library: str, error: TelegramError
) -> None:
    failed_request(library, error)

    (line,) = log_output.getvalue().splitlines()
    assert f"Task exception was never retrieved {error}" in line
    assert "warning" in line


@pytest.mark.parametrize(
    ("library", "error"), [("asyncio", BadRequest("Chat not found")), ("bot", NetworkError("gone"))]
)
def test_other_errors_keep_their_traceback(
    log_output: io.StringIO, library: str, error: TelegramError
) -> None:
    failed_request(library, error)

    assert "Traceback" in log_output.getvalue()
