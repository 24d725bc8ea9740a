"""What a start imports: a bot over an article does not load what only large corpora or pages need."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NEVER = {
    "lightgbm", "scipy", "sklearn", "tantivy", "trafilatura", "lxml", "pypdf", "docx", "markdown_it",
    "prompt_toolkit", "pytest",
}  # fmt: skip
NEVER_TO_ASK = {"pythainlp", "babel", "telegram", "httpx", "rich", "pygments", "evaluation", "management"}

# At exit, however it ends, the process prints what it has loaded.
TELLING = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), flush=True))
import run_bot
sys.exit(run_bot.main(sys.argv[1:]))
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    corpus = tmp_path / "lamps.txt"
    corpus.write_text("The keeper trimmed the lamp in 1911.\n\nThe harbour froze.", encoding="utf-8")
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return unmeasured | {
        "QUOTH_CORPUS": str(corpus),
        "QUOTH_STATE_DIR": str(tmp_path / "state"),
        "QUOTH_TELEGRAM_TOKEN": "123456789:there-is-nobody-at-this-address",
        "QUOTH_TELEGRAM_BASE_URL": "http://127.0.0.1:9/bot",
    }


def start(environment: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", TELLING, *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def packages(printed: str) -> set[str]:
    return {module.split(".")[0] for module in json.loads(printed.splitlines()[-1])}


def test_asking_about_an_article_loads_neither_telegram_nor_what_large_corpora_need(
    environment: dict[str, str],
) -> None:
    for _ in range(2):  # the first builds the corpus, in a child
        printed, complaint = start(environment, "ask", "Who trimmed the lamp?").communicate()

        assert "keeper" in printed, complaint
    loaded = packages(printed)

    assert "rank_bm25" in loaded
    assert not loaded & (NEVER | NEVER_TO_ASK)
    assert len(json.loads(printed.splitlines()[-1])) < 650


def test_a_bot_over_an_article_loads_nothing_for_large_corpora_web_pages_or_terminals(
    environment: dict[str, str],
) -> None:
    with start(environment, "run") as process:
        assert process.stderr is not None
        assert process.stdout is not None

        said = next((line for line in process.stderr if "cannot be reached" in line), "")
        assert said, "the bot ended before it asked Telegram for anything"

        process.send_signal(signal.SIGTERM)
        loaded = packages(process.stdout.read())

    assert {"telegram", "rank_bm25", "sniffio"} <= loaded
    assert not loaded & NEVER
