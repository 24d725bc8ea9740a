"""Generate the parts of README.md and docs/ that come from the code: dialogues, and the table of settings.

``python -m tests.support.documentation`` regenerates them after a change; tests/test_readme.py compares.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from config.settings import ROOT, Settings

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
SETTINGS = ROOT / "docs" / "SETTINGS.md"
SECONDS = 300

_DIALOGUE = re.compile(
    r"(```console\n\$ printf '(?P<typed>[^\n]*)' \| make -s chat\n)(?P<printed>.*?)(?=```\n)", re.S
)
_SETTINGS_TABLE = re.compile(r"\| setting \|.*?\n(?!\|)", re.S)


def refreshed(page: Path) -> str:
    """The text of a page with its dialogues, and its table of settings, as they are today."""
    text = _DIALOGUE.sub(_replayed, page.read_text(encoding="utf-8"))
    return _SETTINGS_TABLE.sub(lambda _: settings_table(), text) if page == SETTINGS else text


def settings_table() -> str:
    """Every setting with its default and its meaning, as a Markdown table."""
    rows = [
        f"| `QUOTH_{name.upper()}` | {_code(_written(field.default))} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| setting | default | meaning |", "|---|---|---|", *rows]) + "\n"


def chat(typed: str) -> str:
    """What the chat prints when its input is *typed*."""
    with tempfile.TemporaryDirectory() as state:
        done = subprocess.run(
            [sys.executable, "run_bot.py", "chat", "--state-dir", state],
            cwd=ROOT,
            env={**os.environ, "QUOTH_MEANING": "off"},  # the documentation shows a bot without extras
            input=typed,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=True,
        )
    return done.stdout


def _replayed(dialogue: "re.Match[str]") -> str:
    printed = chat(dialogue["typed"].replace(r"\n", "\n")).rstrip("\n")
    return f"{dialogue[1]}{printed}\n"


def _written(value: object) -> str:
    """A setting's default as people write it."""
    match value:
        case None | ():
            return ""
        case tuple():
            return ",".join(map(str, value))
        case Mapping():
            return ",".join(map(str, value))
        case bool():
            return str(value).lower()
        case Path():
            return str(value.relative_to(ROOT))
        case _:
            return str(value)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(refreshed(page), encoding="utf-8")
