import doctest
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.admins.publishing import uploads as uploads_module
from bot.admins.publishing.uploads import SentFile, Uploads
from bot.state import State
from processes.owners import this_machine


@pytest.fixture
async def state() -> AsyncIterator[State]:
    state = State(None)
    yield state
    await state.close()


def test_the_docstring_examples_are_correct() -> None:
    assert doctest.testmod(uploads_module).failed == 0


@given(st.text(), st.integers(0), st.text("abcXYZ019_-", min_size=1))
def test_a_file_is_recognized_again_by_its_words(name: str, size: int, file_id: str) -> None:
    sent = SentFile(name, size, file_id)

    assert SentFile.of_words(sent.words) == sent


async def test_files_in_use_are_not_cleaned_up(state: State, tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, state.proposals)
    for name in ("0a", "0b"):
        uploads.received(name).mkdir(parents=True)
    with uploads.at_work("0a"):
        assert uploads.is_at_work("0a")

        await uploads.tidy()

    assert uploads.received("0a").exists()
    assert not uploads.received("0b").exists()

    await uploads.tidy()
    assert not uploads.received("0a").exists()


async def test_an_upload_whose_folder_cannot_be_written_is_not_at_work_for_ever(
    state: State, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    uploads = Uploads(tmp_path / "file" / "kept", state.proposals)

    with pytest.raises(OSError), uploads.at_work("0a"):  # noqa: PT011 - which one the system says
        pass

    assert not uploads.is_at_work("0a")


async def test_files_that_another_process_is_at_work_on_are_not_cleaned_up(
    state: State, tmp_path: Path
) -> None:
    """The process may run on another machine with the same folder."""
    uploads, other = Uploads(tmp_path, state.proposals), Uploads(tmp_path, state.proposals)
    uploads.received("0a").mkdir(parents=True)
    with uploads.at_work("0a"):
        await other.tidy()
        while_at_work = uploads.received("0a").exists()

    await other.tidy()

    assert while_at_work
    assert not uploads.received("0a").exists()


async def test_files_whose_process_has_ended_are_cleaned_up(state: State, tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, state.proposals)
    uploads.received("0a").mkdir(parents=True)
    (tmp_path / f".0a.{this_machine()}-999999999").touch()

    await uploads.tidy()

    assert not uploads.received("0a").exists()


async def test_without_a_state_folder_uploaded_files_are_deleted_when_the_process_ends(state: State) -> None:
    uploads = Uploads(None, state.proposals)
    await uploads.tidy()
    folder = uploads.received("0a")
    folder.mkdir(parents=True)
    uploads.close()

    assert not folder.exists()


def test_a_problem_with_a_file_does_not_reveal_where_it_is_stored(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, None)  # type: ignore[arg-type]
    received = uploads.received("0a1b") / "boat.pdf"
    staged = uploads.staged("0a1b", Path("articles")) / "pier.pdf"
    said = f"{received.as_posix()}: is locked; {staged.as_posix()}, page 2: is empty"

    assert uploads.without_folders(said) == "boat.pdf: is locked; pier.pdf, page 2: is empty"
