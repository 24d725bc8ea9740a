import json
from pathlib import Path
from typing import Any

import pytest

from run_bot import main

OTHER_MAYOR = "The Lamp of Selmouth\n\nNobody remembers the lamp. The repair cost 40,000 crowns."


class Terminal:
    """Runs `corpus` over a corpus of our own."""

    def __init__(self, home: Any, capsys: pytest.CaptureFixture[str]) -> None:
        self.flags = ["--corpus", str(home.source), "--state-dir", str(home.versions.parent)]
        self.capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        code = main(["corpus", *words, *self.flags])
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def json_output(self, *words: str) -> Any:
        code, out, _ = self.run(*words, "--json")
        assert code == 0
        return json.loads(out)


@pytest.fixture
def terminal(home: Any, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(home, capsys)


def test_a_corpus_is_reloaded_listed_and_rolled_back(terminal: Terminal, home: Any) -> None:
    first = terminal.json_output("reload")

    assert (first["outcome"], first["changes"]["added"]) == ("published", ["lamp"])

    home.write("boat.txt", "The boat came home.")
    code, out, _ = terminal.run("reload")

    assert (code, "boat" in out) == (0, True)

    second = terminal.json_output("list")["versions"][0]
    assert second["current"]
    assert second["published"]["by"] == "terminal"
    assert terminal.json_output("diff")["changes"]["added"] == ["boat"]
    assert terminal.json_output("rollback")["version"] == first["version"]

    code, out, _ = terminal.run("list")
    assert out.count("in use") >= 1


def test_rolling_back_names_the_files_that_the_next_reload_reads_again(terminal: Terminal, home: Any) -> None:
    terminal.run("reload")
    home.write("boat.txt", "The boat came home.")
    terminal.run("reload")

    _, out, _ = terminal.run("rollback")

    assert "is in use again. The next reload reads the files that came later: boat.txt" in " ".join(
        out.split()
    )


def test_rolling_back_names_the_files_that_the_next_reload_leaves_out(terminal: Terminal, home: Any) -> None:
    home.write("boat.txt", "The boat came home.")
    terminal.run("reload")
    terminal.run("remove", "boat.txt")

    back = terminal.json_output("rollback")

    assert back["files_gone"] == ["boat.txt"]


def test_a_file_is_added(terminal: Terminal, home: Any, tmp_path: Path) -> None:
    (tmp_path / "boat.txt").write_text("The boat came home.")

    assert terminal.json_output("add", str(tmp_path / "boat.txt"))["changes"]["added"] == ["boat", "lamp"]
    assert (home.source / "boat.txt").exists()


def test_a_file_is_removed(terminal: Terminal, home: Any) -> None:
    home.write("boat.txt", "The boat came home.")
    terminal.json_output("reload")

    assert terminal.json_output("remove", "boat")["changes"]["removed"] == ["boat"]
    assert not (home.source / "boat.txt").exists()
    assert terminal.json_output("list")["versions"][0]["published"]["files"] == ["boat.txt"]

    code, _, err = terminal.run("remove", "boat")
    assert (code, "no file is named boat" in err) == (1, True)
    assert terminal.run("remove")[0] == 2


def test_a_version_that_would_answer_worse_is_refused_with_the_reason(terminal: Terminal, home: Any) -> None:
    first = terminal.json_output("reload")
    home.write("lamp.txt", OTHER_MAYOR)
    for operation in ("check", "reload"):
        code, out, err = terminal.run(operation)

        assert code == 1
        assert "Who lit the lamp?" in out + err
        assert home.store.pointer().version == first["version"]
    code, out, _ = terminal.run("reload", "--json")

    assert (code, json.loads(out)["held_back"]) == (1, True)
    assert terminal.run("reload", "--yes")[0] == 0


def test_a_check_publishes_nothing(terminal: Terminal, home: Any) -> None:
    assert terminal.run("check")[0] == 0
    assert home.store.pointer() is None


@pytest.mark.parametrize(
    "words", [("add",), ("list", "x"), ("diff", "a", "b", "c"), ("rollback", "a", "b"), ("sell",), ()]
)
def test_wrong_arguments_are_explained(terminal: Terminal, words: tuple[str, ...]) -> None:
    try:
        code, _, err = terminal.run(*words)
    except SystemExit as ended:
        code, err = int(ended.code or 0), terminal.capsys.readouterr().err

    assert code == 2
    assert err


def test_a_refusal_is_one_line(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0")
    for words in (("rollback",), ("add", str(tmp_path / "a.txt")), ("diff", "a")):
        code, out, err = terminal.run(*words)

        assert (code, out, err.count("\n")) == (1, "", 1)
