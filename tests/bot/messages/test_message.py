from pathlib import Path

import pytest

from bot.errors import UnsendableError
from bot.messages.message import Button, CopyButton, Reply, check
from bot.messages.richtext import RichText, bold, join, plain, verbatim
from retrieval.store.snapshot import Snapshot
from tests.bot.samples import sentences
from tests.support.snapshots import snapshot_of


def test_a_verbatim_quotation_is_sent(snapshot: Snapshot) -> None:
    real = sentences(snapshot)[0]
    check(Reply(verbatim(real.text, real.document, real.passage, real.start)), snapshot)


def test_a_quotation_that_is_not_verbatim_is_not_sent(snapshot: Snapshot) -> None:
    real = sentences(snapshot)[0]

    for text, place in ((real.text.replace("lamp", "lump"), real.start), (real.text, real.start + 1)):
        with pytest.raises(UnsendableError, match="does not stand"):
            check(Reply(verbatim(text, real.document, real.passage, place)), snapshot)


def test_a_quotation_from_a_missing_document_is_not_sent(snapshot: Snapshot) -> None:
    with pytest.raises(UnsendableError):
        check(Reply(verbatim("The", "gone", 1, 0)), snapshot)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(RichText()),
        Reply(plain(" \n")),
        Reply(plain("😀" * 2049)),
        Reply(join([bold("a")] * 101)),
        Reply(plain("a"), ((Button("b", "c"),) * 101,)),
        Reply(plain("a"), ((Button("b", "c" * 65),),)),
        Reply(plain("a"), ((Button("b", "ü" * 33),),)),
        Reply(plain("a"), ((Button("b", ""),),)),
        Reply(plain("a"), ((CopyButton("b", "😀" * 129),),)),
        Reply(plain("a"), ((CopyButton("b", ""),),)),
        Reply(plain("a"), expects="😀" * 33),
        Reply(plain("a"), ((Button("b", "c"),),), expects="words"),
    ],
    ids=[
        "nothing",
        "blanks",
        "too long",
        "too many marks",
        "too many buttons",
        "too much callback data",
        "too many bytes of it",
        "no callback data",
        "too much to copy",
        "nothing to copy",
        "too long a hint",
        "buttons beside a reply",
    ],
)
def test_a_message_that_telegram_would_refuse_is_not_sent(snapshot: Snapshot, reply: Reply) -> None:
    with pytest.raises(UnsendableError):
        check(reply, snapshot)


def test_a_message_at_the_limits_of_telegram_is_sent(snapshot: Snapshot) -> None:
    buttons = (Button("b", "c" * 64), CopyButton("b", "😀" * 128))
    check(Reply(plain("😀" * 2048), (buttons,)), snapshot)


def test_a_quotation_may_join_lines_and_drop_marks_but_not_words(tmp_path: Path) -> None:
    (tmp_path / "pier.md").write_text("# Pier\n\nThe **old pier** was closed\nin 1901.\n", encoding="utf-8")
    with snapshot_of(tmp_path / "pier.md") as pier:
        (real,) = sentences(pier)
        reply = Reply(verbatim(real.text, real.document, real.passage, real.start))

        check(reply, pier)

        assert reply.text.text == "The old pier was closed in 1901."
