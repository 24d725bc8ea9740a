"""The worst files: 20 MB of every format, made to be slow or large to read, published as an admin would.

    python -m tools.reliability.hostile_files [WORD ...] [--megabytes 20]

The table shows for each shape what became of it, the processor time and the most memory that a process took,
and how many times as long it took as a file of half the size.  A refusal is as good as a version, if it
comes soon.  With words, only the shapes with those words in their names are tried.
"""

import argparse
import csv
import io
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from tests.corpus.hostile_texts import MARKDOWN, PLAIN

ROOT = Path(__file__).parents[2]
MEGABYTES = 20
MAX_SECONDS, MAX_MEGABYTES, MAX_TIMES = 60.0, 1024.0, 2.2
TELLING = 1.0
"""Seconds of processor time; a ratio of less says more about the start of Python than about the file."""

Make = Callable[[int], bytes]
"""Makes a file of about so many bytes."""


class FileCost(NamedTuple):
    """What reading a file cost: the outcome, seconds of processor time, megabytes, and seconds for half."""

    outcome: str
    seconds: float
    megabytes: float
    half: float

    @property
    def times(self) -> float:
        """How many times as long it takes as half of it."""
        return self.seconds / self.half if self.half >= TELLING else 0.0

    @property
    def holds(self) -> bool:
        """Whether it is within the limits."""
        in_time = self.seconds <= MAX_SECONDS and self.times <= MAX_TIMES
        return in_time and self.megabytes <= MAX_MEGABYTES

    def row(self, name: str) -> str:
        """A row of the table.

        >>> FileCost("a version", 9.0, 310.4, 4.5).row("md: bullets")
        '| md: bullets | a version | 9.0 s | 310 MB | 2.0 |'
        """
        times = f"{self.times:.1f}" if self.times else "–"
        return f"| {name} | {self.outcome} | {self.seconds:.1f} s | {self.megabytes:.0f} MB | {times} |"


def _repeated(piece: str, before: str = "", after: str = "") -> Make:
    def make(size: int) -> bytes:
        return (before + piece * (size // len(piece.encode())) + after).encode()

    return make


def _nested(opening: str, closing: str, before: str = "", after: str = "") -> Make:
    def make(size: int) -> bytes:
        depth = size // len(opening + closing)
        return (before + opening * depth + "word" + closing * depth + after).encode()

    return make


def _packed(parts: Callable[[int], Iterator[tuple[str, bytes]]], *, stored: bool = False) -> Make:
    """A packed file whose parts unpack to the size; *stored* ones are as large packed."""

    def make(size: int) -> bytes:
        out = io.BytesIO()
        how = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(out, "w", how) as package:
            for name, content in parts(size):
                package.writestr(name, content)
        return out.getvalue()

    return make


_WORDS = [
    "the",
    "lamp",
    "of",
    "Selmouth",
    "burns",
    "above",
    "a",
    "harbour",
    "where",
    "boats",
    "wait",
    "for",
    "tide",
    "and",
    "wind",
    "every",
    "morning",
]


def _sentences(size: int) -> str:
    """Ordinary sentences, none like the other."""
    rng, length = random.Random(size), 0
    said: list[str] = []
    while length < size:
        said.append(f"{' '.join(rng.choices(_WORDS, k=12)).capitalize()} {len(said)}.")
        length += len(said[-1]) + 1
    return " ".join(said)


def _paragraphs(size: int, around: tuple[str, str]) -> str:
    text, (opening, closing) = _sentences(size), around
    return "".join(f"{opening}{text[at : at + 500]}{closing}" for at in range(0, len(text), 500))


def _mail(size: int) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Boats", "a@example.org", "b@example.org"
    message.set_content(_sentences(size))
    return message.as_bytes()


def _mail_of_parts(size: int) -> bytes:
    part = "--b\nContent-Type: text/plain\n\nA boat waits.\n"
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


_ENTITIES = (
    '<!DOCTYPE x [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1 or str()};" * 10}">' for n in range(1, 10))
    + "]>"
)
"""Each entity is ten of the one before."""


def _bomb(*names: str) -> Make:
    """A packed file of which the last part unpacks to a hundred times the size."""

    def make(size: int) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name in names[:-1]:
                package.writestr(name, b"application/epub+zip")
            with package.open(names[-1], "w", force_zip64=True) as part:
                for _ in range(100):
                    part.write(b" " * size)
        return out.getvalue()

    return make


_ODF = 'xmlns:office="o" xmlns:text="t" xmlns:table="b"'


def _odt(content: Callable[[int], str], before: str = "") -> Make:
    def parts(size: int) -> Iterator[tuple[str, bytes]]:
        body = f"<office:body><office:text>{content(size)}</office:text></office:body>"
        yield "mimetype", b"application/vnd.oasis.opendocument.text"
        yield "content.xml", f"{before}<office:document {_ODF}>{body}</office:document>".encode()

    return _packed(parts, stored=True)


_CONTAINER = (
    b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    b'<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def _epub(chapters: Callable[[int], list[str]], before: str = "") -> Make:
    def parts(size: int) -> Iterator[tuple[str, bytes]]:
        texts = chapters(size)
        items = "".join(
            f'<item id="c{number}" href="c{number}.xhtml" media-type="application/xhtml+xml"/>'
            for number in range(len(texts))
        )
        spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(texts)))
        yield "mimetype", b"application/epub+zip"
        yield "META-INF/container.xml", _CONTAINER
        book = f"<manifest>{items}</manifest><spine>{spine}</spine>"
        yield "book.opf", f'<package xmlns="http://www.idpf.org/2007/opf">{book}</package>'.encode()
        for number, text in enumerate(texts):
            page = f'{before}<html xmlns="http://www.w3.org/1999/xhtml"><body>{text}</body></html>'
            yield f"c{number}.xhtml", page.encode()

    return _packed(parts, stored=True)


