"""The amounts that a text mentions, in order of appearance."""

import regex

from retrieval.overviews.scope import Scope, ScopedSentence, sentences_of
from retrieval.records import Citation
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import AnalyzedSentence
from retrieval.text.analyzer import analyzer
from retrieval.text.entities import UNITS, Entity, EntityKind

_BEFORE = regex.compile(r"(?:\p{Sc}|(?:US|A|C)\$) ?$")
_AFTER = regex.compile(
    r" ?(?:%|°[CF]?|\p{Sc}|[\p{Han}\p{Hiragana}\p{Katakana}]|[^\P{L}\p{Thai}][\p{L}\p{M}]*)|-\p{L}+"
)
"""A unit; only one character in scripts without spaces, where the end of a word is unknown."""
_PLAIN = regex.compile(r"\d{1,3}(?:[., \u00a0\u202f]?\d{3})*|\d+")
_IN_A_NAME = regex.compile(r"[\p{L}\d][-_.#/]$|[#]$|\d\.$")
_LONGEST_UNIT = 24


def amounts(scope: Scope, snapshot: Snapshot) -> tuple[Citation, ...]:
    """The sentences with an amount, each labelled with its first amount and the thing counted."""
    found: dict[str, Citation] = {}
    for each in sentences_of(scope, snapshot):
        label = _first_amount(each)
        if label:
            found.setdefault(" ".join(each.sentence.text.split()), each.cited(label))
    return tuple(found.values())


def _first_amount(each: ScopedSentence) -> str:
    """The first amount of a sentence that has a unit, or else the first in digits; "" for none."""
    sentence = each.sentence
    numbers = [*sentence.entities.of(EntityKind.NUMBER), *sentence.entities.of(EntityKind.DURATION)]
    counted = [number for number in numbers if _is_amount(number, sentence)]
    measured = [number for number in counted if number.unit in UNITS]
    chosen = min(measured or counted, key=lambda number: number.start, default=None)
    return "" if chosen is None else _with_unit(chosen, sentence)


def _is_amount(number: Entity, sentence: AnalyzedSentence) -> bool:
    """Whether a number counts or measures: "12 ships", "ten percent", but not "section 3.1" or "one"."""
    if number.unit in UNITS:
        return number.unit != "times"
    if not _PLAIN.match(number.text):
        return False
    return number.kind is EntityKind.DURATION or bool(_counted(number, sentence))


def _counted(number: Entity, sentence: AnalyzedSentence) -> str:
    """The word after a number that says what it counts; "" if there is none or it is a function word."""
    if not _PLAIN.fullmatch(number.text) or _IN_A_NAME.search(sentence.text, 0, number.start):
        return ""
    after = _AFTER.match(sentence.text, number.end)
    word = after[0].strip(" -") if after else ""
    terms = analyzer(sentence.language).words(word)
    is_content = bool(terms) and not terms[0][1]
    return after[0] if after and is_content and len(word) <= _LONGEST_UNIT else ""


def _with_unit(number: Entity, sentence: AnalyzedSentence) -> str:
    """A number with the currency before it or the word after it: "$10 billion", "12 ships"."""
    text = sentence.text
    before = _BEFORE.search(text, 0, number.start)
    if before or number.kind is EntityKind.DURATION:
        return text[before.start() if before else number.start : number.end]
    after = _AFTER.match(text, number.end) if number.unit in UNITS else None
    return number.text + (after[0] if after else _counted(number, sentence))
