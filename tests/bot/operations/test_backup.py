import asyncio
import io
import os
import sqlite3
import stat
import tarfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.messages.chats import Conversation
from bot.operations.archive import BackupError, unpack, write_archive
from bot.operations.restore import restore
from bot.state import FILE, State, StoredAnswer
from bot.state.storage.files import FolderLock
from bot.terminal.ask import VERSIONS
from retrieval.indexing.versions import build
from retrieval.records import Answer, Grade
from retrieval.store.corpus_store import CorpusStore
from run_bot import main
from tests.support.postgresql import empty_database

WHEN = "2026-11-28T10:00:00+00:00"
ANSWER = StoredAnswer(
    "aa", Conversation(1, 0, 1), 5, 1.0, "0a1b", Answer("Who lit it?", Grade.NONE, 0.1, (), ())
)


@pytest.fixture
def state_dir(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def store(source: Path, state_dir: Path) -> CorpusStore:
    """A published corpus with a state database that holds one answer."""
    store = CorpusStore(source, state_dir / VERSIONS)
    build(store)
    asyncio.run(remember(state_dir, ANSWER))
    return store


async def remember(state_dir: Path, answer: StoredAnswer) -> None:
    state = State(state_dir)
    await state.answers.keep(answer)
    await state.close()


async def restored_answer(state_dir: Path) -> StoredAnswer | None:
    state = State(state_dir)
    try:
        return await state.answers.get("aa")
    finally:
        await state.close()


def published(store: CorpusStore) -> str:
    with closing(store.open_published()) as snapshot:
        return snapshot.version


def test_a_backup_can_be_restored_into_an_empty_state_folder(store: CorpusStore, tmp_path: Path) -> None:
    write_archive(tmp_path / "backup.tar.gz", store.versions.parent, {"": store}, WHEN)
    elsewhere = CorpusStore(store.source, tmp_path / "new" / VERSIONS)

    contents = restore(tmp_path / "backup.tar.gz", tmp_path / "new", {"": elsewhere})

    assert asyncio.run(restored_answer(tmp_path / "new")) == ANSWER
    assert published(elsewhere) == published(store) == contents.versions[""]
    assert elsewhere.is_up_to_date()


def test_after_restoring_one_can_go_back_to_the_version_before(store: CorpusStore, tmp_path: Path) -> None:
    before = published(store)
    (store.source / "pine.txt").write_text("Old pines bend in the wind.", encoding="utf-8")
    build(store)
    write_archive(tmp_path / "backup.tar.gz", store.versions.parent, {"": store}, WHEN)
    elsewhere = CorpusStore(store.source, tmp_path / "new" / VERSIONS)
    restore(tmp_path / "backup.tar.gz", tmp_path / "new", {"": elsewhere})

    with closing(elsewhere.open_version(before)) as snapshot:
        version = snapshot.version

    assert version == before != published(elsewhere)


async def test_a_backup_made_while_the_bot_writes_is_consistent(store: CorpusStore, tmp_path: Path) -> None:
    state = State(store.versions.parent)
    await state.answers.keep(replace(ANSWER, id="bb"))

    await asyncio.to_thread(write_archive, tmp_path / "a.tar.gz", store.versions.parent, {"": store}, WHEN)
    await state.answers.keep(replace(ANSWER, id="cc"))
    await state.close()

    (tmp_path / "unpacked").mkdir()
    unpack(tmp_path / "a.tar.gz", tmp_path / "unpacked")

    with closing(sqlite3.connect(tmp_path / "unpacked" / FILE)) as copy:
        assert copy.execute("SELECT id FROM answers ORDER BY id").fetchall() == [("aa",), ("bb",)]


def test_backups_and_restored_files_are_readable_only_by_their_owner(
    store: CorpusStore, tmp_path: Path
) -> None:
    write_archive(tmp_path / "a.tar.gz", store.versions.parent, {"": store}, WHEN)
    restore(
        tmp_path / "a.tar.gz", tmp_path / "new", {"": CorpusStore(store.source, tmp_path / "new" / VERSIONS)}
    )

    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a.tar.gz", tmp_path / "new" / FILE)]

    assert modes == [0o600, 0o600]
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_an_existing_database_is_replaced_only_on_request_and_then_set_aside(
    store: CorpusStore, state_dir: Path, tmp_path: Path
) -> None:
    write_archive(tmp_path / "a.tar.gz", state_dir, {"": store}, WHEN)
    asyncio.run(remember(state_dir, replace(ANSWER, message=6)))

    with pytest.raises(BackupError, match="--replace"):
        restore(tmp_path / "a.tar.gz", state_dir, {"": store})

    restore(tmp_path / "a.tar.gz", state_dir, {"": store}, replace=True, now=lambda: 1.0)

    assert asyncio.run(restored_answer(state_dir)) == ANSWER
    assert (state_dir / f"{FILE}.replaced-1").exists()


def test_nothing_is_restored_while_a_bot_is_using_the_folder(
    store: CorpusStore, state_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_archive(tmp_path / "a.tar.gz", state_dir, {"": store}, WHEN)

    with FolderLock(state_dir):
        code = main(["restore", str(tmp_path / "a.tar.gz"), "--replace", "--state-dir", str(state_dir)])

    assert code == 2
    assert "another bot is using" in capsys.readouterr().err


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(content)


def exchange_a_file(path: Path) -> None:
    """Change the words in an archive's state database."""
    with tarfile.open(path) as archive:
        files = [(member, archive.extractfile(member).read()) for member in archive]  # type: ignore[union-attr]
    with tarfile.open(path, "w:gz") as archive:
        for member, content in files:
            archive.addfile(member, io.BytesIO(content.replace(b"Who lit it?", b"Who hit it?")))


def climb_out(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("corpus/../../escaped"), io.BytesIO(b""))


def write_a_text_file(path: Path) -> None:
    path.write_text("a list of groceries")


@pytest.mark.parametrize("spoil", [cut, flip, exchange_a_file, climb_out, write_a_text_file])
def test_a_damaged_backup_is_refused_and_nothing_changes(
    store: CorpusStore, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    file = tmp_path / "a.tar.gz"
    write_archive(file, store.versions.parent, {"": store}, WHEN)
    spoil(file)

    with pytest.raises(BackupError, match=r"a\.tar\.gz"):
        restore(file, tmp_path / "new", {"": CorpusStore(store.source, tmp_path / "new" / VERSIONS)})

    assert os.listdir(tmp_path / "new") == ["quoth.lock"]  # noqa: PTH208 - names are what counts
    assert not (tmp_path / "escaped").exists()


def test_both_commands_report_what_they_did(
    store: CorpusStore, state_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, corpus = str(tmp_path / "a.tar.gz"), ["--corpus", str(store.source)]

    backed_up = main(["backup", file, *corpus, "--state-dir", str(state_dir)])
    restored = main(["restore", file, *corpus, "--state-dir", str(tmp_path / "new")])

    said = capsys.readouterr().out

    assert (backed_up, restored) == (0, 0)
    assert said.count(published(store)) == 2


def test_a_backup_into_a_folder_that_is_not_there_says_so(
    store: CorpusStore, state_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["backup", str(tmp_path / "gone" / "a.tar.gz"), "--state-dir", str(state_dir)])

    assert code == 2
    assert f"there is no folder {tmp_path / 'gone'}" in capsys.readouterr().err


def test_without_a_database_there_is_nothing_to_back_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["backup", str(tmp_path / "a.tar.gz"), "--state-dir", str(tmp_path / "nothing")])

    assert code == 2
    assert "QUOTH_STATE_DIR" in capsys.readouterr().err
    assert not (tmp_path / "a.tar.gz").exists()


async def test_a_state_on_a_server_is_backed_up_while_in_use_and_restored_to_an_empty_one(
    store: CorpusStore, tmp_path: Path, database_url: str
) -> None:
    backup = tmp_path / "quoth.backup.tar.gz"
    state = State(None, url=database_url)
    await state.answers.keep(ANSWER)
    await state.updates.receive(1, b"digest", "{}")

    write_archive(backup, store.versions.parent, {"": store}, WHEN, database_url)
    await state.close()
    empty_database(database_url)
    restore(backup, store.versions.parent, {"": store}, database=database_url)

    state = State(None, url=database_url)

    assert await state.answers.get("aa") == ANSWER
    assert await state.updates.unhandled() == []

    await state.close()


class TestSeveralLibraries:
    """A backup of a bot with several libraries."""

    @pytest.fixture
    def settings(self, tmp_path: Path) -> list[str]:
        """The flags of a bot with two libraries; the state holds one answer."""
        for library, text in (("orchard", "The pear tree bears late."), ("news", "The mill burned down.")):
            (tmp_path / library).mkdir()
            (tmp_path / library / "text.txt").write_text(text, encoding="utf-8")
            build(CorpusStore(tmp_path / library, tmp_path / "state" / VERSIONS))
        asyncio.run(remember(tmp_path / "state", ANSWER))
        return ["--corpus", f"orchard={tmp_path / 'orchard'},news={tmp_path / 'news'}"]

    def test_every_library_is_restored_with_the_state(
        self, settings: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file, new = tmp_path / "a.tar.gz", tmp_path / "new"
        made = main(["backup", str(file), *settings, "--state-dir", str(tmp_path / "state")])
        said = capsys.readouterr().out
        restored = main(["restore", str(file), *settings, "--state-dir", str(new)])

        assert (made, restored) == (0, 0)
        for library in ("orchard", "news"):
            before = CorpusStore(tmp_path / library, tmp_path / "state" / VERSIONS)
            after = CorpusStore(tmp_path / library, new / VERSIONS)
            assert published(after) == published(before)
            assert f"version {published(before)} of {library}" in said
        assert asyncio.run(restored_answer(new)) == ANSWER

    def test_a_library_that_the_settings_do_not_name_is_refused_and_nothing_has_changed(
        self, settings: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file, new = tmp_path / "a.tar.gz", tmp_path / "new"
        main(["backup", str(file), *settings, "--state-dir", str(tmp_path / "state")])

        code = main(["restore", str(file), "--corpus", str(tmp_path / "news"), "--state-dir", str(new)])

        assert code == 2
        assert (
            "the backup has the library orchard, and QUOTH_CORPUS has one corpus" in capsys.readouterr().err
        )
        assert not (new / FILE).exists()
        assert not (new / VERSIONS).exists()
