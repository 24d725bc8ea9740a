"""The pages in a real Chromium: their look, the keyboard, and what must not run.  About fifteen seconds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Browser, Page

from tests.web.pages.browsing import CHROMIUM, MILLISECONDS, chromium, site, watched
from tests.web.pages.samples import ALL, long_text, write_texts

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (Debian: chromium)")

QUESTION = "Who lit the lamp on Sunday evening?"
ANSWER = "Mayor Edda Quist lit it on Sunday evening."
WIDTHS = (360, 768, 1280)
TELEPHONE: Any = {"width": 360, "height": 740}
IN_VIEW = """mark => {
    const box = mark.getBoundingClientRect();
    const bar = document.querySelector('nav.citations').getBoundingClientRect();
    const head = document.querySelector('header.site').getBoundingClientRect();
    return box.top >= head.bottom && box.bottom <= bar.top && box.left >= 0 && box.right <= innerWidth;
}"""


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("site")
    texts = write_texts(home / "texts", {**ALL, "book.md": long_text(50_000)})
    with site(texts, home / "state") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def wait_until(page: Page, condition: str) -> None:
    """Wait until a condition holds; Playwright's own way needs `eval`, which the pages forbid."""
    for _ in range(MILLISECONDS // 50):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"it never came to: {condition}")


def ask(page: Page, question: str = QUESTION) -> None:
    page.goto(f"/?q={quote(question)}")


def read_answer(page: Page) -> None:
    ask(page)
    page.locator(".answer > .sentences .place a").first.click()
    page.wait_for_url("**/read/**")  # a click returns before the new page is there


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_cited_sentence_is_marked_and_in_view(
    browser: Browser, origin: str, width: int, theme: Any
) -> None:
    with watched(browser, origin, viewport={"width": width, "height": 740}, color_scheme=theme) as window:
        read_answer(window.page)
        mark = window.page.locator("mark")

        assert mark.text_content() == ANSWER

        wait_until(window.page, f"({IN_VIEW})(document.querySelector('mark'))")
        assert window.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        assert window.complaints == []
        assert window.strangers(origin) == []


def test_the_pages_work_without_scripts(browser: Browser, origin: str) -> None:
    with watched(browser, origin, java_script_enabled=False, viewport=TELEPHONE) as window:
        page = window.page
        page.goto("/")
        page.get_by_label("Your question").fill(QUESTION)
        page.get_by_role("button", name="Ask").click()
        page.locator(".answer > .sentences .place a").first.click()
        box = page.locator("mark").bounding_box()
        page.locator("details.cite summary").click()
        copied = page.locator("details.cite p").text_content() or ""
        page.get_by_role("searchbox").fill("crowns")
        page.locator("form.find button").click()

        assert box is not None
        assert 0 < box["y"] < 740
        assert ANSWER in copied
        assert page.locator("form.find .count").text_content() == "1 place found"
        assert window.strangers(origin) == []


def test_the_pages_can_be_used_with_the_keyboard_alone(browser: Browser, origin: str) -> None:
    with watched(browser, origin) as window:
        page, keys = window.page, window.page.keyboard
        page.goto("/")
        keys.press("/")
        keys.type("What did the repair cost, and who paid for it?")
        keys.press("Enter")
        page.wait_for_selector(".answer")
        page.locator(".answer .place a").first.focus()
        focused = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        keys.press("Enter")
        page.wait_for_selector("mark")
        following = page.locator(".citations a[rel=next]")
        if following.count():
            keys.press("n")
            page.wait_for_url("**#c2")

        assert focused == "solid"
        assert page.locator("mark").count() >= 1
        assert window.complaints == []


def test_a_skip_link_leads_past_the_question_box(browser: Browser, origin: str) -> None:
    with watched(browser, origin) as window:
        window.page.goto("/read/news")
        window.page.keyboard.press("Tab")
        label = window.page.evaluate("document.activeElement.textContent")
        window.page.keyboard.press("Enter")

        assert label == "Skip to the text"
        assert window.page.evaluate("document.activeElement.id") == "text"


def test_a_citation_is_copied_to_the_clipboard(browser: Browser, origin: str) -> None:
    with watched(browser, origin, permissions=["clipboard-read", "clipboard-write"]) as window:
        read_answer(window.page)
        window.page.get_by_role("button", name="Copy citation").click()
        window.page.get_by_role("button", name="Copied").wait_for()

        copied = window.page.evaluate("navigator.clipboard.readText()")

        assert copied.startswith(f"“{ANSWER}” — The Lamp of Selmouth, ¶ 2, 1999-05-03. {origin}/read/news?")


def test_a_search_within_a_text_shows_results_while_typing(browser: Browser, origin: str) -> None:
    with watched(browser, origin) as window:
        page = window.page
        page.goto("/read/book")
        page.get_by_role("searchbox").fill("northern pier")
        wait_until(page, "CSS.highlights.get('found')?.size > 100")
        page.keyboard.press("Enter")
        wait_until(page, "document.querySelector('.find .count').textContent.startsWith('1 / ')")

        assert page.evaluate("CSS.highlights.get('found-now').size") == 1
        assert page.url.endswith("/read/book")
        assert window.complaints == []


def test_the_last_sentence_of_fifty_thousand_words_is_scrolled_to(browser: Browser, origin: str) -> None:
    with watched(browser, origin, viewport=TELEPHONE) as window:
        page = window.page
        page.goto("/read/book")
        last = page.locator("article > p").last.get_attribute("id") or ""
        start = int(last[1:])
        shown = (page.locator(f"#{last}").text_content() or "").partition(".")[0] + "."
        page.goto(f"/read/book?c={start}-{start + len(shown)}&n=1#c1")

        assert page.locator("mark").text_content() == shown

        wait_until(page, f"({IN_VIEW})(document.querySelector('mark'))")
        assert window.complaints == []


def test_nothing_in_a_hostile_text_runs(browser: Browser, origin: str) -> None:
    with watched(browser, origin) as window:
        window.page.goto("/read/evil")
        window.page.wait_for_load_state("networkidle")

        assert window.page.title() == '<script>document.title = "owned"</script> – Quoth'
        assert len(window.page.frames) == 1
        assert window.page.locator("article img, article script, article iframe, article a").count() == 0
        assert window.complaints == []
        assert window.strangers(origin) == []


def test_a_mini_app_takes_telegrams_colours_and_still_scrolls_to_the_sentence(
    browser: Browser, origin: str
) -> None:
    colours = '{"bg_color":"#112233","text_color":"#eeeeff","link_color":"#88ccff"}'
    handed = urlencode({"tgWebAppData": "auth_date=1&hash=0", "tgWebAppThemeParams": colours})
    with watched(browser, origin, viewport={"width": 360, "height": 500}) as window:
        page = window.page
        ask(page)
        href = page.locator(".answer > .sentences .place a").first.get_attribute("href") or ""
        page.goto(f"{href.partition('#')[0]}#{handed}")

        wait_until(page, f"({IN_VIEW})(document.querySelector('mark'))")

        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 34, 51)"
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert window.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, origin: str, theme: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    found: list[tuple[str, str, str]] = []

    with watched(browser, origin, color_scheme=theme) as window:
        page = window.page
        for path in (f"/?q={quote(QUESTION)}", "/texts", "/read/care", "answer"):
            if path == "answer":
                read_answer(page)
            else:
                page.goto(path)
            page.evaluate(script)
            result = page.evaluate("axe.run()")
            found += [
                (path, each["id"], each["nodes"][0]["html"][:200])
                for each in result["violations"]
                if each["impact"] in ("serious", "critical")
            ]

    assert found == []
