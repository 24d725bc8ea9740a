"""Sentence segmenters side by side: ours, pysbd, blingfire, nupunkt, sentencex.

    python -m tools.benchmarks.segmentation [EVAL]

prints the tables of tools/benchmarks/SEGMENTATION.md, in Markdown.  EVAL is the folder of the question sets,
by default ../shared/eval; the figures that need no set come first.
"""

import json
import random
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import blingfire
import nupunkt
import pysbd
import sentencex

from corpus.records import Span
from corpus.segmentation import sentences

Segmenter = Callable[[str, str], Iterable[tuple[int, int]]]

ROOT = Path(__file__).parents[2]
HARD = ROOT / "tests" / "corpus" / "hard_sentences.txt"
EVAL = ROOT.parent / "shared" / "eval"
# Set -> language.  mtrag_a has documents and no sentences in its gold.
SETS = {
    "squad2_dev_half1": "en",
    "clapnq_a": "en",
    "xquad_ru": "ru",
    "xquad_es": "es",
    "xquad_zh": "zh",
    "canard_a": "en",
    "mtrag_a": "en",
}
FRAGMENTS = [
    ".", "...", "?!", "。", "।", '"', "'", "”", "“", "«", "»", "「", "」", "(", ")", "[3]", "- ", "1. ", "—",
    "Dr", "U.S", "the", "The ", "3.5", "г", "漢字", "नगर", "ไทย", "e\u0301", "😀", "👩\u200d🔬", "\u200b",
    "\ufeff", "\x00", " ", "  ", "\t", "\xa0", "\u3000", "\n", "\r\n", "\u2028", "\n\n",
]  # fmt: skip
ENDLESS = ["a.", ".", '"', "«", '." ', "(a. ", "1. ", "A. ", "? ", "。", "a\n", "\u0301"]
PATIENCE = 20  # seconds


@cache
def _pysbd(language: str) -> Any:
    known = language if language in pysbd.languages.LANGUAGE_CODES else "en"
    return pysbd.Segmenter(language=known, clean=False, char_span=True)


def by_line(segmenter: Segmenter) -> Segmenter:
    """The segmenter applied line by line, which corrects segmenters that run over line ends."""

    def split(text: str, language: str) -> Iterator[tuple[int, int]]:
        start = 0
        for line in text.splitlines(keepends=True):
            yield from ((start + begin, start + end) for begin, end in segmenter(line, language))
            start += len(line)

    return split


