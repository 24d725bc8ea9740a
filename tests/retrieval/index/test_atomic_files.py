import json
from pathlib import Path

import pytest

from retrieval.index.atomic_files import (
    locked,
    make_private,
    remove_whole,
    sweep_removed,
    sync_tree,
    write_durably,
)


def test_writing_a_file_replaces_the_old_one_and_leaves_no_temporary_file(
    tmp_path: Path,
) -> None:
    write_durably(tmp_path / "a.json", {"n": 1})
    write_durably(tmp_path / "a.json", {"n": 2})

    assert json.loads((tmp_path / "a.json").read_text()) == {"n": 2}
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_file_that_cannot_be_replaced_leaves_no_temporary_file(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()

    with pytest.raises(OSError, match="directory"):
        write_durably(tmp_path / "a.json", {"n": 1})
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_folder_is_removed_with_everything_in_it(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    remove_whole(tmp_path / "a")

    assert list(tmp_path.iterdir()) == []


def test_removing_a_missing_path_is_not_an_error(tmp_path: Path) -> None:
    remove_whole(tmp_path / "a")


def test_a_removal_that_was_cut_short_is_finished_later(tmp_path: Path) -> None:
    (tmp_path / ".removing-1" / "b").mkdir(parents=True)
    (tmp_path / "kept").mkdir()
    sweep_removed(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_folders_within_folders_are_synced(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_text("b")
    sync_tree(tmp_path)


def test_a_lock_can_be_taken_again_after_it_was_let_go(tmp_path: Path) -> None:
    for _ in range(2):
        with locked(tmp_path):
            assert (tmp_path / ".lock").exists()


def test_a_folder_and_its_parents_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    make_private(tmp_path / "state" / "versions")

    modes = [
        path.stat().st_mode & 0o777 for path in (tmp_path, tmp_path / "state", tmp_path / "state/versions")
    ]

    assert modes == [0o755, 0o700, 0o700]
