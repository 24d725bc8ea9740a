"""The command that makes a key for a program."""

import re
from pathlib import Path

import pytest

from bot.command_line import run
from web.api.keys import hash_of


def test_a_key_is_printed_with_the_entry_that_holds_only_its_hash(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = run(["api-key", "wiki"])

    printed = capsys.readouterr().out
    key = re.search(r"quoth_[\w-]{43}", printed)

    assert code == 0
    assert key is not None
    assert f"  wiki:{hash_of(key[0])}\n" in printed


def test_a_key_can_be_made_where_there_are_several_corpora(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("handbook", "news"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("QUOTH_CORPUS", f"handbook={tmp_path}/handbook,news={tmp_path}/news")

    code = run(["api-key", "wiki"])

    assert code == 0
    assert "quoth_" in capsys.readouterr().out


def test_two_keys_are_never_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        run(["api-key", "wiki"])

    keys = re.findall(r"quoth_[\w-]{43}", capsys.readouterr().out)

    assert len(set(keys)) == 2


def test_a_name_that_does_not_fit_the_setting_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["api-key", "our wiki"])

    assert code == 2
    assert "letters, digits" in capsys.readouterr().err
