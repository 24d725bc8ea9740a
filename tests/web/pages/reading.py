"""Read the content of a page as a browser does."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "img", "br"}


class PageText(HTMLParser):
    """Gathers the tags of a page with their attributes and the text within each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}, []))
        if tag not in VOID:
            self._open.append(len(self.tags) - 1)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self.tags[self._open.pop()][0] == tag:
                break

    def handle_data(self, data: str) -> None:
        for number in self._open:
            self.tags[number][2].append(data)

    def texts(self, tag: str, **attributes: str) -> list[str]:
        """The texts of the tags that have these attributes."""
        return ["".join(text) for _, text in self._found(tag, attributes)]

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """The attributes of these tags."""
        return [found for found, _ in self._found(tag, attributes)]

    def _found(self, tag: str, attributes: dict[str, str]) -> Iterator[tuple[dict[str, str], list[str]]]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        for name, found, text in self.tags:
            if name == tag and all(found.get(key) == value for key, value in wanted.items()):
                yield found, text


def marked_texts(html: str) -> dict[int, str]:
    """The text of each citation that is marked on a page, by its number."""
    found: dict[int, str] = {}
    for tag, attributes, text in PageText(html).tags:
        number = attributes.get("data-number") or attributes.get("data-of")
        if tag == "mark" and number:
            found[int(number)] = found.get(int(number), "") + "".join(text)
    return found


def reading_links(html: str) -> list[str]:
    """The addresses that the citations of an answer lead to."""
    return [link["href"] for link in PageText(html).all("a") if re.match(r"/read/?.*[?&]c=", link["href"])]
