"""Measure the worst questions: messages of 4,096 characters that are made to be slow, by kind.

    python -m tools.hostile_input.questions VERSION [KIND ...]

VERSION is the folder of a built version.  The table shows, for each kind, the processor time of the first
message, which may load what such messages need, the median and maximum of the later ones, and their ratio to
messages of half the length.  Each kind is tried in its own process.
"""

import argparse
import multiprocessing
import random
import statistics
import string
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from bot.monitoring.latency import warm_up
from retrieval.intents.responding import respond
from retrieval.store.snapshot import Snapshot

LONGEST_MESSAGE = 4096
MESSAGES = 5
"""Messages of a kind after the first one."""

Words = Sequence[str]
"""Words of the corpus as written."""
Made = Callable[[random.Random, Words], Iterator[str]]
"""Makes the pieces of a message, without end."""


def _letters(first: str, last: str) -> str:
    return "".join(filter(str.isalpha, map(chr, range(ord(first), ord(last) + 1))))


def _random_words(letters: str, least: int = 3, maximum: int = 11, *, capital: bool = False) -> Made:
    def made(rng: random.Random, _words: Words) -> Iterator[str]:
        while True:
            word = "".join(rng.choices(letters, k=rng.randint(least, maximum)))
            yield f"{word.capitalize() if capital else word} "

    return made


def _from_corpus(change: Callable[[random.Random, str], str], after: str = " ") -> Made:
    """Makes words of the corpus, each changed."""

    def made(rng: random.Random, words: Words) -> Iterator[str]:
        while True:
            yield change(rng, rng.choice(words)) + after

    return made


def _listed(pieces: str, after: str = " ") -> Made:
    def made(rng: random.Random, _words: Words) -> Iterator[str]:
        listed = pieces.split()
        while True:
            yield rng.choice(listed) + after

    return made


