import pytest

from tests.support.bot_api import Person, World, needs_tdlib
from tests.support.bot_api.methods.files import content_at
from tests.support.bot_api.model.errors import ApiError

pytestmark = needs_tdlib


def test_a_file_someone_sent_is_fetched_by_its_path(world: World, alice: Person) -> None:
    message = alice.sends_document("notes.md", b"# Notes")

    assert message.document is not None

    found = world.ask("getFile", file_id=message.document.file_id).result

    assert found["file_size"] == 7
    assert found["file_path"].endswith(".md")
    assert content_at(world.state, found["file_path"]) == (b"# Notes", 7)


def test_a_file_of_more_than_twenty_mebibytes_is_too_big_to_fetch(world: World, alice: Person) -> None:
    fits = alice.sends_document("a.txt", b"a", size=20 * 1024 * 1024).document
    too_big = alice.sends_document("b.txt", b"b", size=20 * 1024 * 1024 + 1).document

    assert fits is not None
    assert too_big is not None

    assert world.ask("getFile", file_id=fits.file_id).ok
    assert world.ask("getFile", file_id=too_big.file_id).description == "Bad Request: file is too big"


@pytest.mark.parametrize(
    ("file_id", "reason"),
    [("", "file_id not specified"), ("nothing", "wrong file_id or the file is temporarily unavailable")],
)
def test_an_unknown_file_is_refused(world: World, file_id: str, reason: str) -> None:
    assert world.ask("getFile", file_id=file_id).description == f"Bad Request: {reason}"


def test_a_path_that_was_never_given_out_leads_nowhere(world: World) -> None:
    with pytest.raises(ApiError, match="Not Found"):
        content_at(world.state, "documents/file_0.txt")
