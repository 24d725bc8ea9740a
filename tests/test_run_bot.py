"""Starting Quoth with the wrong Python: one line says which one to use."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import run_bot
from bot.terminal.ask import VERSIONS, can_be_written

ROOT = Path(__file__).parent.parent
WITHOUT_TELEGRAM = (
    "import sys; sys.modules['telegram'] = None; import run_bot; sys.exit(run_bot.main(['run']))"
)


def python(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


@pytest.mark.parametrize("command", ["run", "chat", "ask", "--help"])
def test_a_python_without_the_packages_is_refused_with_one_line_that_names_the_right_one(
    command: str,
) -> None:
    done = python("-S", "run_bot.py", command)  # -S: without the folder of installed packages

    assert done.returncode == run_bot.WRONG_PYTHON
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "lacks the package pydantic" in done.stderr
    assert "make chat" in done.stderr


def test_a_python_that_lacks_a_single_package_is_refused_too() -> None:
    done = python("-c", WITHOUT_TELEGRAM)

    assert done.returncode == run_bot.WRONG_PYTHON
    assert len(done.stderr.splitlines()) == 1
    assert "lacks the package telegram" in done.stderr


def test_a_python_that_is_too_old_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 12))

    code = run_bot.main([])

    assert code == run_bot.WRONG_PYTHON
    assert "is older than Python 3.11" in capsys.readouterr().err


def test_a_missing_module_of_our_own_is_a_bug_and_keeps_its_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "bot.command_line", None)

    with pytest.raises(ModuleNotFoundError):
        run_bot.main(["settings"])


def test_every_package_of_our_own_is_known_as_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = {name.partition(".")[0] for name in project["tool"]["setuptools"]["packages"]}

    assert packages == run_bot.PACKAGES


def test_settings_whose_reader_has_gone_end_without_a_traceback() -> None:
    reader, writer = os.pipe()
    os.close(reader)

    done = subprocess.run(
        [sys.executable, "run_bot.py", "settings"],
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )

    os.close(writer)

    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_count_as_the_null_device(closed: str, tmp_path: Path) -> None:
    command = f'"{sys.executable}" run_bot.py ask --state-dir "{tmp_path}/state" --batch {closed}'

    done = subprocess.run(
        ["sh", "-c", command], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_for_which_the_disk_has_no_room_ends_with_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "run_bot.py", "settings"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr == (
        "quoth: cannot write: No space left on device; make room on the disk, or write elsewhere\n"
    )


@contextmanager
def closed_to_this_user(folder: Path) -> Iterator[None]:
    """Close *folder*; give up root meanwhile, who may enter any."""
    folder.chmod(0)
    was = os.geteuid()
    somebody = was or 65534
    try:
        os.setresuid(somebody, somebody, was)
        yield
    finally:
        os.setresuid(was, was, was)
        folder.chmod(0o700)


def test_a_state_folder_of_another_user_is_refused_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state"
    state.mkdir()
    words = ["replay", "1", "--state-dir", str(state)]
    run_bot.main(words)  # loads the modules, which another user may not read
    capsys.readouterr()

    with closed_to_this_user(state):
        code = run_bot.main(words)

    (complaint,) = capsys.readouterr().err.splitlines()
    assert code == 2
    assert "permission denied; run this as the user it belongs to" in complaint


def test_a_question_is_answered_although_the_state_folder_belongs_to_another_user(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()

    with closed_to_this_user(state):
        writable = can_be_written(state / VERSIONS)

    assert not writable  # so that it is answered from a temporary folder


class InterruptedWhileLoading:
    """Where modules are looked for, so that Ctrl-C comes while one is loaded."""

    def find_spec(self, *_: object) -> None:
        raise KeyboardInterrupt


def test_ctrl_c_while_modules_are_loaded_ends_the_process_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "bot.command_line", raising=False)
    monkeypatch.setattr(sys, "meta_path", [InterruptedWhileLoading()])

    code = run_bot.main(["settings"])

    assert code == run_bot.INTERRUPTED


def test_the_oldest_python_is_the_one_that_pyproject_promises() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["requires-python"] == ">=" + ".".join(map(str, run_bot.OLDEST_PYTHON))


def test_version_prints_the_version_of_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    done = python("run_bot.py", "--version")

    assert (done.returncode, done.stdout) == (0, f"quoth {project['version']}\n")


def test_the_usage_of_a_command_is_its_own_arguments_and_the_settings_are_listed_below(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        run_bot.main(["ask", "--help"])

    usage, listed = capsys.readouterr().out.split("\n\n", 1)
    assert " ".join(usage.split()) == "usage: run_bot.py ask [-h] [--json | --batch] [question ...]"
    assert "--corpus VALUE" in listed


@pytest.mark.parametrize(
    ("words", "help_of"),
    [
        (["ask", "--jsno", "Who?"], "run_bot.py ask"),
        (["corpus", "sell"], "run_bot.py corpus"),
        (["--nope"], "run_bot.py"),
    ],
)
def test_a_usage_error_is_one_line_that_says_which_help_to_read(
    words: list[str], help_of: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run_bot.main(words)

    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert printed.err.endswith(f"see {help_of} --help\n")
