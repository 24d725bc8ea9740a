"""Divide a paragraph into sentences: by rule, in one pass, with exact offsets.

Each stop ("." "?" "。" "।" ...), with the quotation marks and brackets that close after it, is a candidate;
the text on either side decides.  "?" and "。" are clear; "." may belong to an abbreviation, an initial or an
ordinal, by the rules of the language.  tools/benchmarks/SEGMENTATION.md compares this with four libraries.

Every step is linear in the length of the text, for any text: each part of the pattern after a stop may be
empty, so it never backtracks over a run, and every lookbehind or lookahead is bounded.  Repetitions of groups
are bounded as well, because each repetition takes memory until the match ends.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from corpus.records import Span
from corpus.scripts import columns, first_columns
from corpus.segmentation.stop_readings import ENDING, StopReadings, stop_readings_of
from languages import LANGUAGES, Languages

# In code points: three citations of this length fit into one Telegram message.
LONGEST = 1000

SPACED_STOPS = ".!?…．‼⁇⁈⁉"  # end a sentence only before white space
OWN_STOPS = "。！？｡।॥؟۔"  # end a sentence without it
_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_LONGEST_RUN = 100_000  # of stops, or of signs, behind one stop
CLOSING = rf")\]}}”’»›」』）】》〉〕{_INVISIBLE}"
_STOP = re.compile(
    # 1: the stops: "?!", "...", in tokenised text " . . . "; after a Devanagari letter a bar is a danda.
    # The pattern begins with a character class, so that the search skips all other characters at once.  A
    # point within a word or a number, or before a lower-case word, is no stop: "10.5", "etc. and".
    rf"([{SPACED_STOPS}{OWN_STOPS}|](?:(?<!\|)|(?<=[\u0900-\u097f]\|))"
    rf"(?:(?<!\.)|(?![a-z0-9/,;]|\s[a-z][a-z\s]))"
    rf"[{SPACED_STOPS}{OWN_STOPS}]*(?:(?<=[\u0900-\u097f])\|[{SPACED_STOPS}{OWN_STOPS}]*)*"
    rf"(?:\s[.!?…]+(?=\s|\Z)){{0,{_LONGEST_RUN}}})"
    # 2: what closes behind them: quotes, brackets, emphasis, footnotes ("[3]", "[citation needed]", ":12").
    rf"((?:[{CLOSING}\"'*_]+|[“‘«](?=[\s{CLOSING}]|\Z)|\[[^\[\]\n]{{1,40}}\]|:\s?\d[\d:,‑–-]*)"
    rf"{{0,{_LONGEST_RUN}}}"
    rf"(?:\s(?:''|[{CLOSING}]|\[[a-zа-я][^\[\]\n]{{1,40}}\])(?=\s|\Z)){{0,{_LONGEST_RUN}}})"
    # 3: the white space after them.
    r"(\s*)"
)
OPENING = re.compile(rf"[\s\"'“‘«‹„‚`(\[{{¿¡「『（【《〈〔—–―\-*_#•{_INVISIBLE}]*")
# Signs that continue a sentence, and words that do so after a quotation: 「行くよ。」と言った, “什么？”的.
GOES_ON = frozenset(",;:，、；：،·%") | frozenset(OWN_STOPS)
_AFTER_QUOTATION = frozenset("とっのはがをにでもなへや的等和与")
_TITLE_CLOSING = ("》", "〉")

BEFORE_WORD = "([{\"'“‘«‹„‚`¿¡—–/-*_#•"
MARKER = re.compile(r"\d{1,3}(?:\.\d{1,3})*|[^\W\d_]|[IVXL]+|[ivx]+")
_NEXT_WORD = re.compile(r"[^\W\d_]+(?:['’](?=\w)|(?![^\W\d_]|\.))")
_LONGEST_ABBREVIATION = 16
_CAPITALS_AND_DIGITS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_BRACKETS = (("(", ")"), ("（", "）"), ("《", "》"))
_LONGEST_BRACKETED = 200
# The two characters before a stop that opens something itself: "[...", "“... and so on”".
_OPENED = re.compile(r".?[(\[]\Z|\s?[\"'“‘«„]\Z", re.DOTALL)

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_ITEM = re.compile(r"\s*(?:[-*+•·‣–—|>#]|\d{1,3}[.)]\s|\w[.)]\s)")
_WRAPPED_WIDTHS = range(50, 101)

WORD = re.compile(r"[^\W_]")
_SPACE = re.compile(r"\s+")
_CLAUSE_END = re.compile(r"[;:,—–；：，、،]\s*")

_THAI_LETTER = re.compile("[\u0e01-\u0e4e]")
_THAI = LANGUAGES.abbreviations("th")
_THAI_OPENER = re.compile("|".join(sorted(_THAI.begin_after_space)))
_THAI_CONTINUATION = re.compile("|".join(sorted(_THAI.continue_after_space)))
_THAI_SHORT, _THAI_FULL, _THAI_LONG = 40, 120, 240


def split(text: str, language: str, languages: Languages = LANGUAGES) -> tuple[Span, ...]:
    """The sentences of the paragraph *text*, in order, as spans without white space around them.

    Every character except white space is in exactly one sentence.  *language* is an ISO 639-1 code.

    >>> text = "Dr. Lee left at 5 p.m. on Monday. “Why?” he asked. No. 5 stayed."
    >>> [text[start:end] for start, end in split(text, "en")]
    ['Dr. Lee left at 5 p.m. on Monday.', '“Why?” he asked.', 'No. 5 stayed.']
    """
    return _of_blocks(text, _blocks(text), language, languages)


def _of_blocks(text: str, blocks: Iterable[Span], language: str, languages: Languages) -> tuple[Span, ...]:
    readings = stop_readings_of(language, languages)
    spans = [span for block in blocks for span in _sentences(text, block, readings)]
    if language == "th":
        spans = [piece for span in spans for piece in _at_spaces(text, span)]
    spans = _with_words(text, spans)
    if len(text) <= LONGEST:
        return tuple(spans)
    return tuple(piece for span in spans for piece in within_longest(text, span))


def split_joined(text: str, language: str, languages: Languages = LANGUAGES) -> tuple[Span, ...]:
    r"""The sentences of *text* as `split` finds them, with line ends treated as white space.

    >>> split_joined("The sea\nrose. It\nfell.", "en")
    (Span(start=0, end=13), Span(start=14, end=22))
    """
    return _of_blocks(text, [Span(0, len(text))], language, languages)


# Lines


def _blocks(text: str) -> Iterator[Span]:
    """The parts of *text* that no sentence crosses: its lines, or all of it if the lines only wrap."""
    first = _LINE.search(text)
    if first and first.end() == len(text):  # the only line
        if not first[0].isspace():
            yield Span(*first.span())
        return
    lines = [Span(*line.span()) for line in _LINE.finditer(text) if not line.group().isspace()]
    if not lines:
        return
    begin = lines[0].start
    wrapped = len(lines) > 1 and _hard_wrapped([text[line.start : line.end].rstrip() for line in lines])
    for line, following in pairwise(lines):
        if not wrapped or _ITEM.match(text, following.start, following.end):
            yield Span(begin, line.end)
            begin = following.start
    yield Span(begin, lines[-1].end)


def _hard_wrapped(lines: list[str]) -> bool:
    """Whether a program wrapped these lines at a width; otherwise the author ended each line.

    A program fills its lines: the first word of the next line would not have fitted.  A program that balances
    lines, such as fmt, may leave a tenth of the width empty; that takes three line ends as evidence.  A
    single line end proves little, so the next line must also begin in lower case.  The line end before a list
    item is no evidence.
    """
    width = max(map(columns, lines))
    line_ends = [(line, following) for line, following in pairwise(lines) if not _ITEM.match(following)]
    if width not in _WRAPPED_WIDTHS or (len(line_ends) == 1 and not line_ends[0][1].lstrip()[0].islower()):
        return False
    least = width - width // 9 if len(line_ends) > 2 else width
    return all(columns(line) + 1 + first_columns(following) > least for line, following in line_ends)


# Stops


def _sentences(text: str, block: Span, readings: StopReadings) -> list[Span]:
    begin, end = _trimmed(text, *block)
    brackets = [pair for pair in _BRACKETS if pair[0] in text]
    found: list[Span] = []
    for stop in _STOP.finditer(text, begin, end):
        if _ends_sentence(text, stop, begin, end, readings) and not _in_brackets(
            text, stop, begin, end, brackets
        ):
            close, resume = _with_its_quotation_mark(text, stop, begin)
            found.append(Span(begin, close))
            begin = resume
    found.append(Span(begin, end))
    return found


def end_at(
    text: str, place: int, begin: int, end: int, readings: StopReadings
) -> tuple[int, tuple[int, int] | None]:
    """Judge the stop at *place*, in a sentence that begins at *begin* of a block that ends at *end*.

    Return where the stop with its closing signs ends and, if it ends a sentence, where that sentence closes
    and the next begins.
    """
    stop = _STOP.match(text, place, end)
    if not stop:
        return place, None
    ends = _ends_sentence(text, stop, begin, end, readings) and not _in_brackets(
        text, stop, begin, end, _BRACKETS
    )
    return stop.end(), _with_its_quotation_mark(text, stop, begin) if ends else None


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))


def _end_of_match(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """The end of the match of *pattern* at *start*, or *start* if there is none."""
    match = pattern.match(text, start, end)
    return match.end() if match else start


def _ends_sentence(text: str, stop: re.Match[str], begin: int, end: int, readings: StopReadings) -> bool:
    """Whether *stop* ends a sentence, if it is not in brackets."""
    after = stop.end()
    if after == end:
        return False
    stops, closing, space = stop.groups()
    if stops == "." and not closing and text[after] in _CAPITALS_AND_DIGITS:
        # By far the most frequent case: the conditions of `_closes` that apply to it.
        if not space and not _space_forgotten(text, stop, after, readings):
            return False
        start = stop.start()
        return readings.ordinary[text[start - ENDING : start]] or not _abbreviates(
            text, stop, begin, after, readings
        )
    after = _end_of_match(OPENING, text, after, end)
    if after == end or text[after] in GOES_ON:
        return False
    return _closes(text, stop, begin, after, readings)


def _closes(text: str, stop: re.Match[str], begin: int, after: int, readings: StopReadings) -> bool:
    """Whether the text before *stop* and the text from *after* make it the end of a sentence."""
    if _needs_no_space(text, stop):
        return not _quotation_goes_on(text, stop)
    if not stop[3] and not _space_forgotten(text, stop, after, readings):
        return False
    if text[after].islower():
        return text[after + 1 : after + 2].isupper()  # "iPhone"
    return stop[1] != "." or not _abbreviates(text, stop, begin, after, readings)


def _in_brackets(
    text: str, stop: re.Match[str], begin: int, end: int, brackets: Iterable[tuple[str, str]]
) -> bool:
    """Whether *stop* is in brackets, alone ("[...]") or among words ("the act (6 Geo. II. Cap. 13)")."""
    start = stop.start()
    if not text[start - 1 : start].isalnum() and _OPENED.match(text, max(begin, start - 2), start):
        return True
    for opening, closing in brackets:
        place = text.rfind(opening, max(begin + 1, start - _LONGEST_BRACKETED), start)
        if place >= 0 and text.find(closing, place, start) < 0:
            limit = min(end, stop.end(2) + _LONGEST_BRACKETED)
            if text.find(closing, stop.end(2), limit) >= 0:
                return True
    return False


def _needs_no_space(text: str, stop: re.Match[str]) -> bool:
    """Whether *stop* can end a sentence without white space after it, as in Chinese, Japanese and Hindi."""
    first, last = stop[1][0], stop[1][-1]
    if first in OWN_STOPS or last in OWN_STOPS or last == "|":
        return True
    if not _is_cjk(text[stop.end() : stop.end() + 1]):
        return False
    return last in "!?" or (stop[1] == "." and _is_cjk(text[stop.start() - 1 : stop.start()]))


def _is_cjk(character: str) -> bool:
    return "\u3040" <= character <= "\u9fff"


def _quotation_goes_on(text: str, stop: re.Match[str]) -> bool:
    return bool(stop[2]) and (text[stop.end()] in _AFTER_QUOTATION or stop[2].endswith(_TITLE_CLOSING))


def _space_forgotten(text: str, stop: re.Match[str], after: int, readings: StopReadings) -> bool:
    """Whether a sentence follows without a space: "supplies last.Will it rain?", not "torch.Tensor"."""
    return text[stop.start() - 1 : stop.start()].islower() and opens(text, after, readings)


def _abbreviates(text: str, stop: re.Match[str], begin: int, after: int, readings: StopReadings) -> bool:
    """Whether the full stop *stop* only ends an abbreviation, given the text from *after*."""
    if readings.ordinary[text[stop.start() - ENDING : stop.start()]]:
        return False
    word = _word_before(text, begin, stop.start())
    if not word or (stop[2] and not stop[2].startswith((")", "]"))):
        return False
    if _marks_item(text, word, begin, stop.start()):
        return True
    reading = readings[word]
    if reading is None:
        return False
    if reading.never_final or (reading.before_number and text[after].isdigit()):
        return True
    return reading.may_go_on and not opens(text, after, readings)


def _word_before(text: str, begin: int, stop: int) -> str:
    words = text[max(begin, stop - _LONGEST_ABBREVIATION) : stop].rsplit(None, 1)
    return words[-1].lstrip(BEFORE_WORD) if words and not text[stop - 1].isspace() else ""


def _marks_item(text: str, word: str, begin: int, stop: int) -> bool:
    """Whether *word* numbers an item, with nothing but marks before it: "• 9. The ninth"."""
    if stop - begin > _LONGEST_ABBREVIATION or not MARKER.fullmatch(word):
        return False
    return not WORD.search(text, begin, stop - len(word))


def opens(text: str, after: int, readings: StopReadings) -> bool:
    """Whether the word at *after* only occurs at the beginning of sentences: "The", "L'" before a noun."""
    word = _NEXT_WORD.match(text, after)
    if not word:
        return False
    plain = word.group().replace("’", "'")
    openers = readings.abbreviations.openers
    return plain in openers or plain.removesuffix("'") in openers


def _with_its_quotation_mark(text: str, stop: re.Match[str], begin: int) -> tuple[int, int]:
    """Where the sentence that ends with *stop* closes, and where the next begins.

    A straight quotation mark may be closing or opening.  If its position does not show which (`。"` without
    white space, or `. "` between two spaces), it closes if one is open.
    """
    close, resume = stop.end(2), stop.end()
    mark = text[resume]
    if mark in "\"'" and text[resume + 1].isspace():
        if f" {text[begin:close]}".count(f" {mark} ") % 2:
            return resume + 1, _end_of_match(_SPACE, text, resume + 1, len(text))
    elif close == resume and text[close - 1] == '"' and text.count('"', begin, close) % 2:
        return close - 1, close - 1
    return close, resume


# Spaces


def _at_spaces(text: str, span: Span) -> Iterator[Span]:
    """The likely sentences of Thai text, which separates sentences, clauses and names alike by spaces.

    The longer the current sentence is, the weaker the evidence needed to end it.  Every method guesses here,
    and a citation that is too long is useless.
    """
    begin = span.start
    for space in _SPACE.finditer(text, *span):
        if (
            space.start() - begin >= _least_length_before(text, space)
            and span.end - space.end() >= _THAI_SHORT
        ):
            yield Span(begin, space.start())
            begin = space.end()
    yield Span(begin, span.end)


def _least_length_before(text: str, space: re.Match[str]) -> int:
    """How long the current sentence must be to end at *space*."""
    if space.end() - space.start() > 1 or _THAI_OPENER.match(text, space.end()):
        return _THAI_SHORT
    between_words = _THAI_LETTER.match(text, space.start() - 1) and _THAI_LETTER.match(text, space.end())
    if between_words and not _THAI_CONTINUATION.match(text, space.end()):
        return _THAI_FULL
    return _THAI_LONG


# Final adjustments


def _with_words(text: str, spans: list[Span]) -> list[Span]:
    """The *spans*, with those without a letter or digit ("* * *", "|---|") joined to their neighbour."""
    if all(map(str.isalnum, [text[start] for start, _ in spans])):
        return spans
    joined: list[Span] = []
    last_says = True
    for span in spans:
        says = text[span.start].isalnum() or bool(WORD.search(text, *span))
        if joined and not (says and last_says):
            joined[-1] = Span(joined[-1].start, span.end)
            last_says = says or last_says
        else:
            joined.append(span)
            last_says = says
    return joined


def within_longest(text: str, span: Span) -> Iterator[Span]:
    """The *span*, divided if it is too long to be cited: between clauses, words or, at worst, characters."""
    start, end = span
    while end - start > LONGEST:
        cut = _last_cut(text, start)
        yield _trimmed(text, start, cut)
        start = _end_of_match(_SPACE, text, cut, end)
    yield Span(start, end)


def _last_cut(text: str, start: int) -> int:
    limit = start + LONGEST
    for pattern in (_CLAUSE_END, _SPACE):
        cuts = [match.end() for match in pattern.finditer(text, start + LONGEST // 2, limit)]
        if cuts:
            return cuts[-1]
    while limit > start + LONGEST // 2 and _is_combining(text[limit]):
        limit -= 1
    return limit


def _is_combining(character: str) -> bool:
    """Whether *character* belongs to the one before it: an accent, a vowel sign, a joiner."""
    return character == "\u200d" or unicodedata.category(character).startswith("M")
