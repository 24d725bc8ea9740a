"""The README says what is so: its settings, its commands, its sample conversation."""

import re
import subprocess
import sys
from pathlib import Path

from bot.command_line import COMMANDS
from bot.conversation.command_menus import FOR_OWNERS
from config.settings import ROOT, Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
SAMPLE = re.compile(
    r"```console\n\$ printf '(?P<typed>[^\n]*)' \| make -s chat\n(?P<printed>.*?)\n```", re.DOTALL
)


def rows(heading: str) -> list[list[str]]:
    """The cells of the tables below a heading of the README, without the tables' own headings."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in row] for row in cells]


def default(value: object) -> str:
    """A setting's default as the README writes it."""
    match value:
        case None | ():
            return ""
        case bool():
            return str(value).lower()
        case Path():
            return str(value.relative_to(ROOT))
        case _:
            return str(value)


def test_each_setting_is_listed_with_its_default_and_its_meaning() -> None:
    expected = [
        [f"QUOTH_{name}".upper(), default(field.default), field.description]
        for name, field in Settings.model_fields.items()
    ]

    assert rows("Settings") == expected


def test_each_command_is_listed() -> None:
    listed = [row[0] for row in rows("Commands")]

    assert {name.removeprefix("/") for name in listed if name.startswith("/")} == {"start", *FOR_OWNERS}
    assert [name for name in listed if not name.startswith("/")] == list(COMMANDS)


def test_the_sample_conversation_is_what_the_chat_prints(tmp_path: Path) -> None:
    sample = SAMPLE.search(README)
    assert sample is not None
    chat = subprocess.run(
        [sys.executable, "run_bot.py", "chat", "--state-dir", str(tmp_path)],
        cwd=ROOT,
        input=sample["typed"].replace(r"\n", "\n"),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )

    assert chat.stdout.rstrip("\n") == sample["printed"]
