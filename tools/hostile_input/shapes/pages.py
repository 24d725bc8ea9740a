"""Web pages that are slow or large to read."""

from tools.hostile_input.shapes.making import (
    Make,
    nested,
    nested_to,
    numbered,
    paragraphs,
    repeated,
    sentences,
    text,
)

_PAGE = ("<html><body>", "</body></html>")
_PARAGRAPH = ("<html><body><p>A boat waits.", "</p></body></html>")
_AFTER_A_PARAGRAPH = ("<html><body><p>A boat waits.</p>", "</body></html>")


def _within(pieces: Make, opening: str, closing: str) -> Make:
    return lambda size: opening.encode() + pieces(size) + closing.encode()


PAGES: dict[str, Make] = {
    "html: paragraphs": text(lambda size: paragraphs(size, ("<p>", "</p>")).join(_PAGE)),
    "html: short paragraphs": repeated("<p>A boat.</p>", *_PAGE),
    "html: short lines": repeated("A boat.<br>", *_PARAGRAPH),
    "html: headings": repeated("<h2>Boats</h2>", *_AFTER_A_PARAGRAPH),
    "html: short entries": repeated("<li>A boat.", "<html><body><ul>", "</ul></body></html>"),
    "html: bold words": repeated("<b>a</b> ", *_PARAGRAPH),
    "html: divisions in divisions": nested("<div>", "</div>", *_PAGE),
    "html: divisions 390 deep": repeated(nested_to(390, "<div>a", "</div>"), *_PAGE),
    "html: lists 190 deep": repeated(nested_to(190, "<ul><li>a", "</ul>"), *_PAGE),
    "html: tables 190 deep": repeated(nested_to(190, "<table><tr><td>a", "</table>"), *_PAGE),
    "html: quotations 390 deep": repeated(nested_to(390, "<blockquote>a", "</blockquote>"), *_PAGE),
    "html: unclosed tags": repeated("<b><i>a", *_AFTER_A_PARAGRAPH),
    "html: table cells": repeated("<tr><td>a<td>b", "<html><body><table>", "</table></body></html>"),
    "html: one table row": repeated("<td>a", "<html><body><table><tr>", "</table></body></html>"),
    "html: links": repeated('<a href="a">a</a> ', *_PARAGRAPH),
    "html: links to parts": _within(
        text(numbered('<li id="a{}"><a href="#a{}">a</a>')), "<html><body><ul>", "</ul></body></html>"
    ),
    "html: menus between words": repeated("<nav>a</nav>A boat waits. ", *_AFTER_A_PARAGRAPH),
    "html: pictures between words": repeated('<img src="a.jpg">A boat waits. ', *_PARAGRAPH),
    "html: entities": repeated("&amp;&lt;", *_PARAGRAPH),
    "html: brackets": repeated("<", *_PARAGRAPH),
    "html: ampersands": repeated("&#", *_PARAGRAPH),
    "html: an unclosed comment": repeated("<!-- a ", *_AFTER_A_PARAGRAPH),
    "html: comments": repeated("<!-- a -->", *_AFTER_A_PARAGRAPH),
    "html: an unclosed script": repeated("<script>a ", *_AFTER_A_PARAGRAPH),
    "html: an endless tag": repeated("a", "<html><body><p>A boat waits.</p><", ""),
    "html: attributes": repeated('a="b" ', "<html><body><p ", ">A boat waits.</p></body></html>"),
    "html: attributes of many names": _within(
        text(numbered("a{}=b ")), "<html><body><p ", ">A boat waits.</p></body></html>"
    ),
    "html: ids": _within(text(numbered('<p id="a{}">A boat waits.</p>')), *_PAGE),
    "html: dates": _within(text(numbered("<p>Posted on 3 May 2001, 2001-05-03 at {}.</p>")), *_PAGE),
    "html: metadata": repeated('<meta name="author" content="Nils Holm">', "<html><head>", "</head></html>"),
    "html: a title": text(lambda size: f"<html><head><title>{sentences(size)}</title></head></html>"),
    "html: data in a script": nested(
        '{"@graph":', "}", '<html><script type="application/ld+json">', "</script><p>A boat waits.</html>"
    ),
    "html: one paragraph": text(lambda size: sentences(size).join(_PARAGRAPH)),
    "html: one word": repeated("a", *_PARAGRAPH),
    "html: no tags": text(sentences),
}
