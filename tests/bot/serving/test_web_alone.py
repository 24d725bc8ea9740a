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
import pytest

from bot.serving.web_side import refuse_private_alone
from config.settings import ROOT, SettingsError, read_settings

SECONDS_TO_START = 120.0


def start(source: Path | str, state: Path, address: str, **more: str) -> "subprocess.Popen[bytes]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    settings = {"QUOTH_WEB": address, "QUOTH_CORPUS": str(source), "QUOTH_STATE_DIR": str(state)}
    return subprocess.Popen(
        [sys.executable, "run_bot.py", "web"],
        cwd=ROOT,
        env=environment | settings | more,
        stderr=subprocess.PIPE,
    )


def read_log_until(process: "subprocess.Popen[bytes]", pattern: str) -> "re.Match[str]":
    """Read the log until the pattern is found; return the match."""
    assert process.stderr is not None
    said, end = "", time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if select.select([process.stderr], [], [], 1.0)[0]:
            said += os.read(process.stderr.fileno(), 4096).decode()
        if found := re.search(pattern, said):
            return found
    raise AssertionError(f"{pattern} was not said: {said}")


def test_the_web_command_serves_without_a_token_until_it_is_stopped(source: Path, tmp_path: Path) -> None:
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


def test_an_unusable_address_is_reported_in_one_line(source: Path, tmp_path: Path) -> None:
    process = start(source, tmp_path / "state", "192.0.2.1:80")

    _, said = process.communicate(timeout=SECONDS_TO_START)

    assert process.returncode == 2
    assert b"cannot serve at 192.0.2.1:80" in said
    assert b"Traceback" not in said


def two_libraries(folder: Path) -> str:
    """Two corpora, as the setting names them."""
    for name, text in {"mill": "Carl Brandt built the wheel.", "pay": "Edda Quist signs the wages."}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return f"mill={folder / 'mill.txt'},pay={folder / 'pay.txt'}"


def test_several_corpora_are_served_without_the_private_ones(tmp_path: Path) -> None:
    private = {"QUOTH_PRIVATE": "pay:42", "QUOTH_API": "everybody"}
    process = start(two_libraries(tmp_path), tmp_path / "state", "127.0.0.1:0", **private)
    try:
        address = read_log_until(process, r"http://127\.0\.0\.1:\d+")[0]

        with httpx.Client(base_url=address, timeout=SECONDS_TO_START) as browser:
            mill = browser.get("/library/mill/", params={"q": "Who built the wheel?"})
            pay = browser.get("/library/pay/")
            asked = browser.post("/api/ask", json={"question": "Who signs the wages?"})
            ready = browser.get("/readyz").json()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SECONDS_TO_START)

    assert "Carl Brandt built the wheel." in mill.text
    assert pay.status_code == 404
    assert "Quist" not in asked.text
    assert ready["ready"] is True
    assert process.returncode == 0


def test_a_private_corpus_is_not_served_alone(tmp_path: Path) -> None:
    settings = read_settings({"corpus": two_libraries(tmp_path), "private": "pay:42"})
    private = settings.of_corpus(settings.corpora[1])
    public = settings.of_corpus(settings.corpora[0])

    refuse_private_alone(public)
    refuse_private_alone(settings)
    with pytest.raises(SettingsError, match="QUOTH_PRIVATE makes pay private, and served alone everybody"):
        refuse_private_alone(private)
