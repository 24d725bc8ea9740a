"""README.md and docs/ are true: dialogues, settings, commands, shell examples, links."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.command_line import COMMANDS
from bot.conversation.command_menus import commands_of
from bot.roles import Role
from config.settings import ROOT
from tests.support.documentation import PAGES, SECONDS, refreshed

README = ROOT / "README.md"
COMMANDS_PAGE = ROOT / "docs" / "COMMANDS.md"
LONGEST_README = 120
REFRESH = "write the page again with: python -m tests.support.documentation"
SHELL = re.compile(r"^ *```sh\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
PATH_IN_CODE = re.compile(r"`((?:[\w.-]+/)+[\w.-]*|\w+\.py)`")
LINK = re.compile(r"\]\((?!https?://)([^)#]+)[^)]*\)|<img src=\"([^\"]+)\"")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
EXECUTED = (ROOT / "docs" / "OWN-TEXTS.md", COMMANDS_PAGE)
"""The pages whose `python run_bot.py` examples need neither Telegram nor a question of the reader's own."""


def name(page: Path) -> str:
    return page.name


def shell_lines(page: Path) -> list[str]:
    """The lines of the shell examples of a page, without their indentation."""
    blocks = SHELL.findall(page.read_text(encoding="utf-8"))
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def commands_listed() -> list[str]:
    """The commands in the tables, without their arguments."""
    rows = [line for line in COMMANDS_PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    return [row.split("|")[1].strip().strip("`").split()[0] for row in rows]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A reader's home folder, with a text and a folder of reports."""
    reports = tmp_path / "reports"
    reports.mkdir()
    text = "The Lamp\n\nThe keeper trimmed the lamp in 1911. Edda Quist wrote the first one."
    for path in (reports / "lamp.txt", tmp_path / "my.txt"):
        path.write_text(text, encoding="utf-8")
    return tmp_path


def sh(line: str, home: Path, typed: str = "") -> "subprocess.CompletedProcess[str]":
    """Run a line as a reader with the home *home* does, with this Python and a separate state folder."""
    environment = os.environ | {"HOME": str(home), "QUOTH_STATE_DIR": str(home / "state")}
    return subprocess.run(
        ["bash", "-c", f'python() {{ "{sys.executable}" "$@"; }}; {line}'],
        cwd=ROOT,
        env=environment,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_dialogues_and_settings_of_a_page_are_those_of_the_code(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == refreshed(page), REFRESH


def test_each_command_is_listed() -> None:
    listed = commands_listed()

    assert {command.removeprefix("/") for command in listed if command.startswith("/")} == {
        "start",
        *commands_of(Role.OWNER, several=True),
    }
    assert [command for command in listed if not command.startswith("/")] == list(COMMANDS)


@pytest.mark.parametrize(
    "line", [line for page in EXECUTED for line in shell_lines(page) if line.startswith("python run_bot.py")]
)
def test_an_example_of_the_command_line_works(line: str, home: Path) -> None:
    done = sh(line, home)

    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_readmes_line_for_ones_own_text_works(home: Path) -> None:
    (line,) = [line for line in shell_lines(README) if "QUOTH_CORPUS" in line]

    done = sh(line.replace("make chat", "python run_bot.py chat"), home, "Who trimmed the lamp?\n")

    assert "The keeper trimmed the lamp in 1911." in done.stdout, done.stderr


@pytest.mark.parametrize("page", [README, ROOT / "docs" / "GOING-LIVE.md"], ids=name)
def test_the_token_is_written_where_only_its_owner_reads_it(page: Path, tmp_path: Path) -> None:
    (line,) = [line for line in shell_lines(page) if ".env" in line]

    done = sh(f"cd '{tmp_path}' && umask 022 && {line}", tmp_path, "QUOTH_TELEGRAM_TOKEN=1:a\n")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / ".env").read_text(encoding="utf-8") == "QUOTH_TELEGRAM_TOKEN=1:a\n"
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert "TOKEN" not in line  # the shell keeps what is typed as a command


def test_the_readme_links_to_every_page() -> None:
    pages = {*ROOT.glob("[A-Z]*.md"), *(ROOT / "docs").glob("*.md")} - {README}

    links = {ROOT / link for link, _ in LINK.findall(README.read_text(encoding="utf-8"))}

    assert pages - links == set()


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= LONGEST_README


@pytest.mark.parametrize("page", [*PAGES, *ROOT.glob("[A-Z]*.md")], ids=name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = CODE.sub("", page.read_text(encoding="utf-8"))

    links = [link or picture for link, picture in LINK.findall(text)]

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_path_named_in_the_architecture_exists() -> None:
    paths = PATH_IN_CODE.findall((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))

    assert len(paths) > 40
    assert [path for path in paths if not (ROOT / path).exists()] == []
