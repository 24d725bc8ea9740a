"""Make a corpus of any size from one of 100,000 passages, and questions whose sentence is known.

Up to the size of the source, its own passages are taken in order.  Further passages consist of randomly drawn
sentences of others, as many as a real passage has, so that word frequencies stay the same and no two passages
are equal.
"""

import json
import lzma
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from corpus.segmentation import sentences
from retrieval.text.analyzer import query_terms

_WORD = re.compile(r"[^\W\d_]{3,}")
_MIN_WORDS, _MAX_WORDS = 3, 6  # content words of a question, as people ask


@dataclass(frozen=True, slots=True)
class ScaleQuestion:
    """A question, its content terms, and the sentence that it was made from, which recombining may repeat."""

    text: str
    terms: tuple[str, ...]
    sentence: str


def read_passages(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a JSON-lines file, compressed with xz or not."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield {"_id": str(row["_id"]), "title": str(row.get("title") or ""), "text": str(row["text"])}


def of_size(source: Path, size: int) -> Iterator[dict[str, str]]:
    """*size* passages: the source's own, then recombined ones."""
    own = list(islice(read_passages(source), size))
    yield from own
    if len(own) < size:
        yield from _recombined(own, size)


def _recombined(own: list[dict[str, str]], size: int) -> Iterator[dict[str, str]]:
    pieces = [[row["text"][slice(*span)] for span in sentences.split(row["text"], "en")] for row in own]
    rng = random.Random(1)
    for at in range(len(own), size):
        like = at % len(own)
        drawn = (rng.choice(rng.choice(pieces)) for _ in pieces[like])
        yield {"_id": f"recombined-{at}", "title": own[like]["title"], "text": " ".join(drawn)}


def write_corpus(rows: Iterable[dict[str, str]], path: Path) -> int:
    """Write the rows as JSON lines; return their number."""
    count = 0
    with path.open("w", encoding="utf-8") as lines:
        for row in rows:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def questions(rows: Iterable[dict[str, str]], count: int) -> list[ScaleQuestion]:
    """*count* questions, each of three to six rare words from one sentence of one of the *rows*.

    Questions made from the smallest corpus can be asked of every larger one too.
    """
    rng = random.Random(2)
    made: list[ScaleQuestion] = []
    texts = [row["text"] for row in rows]
    while len(made) < count:
        text = texts[rng.randrange(len(texts))]
        sentence = text[slice(*rng.choice(sentences.split(text, "en")))]
        words = _content(sentence)
        if len(words) >= _MIN_WORDS:
            first = rng.randrange(len(words) - _MIN_WORDS + 1)
            made.append(_asked(words[first : first + rng.randint(_MIN_WORDS, _MAX_WORDS)], sentence))
    return made


def _asked(words: list[str], sentence: str) -> ScaleQuestion:
    text = f"What about {' '.join(words)}?"
    terms = dict.fromkeys(term.variants[0] for term in query_terms(text, ["en"]) if not term.stop)
    return ScaleQuestion(text, tuple(terms), sentence)


def _content(sentence: str) -> list[str]:
    return [
        term.text for term in query_terms(sentence, ["en"]) if not term.stop and _WORD.fullmatch(term.text)
    ]
