"""E-mail -> blocks: subject, author, date and text, without quoted messages and signatures."""

import email
import email.policy
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from itertools import count, takewhile
from typing import Any

from corpus.extraction.blocks import Kind, PageBlock
from corpus.extraction.refusal import Refused
from corpus.extraction.result import Extracted, PageProblem
from corpus.extraction.xhtml import blocks_of_markup
from corpus.metadata import usable_metadata

_SIGNATURE = "--"
_ADD_IT = "add it by itself if it matters"
_AS_TEXT = "save its text as .txt"
_MAX_PARTS = 1_000
_MAX_HEADER_CHARACTERS = 64 << 10
_MAX_TYPE_CHARACTERS = 256 << 10
"""In all headers that describe parts, together: their parameters are parsed repeatedly."""
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})


def read_mail(data: bytes) -> Extracted:
    """The text of a message's bytes; attachments are named as problems and not read."""
    policy = email.policy.default.clone(message_factory=_limited(_MAX_PARTS))
    message = email.message_from_bytes(data, policy=policy)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes no other
    if not message.keys() or not (message["from"] or message["subject"]):
        raise Refused("is not an e-mail, although its name says so", "correct its suffix")
    subject = str(message["subject"] or "")
    blocks = [PageBlock(Kind.HEADING, subject), *_sent(message), *_body(message)]
    problems = tuple(
        PageProblem(f"attachment {part.get_filename() or ''}".rstrip(), "was not read", _ADD_IT)
        for part in message.iter_attachments()
    )
    said = usable_metadata({"author": ", ".join(_names(message)), "date": _day(message)})
    return Extracted.of(subject, blocks, problems=problems, stated=said)


class _LimitedMessage(EmailMessage):
    """A message that refuses implausibly long headers, which take long to parse.

    *described* counts the characters in the descriptions of all parts so far.
    """

    def __init__(self, described: Counter[str], *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._described = described

    def set_raw(self, name: str, value: str) -> None:
        """Add a header exactly as written in the file."""
        if len(value) > _MAX_HEADER_CHARACTERS:
            raise Refused(f"has a header of more than {_MAX_HEADER_CHARACTERS:,} characters", _AS_TEXT)
        if name.lower().startswith("content-"):
            self._described["characters"] += len(value)
        if self._described["characters"] > _MAX_TYPE_CHARACTERS:
            raise Refused(f"describes its parts in more than {_MAX_TYPE_CHARACTERS:,} characters", _AS_TEXT)
        super().set_raw(name, value)


def _limited(most: int) -> Callable[..., EmailMessage]:
    """A factory for a message and its parts that refuses to make more than *most*: each takes time."""
    made = count(1)
    described: Counter[str] = Counter()

    def make(*arguments: Any, **more: Any) -> EmailMessage:
        if next(made) > most:
            raise Refused("has too many parts", _AS_TEXT)
        return _LimitedMessage(described, *arguments, **more)

    return make


def _sent(message: EmailMessage) -> Iterator[PageBlock]:
    """The names of a message's senders and its day; addresses are left out for privacy."""
    if names := _names(message):
        yield PageBlock(Kind.PARAGRAPH, f"From: {', '.join(names)}")
    if day := _day(message):
        yield PageBlock(Kind.PARAGRAPH, f"Date: {day}")


def _names(message: EmailMessage) -> list[str]:
    addresses = message["from"].addresses if message["from"] else ()
    return [address.display_name for address in addresses if address.display_name]


def _day(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(str(message["date"])).date().isoformat() if message["date"] else ""
    except ValueError:
        return ""


def _body(message: EmailMessage) -> list[PageBlock]:
    part = message.get_body(("plain", "html"))
    if part is None and any(each.get_content_type() in _ENCRYPTED for each in message.walk()):
        raise Refused("is encrypted, or packed into its signature", _AS_TEXT)
    if part is None:
        raise Refused("contains no text", "replace it with a message that does")
    content = str(part.get_content())
    if part.get_content_subtype() == "html":
        return blocks_of_markup(content)
    lines = takewhile(lambda line: line.rstrip() != _SIGNATURE, content.splitlines())
    own = "\n".join(line for line in lines if not line.startswith(">"))
    return [PageBlock(Kind.PARAGRAPH, paragraph) for paragraph in own.split("\n\n")]