def misspelt(rng: random.Random, word: str) -> str:
    """A word with a letter replaced.

    >>> misspelt(random.Random(1), "lantern")
    'lantern'
    """
    at = rng.randrange(len(word) // 2, len(word))
    return word[:at] + rng.choice(string.ascii_lowercase) + word[at + 1 :]


def _marked(rng: random.Random, word: str) -> str:
    return "".join(letter + rng.choice("\u0301\u0308\u0327") for letter in word)


LATIN, CYRILLIC = string.ascii_lowercase, _letters("а", "я")
_ASKING = "who what when where why how which whose whom who's"
KINDS: Mapping[str, Made] = {
    "words that nobody wrote": _random_words(LATIN),
    "names that nobody has": _random_words(LATIN, capital=True),
    "long words that nobody wrote": _random_words(LATIN, 12, 60),
    "words of the corpus": _from_corpus(lambda _, word: word),
    "names of words of the corpus": _from_corpus(lambda _, word: word.capitalize()),
    "misspelt words": _from_corpus(misspelt),
    "misspelt names": _from_corpus(lambda rng, word: misspelt(rng, word).capitalize()),
    "questions of misspelt words": _from_corpus(misspelt, "? "),
    "acronyms": _from_corpus(lambda rng, word: word[: rng.randint(2, 5)].upper()),
    "dotted acronyms": _from_corpus(lambda _, word: ".".join(word[:4].upper()) + "."),
    "quoted words": _from_corpus(lambda _, word: f'"{word}"'),
    "words in several quotation marks": _from_corpus(lambda _, word: f"«“{word}'"),
    "words with combining marks": _from_corpus(_marked),
    "words without spaces": _from_corpus(lambda _, word: word, ""),
    "words with hyphens": _from_corpus(lambda _, word: word, "-"),
    "words with apostrophes": _from_corpus(lambda _, word: word, "'"),
    "words with dots": _from_corpus(lambda _, word: word, "."),
    "questions of one word": _from_corpus(lambda _, word: word, "? "),
    "question words": _listed(_ASKING),
    "questions of question words": _listed(_ASKING, "? "),
    "function words": _listed(
        "the of and to in is was he for it with as his on be at by i this had not are but"
    ),
    "chat spellings": _listed("u r wat ppl thx gonna pls bc idk wanna dont cuz abt tmrw"),
    "courtesies": _listed("hi! hello! thanks! ok! please! bye!"),
    "numbers": _from_corpus(lambda rng, _: str(rng.randint(0, 10**6))),
    "grouped numbers": _from_corpus(lambda rng, _: str(rng.randint(0, 999)), ","),
    "dates": _from_corpus(lambda rng, _: f"{rng.randint(1, 30)} May {rng.randint(1000, 2099)}"),
    "emoji": _from_corpus(lambda rng, _: chr(rng.randint(0x1F600, 0x1F64F)), ""),
    "punctuation": _from_corpus(lambda rng, _: rng.choice(string.punctuation), ""),
    "question marks": _from_corpus(lambda _chance, _word: "?", ""),
    "spaces": _from_corpus(lambda _chance, _word: "\u2003", ""),
    "Cyrillic words": _random_words(CYRILLIC),
    "Cyrillic names": _random_words(CYRILLIC, capital=True),
    "short Cyrillic names": _random_words(CYRILLIC, 4, 6, capital=True),
    "Russian": _listed(
        "кто что когда где почему президент министр город война страна сказал человек был это"
    ),
    "Spanish": _listed(
        "¿quién qué cuándo dónde presidente ministro ciudad guerra país dijo hombre revolución"
    ),
    "German": _listed("wer was wann wo präsident minister stadt krieg dampfmaschinengesellschaft sagte war"),
    "Greek": _random_words(_letters("α", "ω")),
    "Arabic": _random_words(_letters("ء", "ي")),
    "Hindi": _random_words(_letters("अ", "ह")),
    "Thai": _from_corpus(lambda rng, _: rng.choice(_letters("ก", "ฮ")), ""),
    "Chinese": _from_corpus(lambda rng, _: chr(rng.randint(0x4E00, 0x9FA5)), ""),
    "Japanese": _from_corpus(lambda rng, _: chr(rng.randint(0x3041, 0x30FE)), ""),
    "Korean": _random_words(_letters("가", "힣"), 1, 4),
    "letters of every script": _random_words(LATIN + CYRILLIC + _letters("α", "ω") + _letters("ء", "ي")),
}


class Cost(NamedTuple):
    """Processor milliseconds of the first message of a kind, of later ones, and of ones half as long."""

    first: float
    median: float
    maximum: float
    half: float

    @property
    def times(self) -> float:
        """The ratio of the time of a whole message to that of one of half the length."""
        return self.median / max(self.half, 0.001)


def message(kind: str, rng: random.Random, words: Words, size: int = LONGEST_MESSAGE) -> str:
    """A message of that kind, *size* characters long."""
    pieces = KINDS[kind](rng, words)
    return "".join(islice(pieces, size))[:size]


def words_of(snapshot: Snapshot, count: int = 5000) -> list[str]:
    """Up to *count* of the longer words of a corpus, as written."""
    rows = snapshot.rows("SELECT written FROM words WHERE length >= 5 ORDER BY frequency DESC LIMIT ?", count)
    return [written for (written,) in rows]


def cost_of(kind: str, snapshot: Snapshot, messages: int = MESSAGES) -> Cost:
    """The cost of messages of a kind."""
    rng, words = random.Random(kind), words_of(snapshot)
    first, *later = [_milliseconds(message(kind, rng, words), snapshot) for _ in range(messages + 1)]
    halves = [
        _milliseconds(message(kind, rng, words, LONGEST_MESSAGE // 2), snapshot) for _ in range(messages)
    ]
    return Cost(first, statistics.median(later), max(later), statistics.median(halves))


def _milliseconds(text: str, snapshot: Snapshot) -> float:
    begin = time.process_time()
    respond(text, snapshot)
    return 1000 * (time.process_time() - begin)


def _measured(kind: str, version: Path) -> Cost:
    snapshot = Snapshot(version)
    warm_up(snapshot)
    return cost_of(kind, snapshot)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when done."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.hostile_input.questions", description="The worst questions."
    )
    parser.add_argument("version", type=Path, help="the folder of a built version")
    parser.add_argument("kinds", nargs="*", help="kinds of messages (all)")
    given = parser.parse_args(arguments)
    print("| kind | first ms | median ms | most ms | times half |\n|---|---|---|---|---|")
    for kind in given.kinds or KINDS:
        with multiprocessing.get_context("spawn").Pool(1) as process:
            cost = process.apply(_measured, (kind, given.version))
        print(
            f"| {kind} | {cost.first:.0f} | {cost.median:.1f} | {cost.maximum:.0f} | {cost.times:.1f} |",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
