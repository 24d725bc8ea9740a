"""`corpus` in a terminal uses the shared database and depot."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.settings import ROOT
from run_bot import main


class SharedTerminal:
    """Runs `corpus` on a machine with folders of its own, over the shared database and depot."""

    def __init__(self, folder: Path, depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.source = folder / "articles"
        self.source.mkdir(parents=True)
        self.flags = [
            "--corpus",
            str(self.source),
            "--state-dir",
            str(folder / "state"),
            "--depot",
            str(depot),
        ]
        self.capsys = capsys

    def facts(self, *words: str) -> Any:
        code = main(["corpus", *words, *self.flags, "--json"])
        printed = self.capsys.readouterr()
        assert code == 0, printed.err
        return json.loads(printed.out)


def test_one_machine_can_list_extend_and_roll_back_what_another_published(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_DATABASE", database_url)
    one = SharedTerminal(tmp_path / "one", tmp_path / "depot", capsys)
    other = SharedTerminal(tmp_path / "other", tmp_path / "depot", capsys)
    (one.source / "lamp.txt").write_text("The lamp burns at night.")
    (tmp_path / "boat.txt").write_text("The boat came home.")

    first = one.facts("reload")["version"]
    second = other.facts("add", str(tmp_path / "boat.txt"))["version"]
    listed = one.facts("list")["versions"]
    back = one.facts("rollback")["version"]

    assert [(each["version"], each["current"]) for each in listed] == [(second, True), (first, False)]
    assert back == first
    assert {path.name for path in one.source.glob("[!.]*")} == {"lamp.txt", "boat.txt"}
    assert {path.name for path in other.source.glob("[!.]*")} == {"lamp.txt", "boat.txt"}


def test_publishing_and_rolling_back_one_library_in_terminals_leaves_the_others_alone(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_DATABASE", database_url)
    one, other = (SharedTerminal(tmp_path / name, tmp_path / "depot", capsys) for name in ("one", "other"))
    for terminal in (one, other):
        (terminal.source / "orchard").mkdir()
        (terminal.source / "news").mkdir()
    (one.source / "orchard" / "pear.txt").write_text("The pear tree bears late.")
    (one.source / "news" / "mill.txt").write_text("The mill burned down.")

    def run(terminal: SharedTerminal, library: str, *words: str) -> Any:
        named = ",".join(f"{name}={terminal.source / name}" for name in ("orchard", "news"))
        monkeypatch.setenv("QUOTH_CORPUS", named)
        terminal.flags[:2] = ["--corpus", library]
        return terminal.facts(*words)

    first = {library: run(one, library, "reload")["version"] for library in ("orchard", "news")}
    (other.source / "news" / "tide.txt").write_text("The tide is high.")
    second = run(other, "news", "reload")["version"]
    listed = {library: run(one, library, "list")["versions"] for library in first}
    back = run(one, "news", "rollback")["version"]

    assert [each["version"] for each in listed["orchard"]] == [first["orchard"]]
    assert [each["version"] for each in listed["news"]] == [second, first["news"]]
    assert back == first["news"]
    assert {path.name for path in (one.source / "news").glob("[!.]*")} == {"mill.txt", "tide.txt"}


def test_one_of_several_libraries_cannot_run_alone_on_the_database_of_all(tmp_path: Path) -> None:
    settings = {
        "QUOTH_CORPUS": f"orchard={tmp_path / 'orchard'},news={tmp_path / 'news'}",
        "QUOTH_DATABASE": "postgresql://quoth@127.0.0.1:1/quoth",
        "QUOTH_TELEGRAM_TOKEN": "123456:token",
        "QUOTH_STATE_DIR": str(tmp_path / "state"),
    }

    done = subprocess.run(
        [sys.executable, "run_bot.py", "run", "--corpus", "news"],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 2
    assert "QUOTH_DATABASE holds the state of all corpora together; run them together" in done.stderr
