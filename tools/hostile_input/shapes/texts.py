"""Plain text, Markdown, tables, RTF, e-mails and JSON lines that are slow or large to read."""

import csv
import io
import random
from email.message import EmailMessage
from functools import partial

from corpus.limits import MAX_CHARACTERS, MAX_LINES, MAX_MARKDOWN_LINES
from tests.corpus.hostile_texts import MARKDOWN, PLAIN
from tools.hostile_input.shapes.making import (
    Make,
    lines_at_a_limit,
    nested,
    numbered,
    paragraphs,
    repeated,
    sentences,
    text,
    words_that_nobody_wrote,
)


def _cyrillic(size: int) -> bytes:
    """Russian sentences in an encoding without a byte-order mark."""
    return ("Старые сосны гнутся на ветру, и лодки ждут прилива. " * (size // 52)).encode("cp1251")


def _noise(size: int) -> bytes:
    """Bytes in no encoding, without control characters."""
    return bytes(random.Random(size).choices(range(0x80, 0x100), k=size))


def _mail(size: int) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Boats", "a@example.org", "b@example.org"
    message.set_content(sentences(size))
    return message.as_bytes()


def _mail_of_parts(size: int) -> bytes:
    part = "--b\nContent-Type: text/plain\n\nA boat waits.\n"
    head = 'Subject: Boats\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    return (head + part * (size // len(part)) + "--b--\n").encode()


def _mail_of_long_types(size: int) -> bytes:
    """A mail whose parts have types with as many parameters as fit in a header."""
    part = f"--b\nContent-Type: text/plain; {'a=b; ' * 12_000}\n\nA boat waits.\n"
    head = 'Subject: Boats\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    return (head + part * (size // len(part)) + "--b--\n").encode()


def _mail_of_mails(size: int) -> bytes:
    head = "Subject: Boats\nContent-Type: message/rfc822\n\n"
    return (head * (size // len(head)) + "Subject: x\n\nA boat waits.\n").encode()


def _table(columns: int, name: str, cell: str) -> Make:
    def make(size: int) -> bytes:
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow([f"{name}{number}" for number in range(columns)])
        for _ in range(size // (columns * (len(cell) + 1))):
            rows.writerow([cell] * columns)
        return out.getvalue().encode()

    return make


def _named(name: str, columns: int = 200) -> Make:
    """A table whose rows reach the limit on length, because each cell is shown with its column's name."""

    def make(size: int) -> bytes:
        names = [f"{(name * 120)[:110]}{number}" for number in range(columns)]
        shown = sum(len(each) + len(": a; ") for each in names)
        rows = min(size // (2 * columns), int(0.98 * MAX_CHARACTERS) // shown)
        return "\n".join([",".join(names), *[",".join("a" * columns)] * rows]).encode()

    return make


def _json_lines(size: int) -> bytes:
    row = b'{"_id": "d%d", "text": "A boat waits in harbour %d."}\n'
    return b"".join(row % (number, number) for number in range(size // 60))


_lines = partial(lines_at_a_limit, MAX_LINES)
_markdown_lines = partial(lines_at_a_limit, MAX_MARKDOWN_LINES)
_RTF = ("{\\rtf1 ", "}")
_HTML_MAIL = "Subject: Boats\nFrom: a@example.org\nContent-Type: text/html; charset=utf-8\n\n"

_AT_THE_LIMIT: dict[str, Make] = {
    "txt: lines at the limit": _lines(""),
    "txt: paragraphs at the limit": _lines("", "\n\n"),
    "txt: bullets at the limit": _lines("- "),
    "txt: numbers at the limit": _lines("{}. "),
    "txt: terms at the limit": _lines("word{}\n    "),
    "txt: options at the limit": _lines("  -o{}, --option{}   "),
    "txt: headings at the limit": _lines("Boats {}\n--------\n\n", "\n\n"),
    "txt: questions at the limit": _lines("Q: Do boats wait?\nA: ", "\n\n"),
    "txt: columns at the limit": _lines("boat {}    12 m    "),
    "txt: capitals at the limit": _lines("BOATS {}\n", "\n\n"),
    "md: bullets at the limit": _markdown_lines("- "),
    "md: bullets in bullets at the limit": _markdown_lines("- a\n  - b\n    - "),
    "md: headings at the limit": _markdown_lines("## Boats {}\n\n", "\n\n"),
    "md: quotations at the limit": _markdown_lines("> "),
    "md: rows at the limit": lambda size: (
        b"| boat | words | more |\n|---|---|---|\n"
        + lines_at_a_limit(MAX_MARKDOWN_LINES - 2, "| boat {} | ", " | c |\n")(size)
    ),
    "csv: rows at the limit": lambda size: b"boat,words\n" + _lines('boat {},"', '"\n')(size * 4 // 5),
    "csv: sentences below long names": _named("The boat waits for the tide. "),
    "csv: abbreviations below long names": _named("e.g. Mr. U.S. "),
    "csv: acronyms below long names": _named("The Lamp Of Nine (LONB) waits. "),
    "csv: Chinese below long names": _named("湖港燈"),
    "csv: Thai below long names": _named("ประภาคาร"),
}
"""Files that are read in full, because they are just within the limits."""

TEXTS: dict[str, Make] = {
    **_AT_THE_LIMIT,
    **{f"txt: {kind}": text(made) for kind, made in PLAIN.items()},
    "txt: sentences": text(sentences),
    "txt: one word": repeated("a"),
    "txt: words that nobody wrote": text(words_that_nobody_wrote),
    "txt: full stops": repeated(". "),
    "txt: abbreviations": repeated("e.g. Mr. U.S. "),
    "txt: acronyms": text(numbered("The Lamp Of Nine{} (LONB{}) waits. ")),
    "txt: quotation marks": repeated('" '),
    "txt: Chinese without stops": repeated("湖港燈"),
    "txt: Thai": repeated("ประภาคาร"),
    "txt: columns": repeated("a    b    c    1\n"),
    "txt: an encoding without a mark": _cyrillic,
    "txt: bytes of no encoding": _noise,
    **{f"md: {kind}": text(made) for kind, made in MARKDOWN.items()},
    "md: sentences": text(sentences),
    "md: emphasis": repeated("*_`"),
    "md: links in links": nested("[", "](a)"),
    "csv: rows": _table(4, "Name ", "boat"),
    "csv: commas": repeated(","),
    "csv: short rows": repeated("a,b\n"),
    "csv: an unclosed quotation mark": repeated("a,b\n", '"'),
    "csv: quotation marks": repeated('""'),
    "csv: quotation marks after commas": repeated(',"a'),
    "csv: short cells below long names": _table(1000, "A very long name of a column of boats " * 3, "b"),
    "rtf: paragraphs": lambda size: b"{\\rtf1 " + paragraphs(size, ("", "\\par\n")).encode() + b"}",
    "rtf: groups in groups": nested("{", "}", *_RTF),
    "rtf: short paragraphs": repeated("\\par a\n", *_RTF),
    "rtf: escapes": repeated("\\'e4", *_RTF),
    "rtf: control words": repeated("\\b\\i0", "{\\rtf1 ", "a}"),
    "rtf: links": repeated("{\\field{\\*\\fldinst{HYPERLINK ", *_RTF),
    "rtf: links that close": repeated(
        '{\\field{\\*\\fldinst{HYPERLINK "a"}}{\\fldrslt a}} ', "{\\rtf1 A boat waits. ", "}"
    ),
    "rtf: fonts": repeated("\\f0 ", "{\\rtf1 A boat waits.{\\fonttbl", "}}"),
    "rtf: pictures": repeated("{\\pict\\bin1 }a ", *_RTF),
    "rtf: rows": repeated("\\trowd a\\cell b\\cell\\row ", *_RTF),
    "eml: sentences": _mail,
    "eml: parts": _mail_of_parts,
    "eml: long types": _mail_of_long_types,
    "eml: mails in mails": _mail_of_mails,
    "eml: one header": repeated("a ", "Subject: ", "\n\nA boat waits.\n"),
    "eml: headers": repeated("X-A: b\n", "Subject: Boats\n", "\nA boat waits.\n"),
    "eml: encoded words": repeated("=?utf-8?q?=41?= ", "Subject: ", "\n\nA boat waits.\n"),
    "eml: HTML of short paragraphs": repeated("<p>A boat.</p>\n", _HTML_MAIL),
    "eml: HTML of divisions": repeated(f"{'<div>a' * 390}{'</div>' * 390}\n", _HTML_MAIL),
    "jsonl: small documents": _json_lines,
    "jsonl: one document": lambda size: b'{"_id": "d", "text": "%s"}\n' % sentences(size).encode(),
    "jsonl: lists in lists": nested("[", "]", '{"_id": "d", "text": ', "}\n"),
    "jsonl: objects in objects": nested('{"a":', "}", '{"_id": "d", "text": ', "}\n"),
    "jsonl: broken lines": repeated("{\n"),
    "jsonl: every other line broken": repeated('{"_id": 1, "text": "A boat waits."}\n{\n'),
    "jsonl: unknown fields": repeated('{"_id": "d", "a": 1}\n'),
    "jsonl: many fields": text(
        lambda size: numbered('"k{}": 1, ')(size).join(("{", '"_id": 1, "text": "A boat."}\n'))
    ),
    "jsonl: one id": repeated('{"_id": "d", "text": "A boat waits."}\n'),
    "jsonl: a long id": lambda size: b'{"_id": "%s", "text": "A boat waits."}\n' % (b"d" * size),
    "jsonl: a long title": lambda size: (
        b'{"_id": "d", "title": "%s", "text": "A boat waits."}\n' % sentences(size).encode()
    ),
    "jsonl: a long number": repeated("1", '{"_id": ', ', "text": "A boat waits."}\n'),
    "jsonl: escapes": repeated("\\u0061 ", '{"_id": "d", "text": "', '"}\n'),
}
