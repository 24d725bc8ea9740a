"""``run_bot.py web``: the pages as a process of their own, without a token."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from config.settings import ROOT

SECONDS_TO_START = 120.0


def start(source: Path, state: Path, address: str) -> "subprocess.Popen[bytes]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    settings = {"QUOTH_WEB": address, "QUOTH_CORPUS": str(source), "QUOTH_STATE_DIR": str(state)}
    return subprocess.Popen(
        [sys.executable, "run_bot.py", "web"], cwd=ROOT, env=environment | settings, stderr=subprocess.PIPE
    )


def read_log_until(process: "subprocess.Popen[bytes]", pattern: str) -> "re.Match[str]":
    """What the process logs, up to where the pattern is found in it."""
    assert process.stderr is not None
    said, end = "", time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if select.select([process.stderr], [], [], 1.0)[0]:
            said += os.read(process.stderr.fileno(), 4096).decode()
        if found := re.search(pattern, said):
            return found
    raise AssertionError(f"{pattern} was not said: {said}")


def test_it_serves_without_a_token_until_it_is_stopped(source: Path, tmp_path: Path) -> None:
    process = start(source, tmp_path / "state", "127.0.0.1:0")
    try:
        address = read_log_until(process, r"http://127\.0\.0\.1:\d+")[0]

        page = httpx.get(f"{address}/", params={"q": "Who lit the lamp?"}, timeout=SECONDS_TO_START)
        ready = httpx.get(f"{address}/readyz", timeout=SECONDS_TO_START).json()

        assert "Edda Quist lit it" in page.text
        assert (ready["ready"], ready["telegram_reachable"]) == (True, None)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SECONDS_TO_START)

    assert process.returncode == 0


def test_an_address_that_cannot_be_used_is_said_in_one_line(source: Path, tmp_path: Path) -> None:
    process = start(source, tmp_path / "state", "192.0.2.1:80")

    _, said = process.communicate(timeout=SECONDS_TO_START)

    assert process.returncode == 2
    assert b"cannot serve at 192.0.2.1:80" in said
    assert b"Traceback" not in said
