import pytest

from corpus.extraction.html import read_html
from corpus.extraction.result import Refused
from tests.corpus.documents import ENTITY_BOMB, page

ARTICLE = """
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Old pines bend</h1>
<p>The old pines of Selmouth bend in every gale that comes in from the sea, and no<b>bo</b>dy minds.</p>
<h2>What they cost</h2>
<p>Each pine costs about forty crowns a year,<br>the mayor said on Sunday evening at the harbour.</p>
<ul><li>Oaks: sixty crowns</li><li>Pines: forty crowns</li></ul>
<table><tr><th>Tree</th><th>Height</th></tr><tr><td>Oak</td><td>12 m</td></tr></table>
<p>It costs 5 * 3 * 2 crowns, # and no heading.</p></article>
<footer>All rights reserved. <a href="/contact">Contact us</a></footer><script>alert("pines")</script>
"""


def test_the_article_is_taken_and_what_stands_around_it_is_not() -> None:
    made = read_html(page(ARTICLE, "<title>Old pines bend</title>"))
    assert made.title == "Old pines bend"
    assert made.text.split("\n\n") == [
        "Old pines bend",
        "The old pines of Selmouth bend in every gale that comes in from the sea, and nobody minds.",
        "What they cost",
        "Each pine costs about forty crowns a year, the mayor said on Sunday evening at the harbour.",
        "- Oaks: sixty crowns\n- Pines: forty crowns\n- Tree: Oak; Height: 12 m",
        "It costs 5 * 3 * 2 crowns, # and no heading.",
    ]
    assert [made.text[slice(*span)] for span in made.headings] == ["Old pines bend", "What they cost"]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r", "utf-16"])
def test_a_page_is_read_as_it_says_it_is_encoded(encoding: str) -> None:
    words = "Старые сосны гнутся на ветру, и никто в городе этого не замечает."
    html = page(f"<p>{words}</p>", f'<meta charset="{encoding}">').decode()
    assert read_html(html.encode(encoding)).text == words


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (page("<div>" * 50_000 + "deep"), "nested"),
        (page("<b><i>" * 50_000 + "deep"), "nested"),
        (ENTITY_BOMB, "no article|no text"),
        (page("<script>pines()</script>"), "no article|no text"),
        (b"\0\1\2\3" * 100, "not text"),
        (b"", "no article|no text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_html(data)