def _xlsx(columns: int, name: str, cell: str) -> Make:
    """A workbook whose sheet unpacks to the size."""

    def make(size: int) -> bytes:
        from openpyxl import Workbook

        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet("Boats")
        sheet.append([f"{name}{number}" for number in range(columns)])
        for number in range(size // (columns * (len(cell) + 40))):
            sheet.append([f"{cell}{number % 97}"] * columns)
        out = io.BytesIO()
        workbook.save(out)
        return out.getvalue()

    return make


def _text(kind: Callable[[int], str]) -> Make:
    return lambda size: kind(size).encode()


FILES: dict[str, Make] = {
    **{f"txt: {kind}": _text(made) for kind, made in PLAIN.items()},
    "txt: sentences": _text(_sentences),
    "txt: one word": _repeated("a"),
    "txt: full stops": _repeated(". "),
    "txt: abbreviations": _repeated("e.g. Mr. U.S. "),
    "txt: quotation marks": _repeated('" '),
    "txt: Chinese without stops": _repeated("湖港燈"),
    "txt: Thai": _repeated("ประภาคาร"),
    "txt: columns": _repeated("a    b    c    1\n"),
    **{f"md: {kind}": _text(made) for kind, made in MARKDOWN.items()},
    "md: sentences": _text(_sentences),
    "md: emphasis": _repeated("*_`"),
    "md: links in links": _nested("[", "](a)"),
    "html: paragraphs": lambda size: (
        f"<html><body>{_paragraphs(size, ('<p>', '</p>'))}</body></html>".encode()
    ),
    "html: short paragraphs": _repeated("<p>A boat.</p>", "<html><body>", "</body></html>"),
    "html: divisions in divisions": _nested("<div>", "</div>", "<html><body>", "</body></html>"),
    "html: unclosed tags": _repeated("<b><i>a", "<html><body><p>A boat waits.</p>"),
    "html: table cells": _repeated("<tr><td>a<td>b", "<html><body><table>", "</table></body></html>"),
    "html: links": _repeated('<a href="a">a</a> ', "<html><body><p>", "</p></body></html>"),
    "html: entities": _repeated("&amp;&lt;", "<html><body><p>", "</p></body></html>"),
    "html: an unclosed comment": _repeated("<!-- a ", "<html><body><p>A boat waits.</p>"),
    "html: attributes": _repeated('a="b" ', "<html><body><p ", ">A boat waits.</p></body></html>"),
    "html: no tags": _text(_sentences),
    "csv: rows": _table(4, "Name ", "boat"),
    "csv: commas": _repeated(","),
    "csv: short rows": _repeated("a,b\n"),
    "csv: an unclosed quotation mark": _repeated("a,b\n", '"'),
    "csv: quotation marks": _repeated('""'),
    "csv: short cells below long names": _table(1000, "A very long name of a column of boats " * 3, "b"),
    "rtf: paragraphs": lambda size: b"{\\rtf1 " + _paragraphs(size, ("", "\\par\n")).encode() + b"}",
    "rtf: groups in groups": _nested("{", "}", "{\\rtf1 ", "}"),
    "rtf: short paragraphs": _repeated("\\par a\n", "{\\rtf1 ", "}"),
    "rtf: escapes": _repeated("\\'e4", "{\\rtf1 ", "}"),
    "rtf: control words": _repeated("\\b\\i0", "{\\rtf1 ", "a}"),
    "eml: sentences": _mail,
    "eml: parts": _mail_of_parts,
    "eml: mails in mails": _mail_of_mails,
    "eml: one header": _repeated("a ", "Subject: ", "\n\nA boat waits.\n"),
    "eml: headers": _repeated("X-A: b\n", "Subject: Boats\n", "\nA boat waits.\n"),
    "eml: encoded words": _repeated("=?utf-8?q?=41?= ", "Subject: ", "\n\nA boat waits.\n"),
    "jsonl: small documents": lambda size: b"".join(
        b'{"_id": "d%d", "text": "A boat waits in harbour %d."}\n' % (number, number)
        for number in range(size // 60)
    ),
    "jsonl: one document": lambda size: b'{"_id": "d", "text": "%s"}\n' % _sentences(size).encode(),
    "jsonl: lists in lists": _nested("[", "]", '{"_id": "d", "text": ', "}\n"),
    "jsonl: broken lines": _repeated("{\n"),
    "jsonl: unknown fields": _repeated('{"_id": "d", "a": 1}\n'),
    "xlsx: rows": _xlsx(4, "Name ", "boat "),
    "xlsx: short cells below long names": _xlsx(1000, "A very long name of a column of boats " * 3, "b"),
    "epub: one chapter": _epub(lambda size: [_paragraphs(size, ("<p>", "</p>"))]),
    "epub: small chapters": _epub(lambda size: ["<p>A boat waits.</p>"] * min(9000, size // 300)),
    "epub: divisions in divisions": _epub(lambda size: ["<div>" * (size // 11) + "</div>" * (size // 11)]),
    "epub: short paragraphs": _epub(lambda size: ["<p>a</p>" * (size // 8)]),
    "epub: a bomb": _bomb("META-INF/container.xml", "c0.xhtml"),
    "odt: a bomb": _bomb("mimetype", "content.xml"),
    "xlsx: a bomb": _bomb("[Content_Types].xml", "xl/workbook.xml"),
    "epub: entities in entities": _epub(lambda size: ["<p>&lol9;</p>" * (size // 13)], before=_ENTITIES),
    "odt: entities in entities": _odt(
        lambda size: "<text:p>&lol9;</text:p>" * (size // 23), before=_ENTITIES
    ),
    "odt: paragraphs": _odt(lambda size: _paragraphs(size, ("<text:p>", "</text:p>"))),
    "odt: short paragraphs": _odt(lambda size: "<text:p>a</text:p>" * (size // 18)),
    "odt: spans in spans": _odt(lambda size: _nested("<text:span>", "</text:span>")(size).decode()),
    "odt: repeated cells": _odt(
        lambda size: (
            "<table:table><table:table-row>"
            + '<table:table-cell table:number-columns-repeated="999"><text:p>boat</text:p></table:table-cell>'
            * (size // 100)
            + "</table:table-row></table:table>"
        )
    ),
    "odt: tables in tables": _odt(
        lambda size: (
            "<table:table><table:table-row><table:table-cell>" * (size // 120)
            + "</table:table-cell></table:table-row></table:table>" * (size // 120)
        )
    ),
}
"""The shapes by name; what stands before the colon is the suffix."""


def cost_of(name: str, size: int) -> FileCost:
    """What a file of that shape costs."""
    outcome, seconds, megabytes = _published(name, size)
    _, half, _ = _published(name, size // 2)
    return FileCost(outcome, seconds, megabytes, half)


def _published(name: str, size: int) -> tuple[str, float, float]:
    """Publish a file of a shape in a process of its own: the outcome, processor time, most memory."""
    suffix = name.partition(":")[0]
    with tempfile.TemporaryDirectory(prefix="quoth-files-") as home:
        corpus = Path(home) / "corpus"
        corpus.mkdir()
        (corpus / f"file.{suffix}").write_bytes(FILES[name](size))
        environment = os.environ | {
            "QUOTH_CORPUS": str(corpus),
            "QUOTH_STATE_DIR": f"{home}/state",
            "QUOTH_MEANING": "off",
        }
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "run_bot.py"), "corpus", "reload", "--yes"],
            cwd=home,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)  # with that of its children
    if "Traceback" in said:
        sys.stderr.write(said)
    outcome = "a version" if os.waitstatus_to_exitcode(status) == 0 else _reason(said)
    return outcome, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _reason(said: str) -> str:
    """The line that says why nothing was published."""
    lines = [line for line in said.splitlines() if "file." in line] or said.splitlines()[-1:]
    return f"refused: {lines[0].partition('file.')[2].partition(' ')[2] or lines[0]}" if lines else "refused"


def main() -> int:
    """Print the table; the exit code is 1 if a limit does not hold."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.reliability.hostile_files", description="The worst files."
    )
    parser.add_argument("words", nargs="*", help="words of the names of shapes")
    parser.add_argument("--megabytes", type=float, default=MEGABYTES, help="the size of the files")
    given = parser.parse_args()
    print("| shape | becomes | processor time | memory | times half |\n|---|---|---:|---:|---:|")
    held = True
    for name in FILES:
        if all(word in name for word in given.words):
            cost = cost_of(name, int(given.megabytes * 2**20))
            print(cost.row(name), flush=True)
            held = held and cost.holds
    return int(not held)


if __name__ == "__main__":
    sys.exit(main())
