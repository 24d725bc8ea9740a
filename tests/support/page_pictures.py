"""Take pictures of the real reader page with Chromium.

``python -m tests.support.page_pictures`` takes them again, into docs/pictures.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, Page

from config.settings import ROOT
from tests.web.pages.browsing import CHROMIUM, chromium, site, watched
from tests.web.pages.samples import ALL, write_texts

PICTURES = ROOT / "docs" / "pictures"
ARTICLE = ROOT / "corpus" / "articles"
QUESTION = "What did Ivanov write about Russia and China?"
COST = "How much does a wick cost?"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1100, "height": 640}, "color_scheme": "light"}
TELEPHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "color_scheme": "dark"}


def ask(page: Page, question: str = QUESTION) -> None:
    """Ask on the page, as somebody would."""
    page.goto(f"/?q={quote(question)}")


def open_first_citation(page: Page, question: str = QUESTION) -> None:
    """Open the first sentence of an answer in its text."""
    ask(page, question)
    page.locator(".answer > .sentences .place a").first.click()
    page.wait_for_selector("mark")
    page.wait_for_timeout(300)


def take(browser: Browser, origin: str, name: str, window: dict[str, Any], show: Any) -> None:
    """Take one picture, after *show* has prepared the page."""
    with watched(browser, origin, device_scale_factor=1.5, **window) as opened:
        show(opened.page)
        opened.page.screenshot(path=PICTURES / f"{name}.png")


def main() -> int:
    """Take all pictures; 1 where there is no Chromium."""
    if CHROMIUM is None:
        sys.stderr.write("there is no Chromium here; install Debian's package chromium\n")
        return 1
    with tempfile.TemporaryDirectory() as home, chromium() as browser:
        folder = Path(home)
        with site(ARTICLE, folder / "article") as origin:
            take(browser, origin, "page-read", DESKTOP, open_first_citation)
            take(browser, origin, "page-ask", DESKTOP, ask)
            take(browser, origin, "page-telephone", TELEPHONE, open_first_citation)
        texts = write_texts(
            folder / "texts", {name: ALL[name] for name in ("care.md", "arabic.txt", "faq.txt")}
        )
        with site(texts, folder / "texts-state") as origin:
            take(
                browser,
                origin,
                "page-layout",
                DESKTOP,
                lambda page: open_first_citation(page, "How much does a wick cost?"),
            )
            take(browser, origin, "page-arabic", TELEPHONE, lambda page: page.goto("/read/arabic"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
