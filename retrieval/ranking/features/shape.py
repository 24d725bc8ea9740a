"""Features of a sentence's form: prose, a heading, a question or a table row."""

from collections.abc import Sequence
from functools import lru_cache

from retrieval.query.search import FoundPassage
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.features.columns import Columns, named_columns

_REMEMBERED = 20_000  # sentences whose shape is cached
_CLOSING = " \"'”’»)]*_`"
_ASKING = ("?", "？", "؟")
_STOPS = (".", "!", "…", "。", "！", "।", "۔", "|", *_ASKING)
_ASCII_WITHOUT_LETTERS = bytes([code for code in range(128) if not chr(code).isalpha()])
_LAST_NUMBER = 20  # a passage's number in its document is capped at this


def shape_columns(candidates: Sequence[Candidate], found: Sequence[FoundPassage]) -> Columns:
    """Features that distinguish prose from headings, questions and tables."""
    rows = []
    for candidate in candidates:
        number = found[candidate.passage].passage.passage.number
        rows.append((*_shape_of(candidate.sentence.text), min(number, _LAST_NUMBER)))
    return named_columns(("asks", "ends", "letters", "passage_number"), rows)


@lru_cache(_REMEMBERED)
def _shape_of(sentence: str) -> tuple[bool, bool, float]:
    """Whether a sentence is a question, whether it ends like a sentence, and its share of letters."""
    text = sentence.rstrip(_CLOSING)
    letters = _letters_in(text) / max(1, len(text) - text.count(" "))
    return text.endswith(_ASKING), text.endswith(_STOPS), letters


def _letters_in(text: str) -> int:
    """How many letters a text has.

    >>> _letters_in("Rue 7"), _letters_in("Café 7")
    (3, 4)
    """
    if text.isascii():
        return len(text.encode().translate(None, _ASCII_WITHOUT_LETTERS))
    return sum(map(str.isalpha, text))