SEGMENTERS: dict[str, Segmenter] = {
    "Quoth": sentences.split,
    "pysbd": lambda text, language: [(span.start, span.end) for span in _pysbd(language).segment(text)],
    "sentencex": lambda text, language: [
        (found["start_index"], found["end_index"])
        for found in sentencex.get_sentence_boundaries(language, text)
    ],
    "nupunkt": lambda text, language: nupunkt.sent_spans(text),
    "blingfire": lambda text, language: blingfire.text_to_sentences_and_offsets(text)[1],
}
SEGMENTERS["sentencex, by line"] = by_line(SEGMENTERS["sentencex"])
SEGMENTERS["nupunkt, by line"] = by_line(SEGMENTERS["nupunkt"])


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that answers a question, and the reference sentence around it."""

    document: str
    start: int
    sentence: Span


@cache
def segment(name: str, text: str, language: str) -> tuple[Span, ...]:
    """The sentences of a text by one of the segmenters, white space around them left out."""
    trimmed = (_trimmed(text, start, end) for start, end in SEGMENTERS[name](text, language))
    return tuple(span for span in trimmed if span.start < span.end)


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))


# Without a question set


def hard_paragraphs() -> Iterator[tuple[str, list[str]]]:
    """Language and sentences of each paragraph in tests/corpus/hard_sentences.txt."""
    for block in HARD.read_text(encoding="utf-8").split("\n\n"):
        header, *lines = block.strip().split("\n")
        if header.startswith("["):
            yield header[1:3], [line.strip() for line in lines]


def hard_sentences(name: str) -> dict[str, tuple[int, int]]:
    """Per language: how many of the hard sentences a segmenter finds exactly, and how many there are."""
    counts: dict[str, tuple[int, int]] = {}
    for language, expected in hard_paragraphs():
        text = ("" if language in ("ja", "zh") else " ").join(expected)
        found = {text[slice(*span)] for span in segment(name, text, language)}
        right, total = counts.get(language, (0, 0))
        counts[language] = right + sum(sentence in found for sentence in expected), total + len(expected)
    return counts


def inexact(name: str, texts: Sequence[str]) -> tuple[int, int]:
    """Count the hostile texts in which characters are lost or repeated, and those that raise an error."""
    wrong = errors = 0
    for text in texts:
        try:
            wrong += not _partitions(text, list(SEGMENTERS[name](text, "en")))
        except KeyboardInterrupt:
            raise
        except BaseException:  # a panic of compiled code is not an Exception
            errors += 1
    return wrong, errors


def _partitions(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    end = 0
    for start, stop in spans:
        if start < end or stop > len(text) or text[end:start].strip():
            return False
        end = stop
    return not text[end:].strip()


def hostile_texts(count: int) -> list[str]:
    """Texts of up to sixty random fragments, the same ones each time."""
    rng = random.Random(0)
    return ["".join(rng.choices(FRAGMENTS, k=rng.randint(1, 60))) for _ in range(count)]


def slowest(name: str, length: int) -> tuple[float, str]:
    """The seconds of the slowest text of *length* characters that repeats one fragment, and the fragment."""
    return max((_seconds(name, fragment * (length // len(fragment))), fragment) for fragment in ENDLESS)


def _seconds(name: str, text: str) -> float:
    started = time.process_time()
    try:
        with _patience():
            list(SEGMENTERS[name](text, "en"))
    except TimeoutError:
        return float("inf")
    return time.process_time() - started


@contextmanager
def _patience() -> Iterator[None]:
    def lost(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, lost)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)


# With the question sets


@cache
def documents(folder: Path) -> dict[str, str]:
    """Id -> text."""
    return {str(row["_id"]): row["text"] for row in _rows(folder / "corpus.jsonl")}


@cache
def gold(folder: Path) -> list[Gold]:
    """Every answer of a set that has a reference sentence."""
    answers = (answer for row in _rows(folder / "gold.jsonl") for answer in row.get("answers") or ())
    return [
        Gold(str(answer["document"]), answer["start"], Span(*answer["sentence"]))
        for answer in answers
        if answer.get("sentence")
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def recovered(name: str, folder: Path) -> tuple[float, float]:
    """The shares of a set's gold sentences that are found exactly, and that a citation of the sentence hits.

    "Exactly" means the same start and end, apart from white space.  A hit, as the sets define it, contains
    the answer's start and is at most 1.5 times as long as the reference plus 20 characters.
    """
    texts, language = documents(folder), SETS[folder.name]
    found = {identity: segment(name, text, language) for identity, text in texts.items()}
    exact = hits = 0
    for answer in gold(folder):
        spans = found[answer.document]
        exact += _trimmed(texts[answer.document], *answer.sentence) in spans
        longest = 1.5 * (answer.sentence.end - answer.sentence.start) + 20
        hits += any(span.start <= answer.start < span.end <= span.start + longest for span in spans)
    return exact / len(gold(folder)), hits / len(gold(folder))


def boundaries(name: str, folder: Path) -> tuple[float, float, float]:
    """Precision, recall and F1 of sentence starts against pysbd's, without the first of each document."""
    both = ours = theirs = 0
    for text in documents(folder).values():
        found = {span.start for span in segment(name, text, SETS[folder.name])[1:]}
        reference = {span.start for span in segment("pysbd", text, SETS[folder.name])[1:]}
        both, ours, theirs = both + len(found & reference), ours + len(found), theirs + len(reference)
    precision, recall = both / max(ours, 1), both / max(theirs, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def microseconds(name: str, folder: Path, repeats: int = 3) -> float:
    """Processor time for 300 characters (about 50 English words): the best of some runs over a set."""
    texts, language = list(documents(folder).values()), SETS[folder.name]
    times = []
    for _ in range(1 if name == "pysbd" else repeats):
        started = time.process_time()
        for text in texts:
            list(SEGMENTERS[name](text, language))
        times.append(time.process_time() - started)
    return min(times) * 1e6 * 300 / sum(map(len, texts))


# The tables


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print one table."""
    print(f"\n### {title}\n\n| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |", flush=True)


def print_tables_without_sets() -> None:
    """Print the tables that need no question set."""
    languages = list(dict.fromkeys(language for language, _ in hard_paragraphs()))
    counts = {name: hard_sentences(name) for name in SEGMENTERS}
    totals = [counts["Quoth"][language][1] for language in languages]
    table(
        "Hard sentences found exactly",
        ["", *(f"{language} ({total})" for language, total in zip(languages, totals, strict=True)), "all"],
        (
            [name, *(found[language][0] for language in languages), sum(right for right, _ in found.values())]
            for name, found in counts.items()
        ),
    )
    texts = hostile_texts(2000)
    table(
        "2,000 hostile texts",
        ["", "characters lost or repeated", "errors"],
        ([name, *inexact(name, texts)] for name in SEGMENTERS),
    )
    table(
        "Seconds for an endless text, the worst of twelve",
        ["", "25,000 characters", "50,000", "100,000", "made of"],
        (_endless(name) for name in SEGMENTERS),
    )


def _endless(name: str) -> list[object]:
    worst = [slowest(name, length) for length in (25_000, 50_000, 100_000)]
    seconds = [f"{taken:.2f}" if taken < PATIENCE else f"> {PATIENCE}" for taken, _ in worst]
    return [name, *seconds, f"`{worst[-1][1]!r}`"]


def print_tables_with_sets(folder: Path) -> None:
    """Print the tables that are measured on the question sets."""
    with_gold = [name for name in SETS if name != "mtrag_a"]
    table(
        "Gold sentences found exactly / hit",
        ["", *with_gold],
        (
            [name, *(" / ".join(f"{share:.3f}" for share in recovered(name, folder / s)) for s in with_gold)]
            for name in SEGMENTERS
        ),
    )
    table(
        "Boundaries against pysbd's: precision, recall, F1",
        ["", *SETS],
        (
            [name, *(", ".join(f"{share:.3f}" for share in boundaries(name, folder / s)) for s in SETS)]
            for name in SEGMENTERS
            if name != "pysbd"
        ),
    )
    table(
        "Microseconds for 300 characters",
        ["", *SETS],
        ([name, *(f"{microseconds(name, folder / s):.0f}" for s in SETS)] for name in SEGMENTERS),
    )


def main() -> None:
    """Print all tables; those of the question sets only if the sets are there."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else EVAL
    print_tables_without_sets()
    if folder.is_dir():
        print_tables_with_sets(folder)
    else:
        print(f"\nNo question sets at {folder}: name their folder to measure on them.", file=sys.stderr)


if __name__ == "__main__":
    main()
