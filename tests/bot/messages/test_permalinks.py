import re
from dataclasses import replace

import pytest

from bot.messages.permalinks import Archived, address, archive_of, id_in
from retrieval.store.snapshot import Snapshot
from tests.bot.samples import sentences

LONGEST_PAYLOAD = 64


def test_an_archived_citation_holds_the_sentence_and_its_passage(snapshot: Snapshot) -> None:
    for citation in sentences(snapshot):
        kept = archive_of(citation, snapshot)

        assert kept.text == citation.text
        assert kept.passage_text == snapshot.passage(citation.document, citation.passage).text
        assert (kept.title, kept.date) == ("The Lamp of Selmouth", "1999-05-03")


def test_a_permalink_carries_a_payload_that_telegram_accepts_and_the_bot_can_read(snapshot: Snapshot) -> None:
    kept = archive_of(sentences(snapshot)[0], snapshot)
    payload = address(kept, "quoth_bot").removeprefix("https://t.me/quoth_bot?start=")

    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert id_in(payload) == kept.id


def test_each_sentence_has_its_own_stable_permalink(snapshot: Snapshot) -> None:
    first, second = (archive_of(citation, snapshot) for citation in sentences(snapshot)[:2])

    assert first.id == archive_of(sentences(snapshot)[0], snapshot).id
    assert len({first.id, second.id, replace(first, passage_text="x" + first.passage_text).id}) == 3


@pytest.mark.parametrize(
    "payload", ["", "s_", "s_short", "s_abcdefghijklm", "x_abcdefghijkl", "s_abcdefghijk!"]
)
def test_any_other_start_payload_is_not_a_permalink(payload: str) -> None:
    assert id_in(payload) is None


def test_an_archived_sentence_may_contain_any_characters() -> None:
    assert len(Archived("d", "t", None, 1, 0, 2, 0, "😀\u0301\n").id) == 12
