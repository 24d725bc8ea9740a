"""/document: what is known about a text, and an admin's corrections of it."""

from pathlib import Path

import pytest

from corpus.metadata import metadata_file
from tests.bot.conftest import Start
from tests.bot.people import send_text
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World


@pytest.fixture
async def running(start: Start, source: Path, olga: Person) -> None:
    """The application, of which olga is an admin, with two texts."""
    (source / "lamp.txt").write_text("The lamp\n\nThe lamp of Selmouth burns again.", encoding="utf-8")
    (source / "documents.toml").write_text(
        '# kept by hand\n[lamp]\nauthor = "Nils Holm"\naddress = "https://example.org/lamp"\n',
        encoding="utf-8",
    )
    await start(source, admins=(olga.id,))


async def test_a_text_is_shown_with_what_is_stated_about_it(
    world: World, running: None, anna: Person
) -> None:
    shown = await send_text(world, anna, "/document lamp")

    assert "Author: Nils Holm" in shown.text
    assert "https://example.org/lamp" in shown.text
    assert "To correct it" not in shown.text


async def test_a_citation_of_a_text_from_the_web_leads_there(
    world: World, running: None, anna: Person
) -> None:
    answer = await send_text(world, anna, "What burns again in Selmouth?")

    assert "https://example.org/lamp" in str(answer)


async def test_an_admin_corrects_the_author_and_comments_stay(
    world: World, running: None, source: Path, olga: Person
) -> None:
    assert (await send_text(world, olga, "/document lamp author: Greta Lund")).text.startswith("Noted.")

    report = await world.next_message(olga.chat)

    assert "The texts are the same. What differs: author." in report.text
    assert "Author: Greta Lund" in (await send_text(world, olga, "/document lamp")).text
    assert "# kept by hand" in metadata_file(source).read_text(encoding="utf-8")


async def test_a_correction_during_a_reload_is_read_after_it(
    world: World, running: None, olga: Person
) -> None:
    olga.says("/reload")
    olga.says("/document lamp author: Greta Lund")

    def finished() -> list[str] | None:
        sent = [each.text for each in world.messages(olga.chat) if each.sender == world.bot]
        done = [text for text in sent if "I keep answering meanwhile" not in text]
        return done if len(done) == 3 else None

    await world.changes.until(finished, "a confirmation and two reports")

    olga.says("/document lamp")
    shown = await world.changes.until(
        lambda: next((each for each in world.messages(olga.chat) if "Author:" in each.text), None), "the text"
    )

    assert "Author: Greta Lund" in shown.text


async def test_an_impossible_date_changes_nothing(
    world: World, running: None, source: Path, olga: Person
) -> None:
    before = metadata_file(source).read_bytes()
    refused = await send_text(world, olga, "/document lamp date: last spring")

    assert "a day like 1999-05-03" in refused.text
    assert metadata_file(source).read_bytes() == before


async def test_only_admins_may_correct(world: World, running: None, source: Path, anna: Person) -> None:
    before = metadata_file(source).read_bytes()
    await send_text(world, anna, "/document lamp author: Boris")

    assert metadata_file(source).read_bytes() == before


async def test_a_name_that_no_text_has_is_reported(world: World, running: None, olga: Person) -> None:
    assert "I have no text named “ghost”" in (await send_text(world, olga, "/document ghost")).text


async def test_a_field_that_cannot_be_corrected_gets_the_list_of_those_that_can(
    world: World, running: None, olga: Person
) -> None:
    reply = await send_text(world, olga, "/document lamp colour: red")

    assert "/document lamp author: " in reply.text
    assert "You can give the title, author, date" in reply.text


async def test_a_statement_by_an_admin_is_distinguished_from_the_text(
    world: World, start: Start, tmp_path: Path, anna: Person
) -> None:
    source = tmp_path / "one"
    source.mkdir()
    (source / "lamp.txt").write_text("The lamp\n\nThe lamp of Selmouth burns again.", encoding="utf-8")
    (source / "documents.toml").write_text('[lamp]\nauthor = "Nils Holm"\n', encoding="utf-8")
    await start(source)

    reply = await send_text(world, anna, "Who wrote this?")

    assert reply.text.startswith("The text doesn’t say.\nStated alongside it: Author: Nils Holm")


async def test_a_correction_that_names_no_text_of_several_gets_the_form_with_a_name(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    (source / "pier.txt").write_text("The pier\n\nThe pier of Selmouth is new.", encoding="utf-8")
    await start(source, admins=(olga.id,))

    reply = await send_text(world, olga, "/document author: Greta Lund")

    assert "/document lamp author: " in reply.text
    assert not metadata_file(source).exists()
