"""A real Chromium for tests and pictures, and the site as a process of its own."""

import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

ROOT = Path(__file__).parents[3]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SECONDS_TO_START = 300.0
MILLISECONDS = 60_000
"""How long a page may take on a machine that does much else."""


@contextmanager
def site(corpus: Path, state: Path, **settings: str) -> Iterator[str]:
    """``run_bot.py web`` over *corpus* while the block runs; its address."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    environment |= {
        "QUOTH_WEB": "127.0.0.1:0",
        "QUOTH_CORPUS": str(corpus),
        "QUOTH_STATE_DIR": str(state),
        "QUOTH_MEANING": "off",  # vectors take minutes on a loaded machine
    }
    process = subprocess.Popen(
        [sys.executable, "run_bot.py", "web"],
        cwd=ROOT,
        env=environment | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        yield _address(process)
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS_TO_START)


def _address(process: "subprocess.Popen[bytes]") -> str:
    """The address that the process says it serves at."""
    assert process.stderr is not None
    said, end = b"", time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        if select.select([process.stderr], [], [], 1.0)[0]:
            said += os.read(process.stderr.fileno(), 4096)
        if found := re.search(rb"http://127\.0\.0\.1:\d+", said):
            return found[0].decode()
    raise AssertionError(f"the site did not start: {said.decode()}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watched:
    """A page, with what its browser complained about and where it went."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def strangers(self, origin: str) -> list[str]:
        """Requests that left the site."""
        return [each for each in self.addresses if not each.startswith((f"{origin}/", "data:"))]


@contextmanager
def watched(browser: Browser, origin: str, **options: Any) -> Iterator[Watched]:
    """A new, watched window without cookies."""
    context = browser.new_context(base_url=origin, **options)
    context.set_default_timeout(MILLISECONDS)
    page = context.new_page()
    found = Watched(page)

    def complain(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            found.complaints.append(message.text)

    def note(request: Request) -> None:
        found.addresses.append(request.url)

    page.on("console", complain)
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.on("dialog", lambda dialog: found.complaints.append(dialog.message))
    page.on("request", note)
    try:
        yield found
    finally:
        context.close()
