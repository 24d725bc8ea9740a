"""Find the sentences of many texts at once, which makes segmenting a million documents fast.

`sentences` reads a text stop by stop.  But a few characters on either side decide what nearly every stop
means, so this module looks at those for all stops of all texts together, with numpy.  `sentences` decides the
few stops that remain in doubt, one by one, and handles every text that has line ends, that is very long, or
that has characters with other rules.  The result is always that of `sentences.split`.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus.records import Span
from corpus.segmentation import sentences
from corpus.segmentation.stop_readings import ENDING, REMEMBERED, StopReadings, stop_readings_of

Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

# What a character may be.
_SPACE, _STOP, _SMALL, _LOWER, _UPPER, _LETTER, _DIGIT, _WITHIN = (1 << bit for bit in range(8))
_CLOSES, _OPENS, _OPENED, _BEGINS_NOTE, _GOES_ON, _END, _STRANGE = (1 << bit for bit in range(8, 15))
_STOPS = ".!?…"
_KNOWN = 0x3000  # from here on, no character is handled here: Chinese, Japanese and Korean have other rules

# What a full stop may mean, judging by the characters before it, as in `StopReading`; "2." may number an
# item.
_NEVER_FINAL, _BEFORE_NUMBER, _MAY_GO_ON, _ASK = (1 << bit for bit in range(4))
_LENGTH = 4  # the bits from here on: the length of a word that may number an item

_NUMBERS = re.compile(r"[\d.]*\.[\d.]*")  # the end of one such as 10.2.1, which may be that of a section
_BETWEEN = "\n"  # between texts, and around all of them as far as the rules look back and ahead
_AROUND = 20 * _BETWEEN
LONGEST = 1 << 20
"""The longest text that is handled here: looking at all its stops at once takes memory."""
_AT_A_TIME = 4  # stops, closing or opening signs in a row; longer runs are left to `sentences`


class BulkSentences(NamedTuple):
    """The sentences of those texts that could be handled in bulk.

    ``plain`` says for each text whether it was handled.  ``edges`` alternates start and end offsets of their
    sentences, in code points within the text; those of text *i* are ``edges[bounds[i]:bounds[i + 1]]``.
    """

    plain: Mask
    edges: npt.NDArray[np.int32]
    bounds: Places


def split_in_bulk(texts: Sequence[str], languages: Sequence[str]) -> BulkSentences:
    r"""The sentences of the plain ones among *texts*, exactly as `sentences.split` finds them.

    >>> found = split_in_bulk(["Dr. Lee left. “Why?” he asked.", "Zwei\nZeilen."], ["en", "de"])
    >>> found.plain.tolist(), found.edges.tolist(), found.bounds.tolist()
    ([True, False], [0, 13, 14, 30], [0, 4, 4])
    """
    joined = _Joined(texts, languages)
    stops = _no_abbreviations(joined, _stops(joined))
    stops.asked[_in_brackets(joined, stops)] = True
    stops = _asked(joined, _items(joined, stops))
    text = joined.text_of(stops.at)
    stops = stops.where(joined.plain[text])
    start = np.sort(np.concatenate((joined.starts[joined.plain], stops.resume)))
    end = np.sort(np.concatenate((stops.close, joined.ends[joined.plain])))
    without_words = _without_words(joined, start, end)
    joined.plain[joined.text_of(start[without_words])] = False  # `split` joins such sentences to a neighbour
    start, end = _within_longest(joined, start, end)
    text = joined.text_of(start)
    kept = joined.plain[text]
    edges = np.stack((start, end), axis=1)[kept] - joined.starts[text[kept], None]
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(2 * np.bincount(text[kept], minlength=len(texts)), out=bounds[1:])
    return BulkSentences(joined.plain, edges.ravel().astype(np.int32), bounds)


def _without_words(joined: "_Joined", start: Places, end: Places) -> Mask:
    """Which sentences contain no letter or digit."""
    without = ~_begins_with_word(joined, start, end)
    for sentence in np.flatnonzero(without).tolist():
        without[sentence] = not sentences.WORD.search(joined.text, int(start[sentence]), int(end[sentence]))
    return without


def _begins_with_word(joined: "_Joined", start: Places, end: Places) -> Mask:
    """Which sentences begin with a letter or digit, after at most two marks."""
    begins = np.zeros(len(start), np.bool_)
    for at in (start, start + 1, start + 2):
        begins |= (at < end) & joined.are(_LETTER | _DIGIT, at)
    return begins


def _within_longest(joined: "_Joined", start: Places, end: Places) -> tuple[Places, Places]:
    """The sentences, divided where they are too long."""
    long = np.flatnonzero(end - start > sentences.LONGEST)
    if not len(long):
        return start, end
    spans = map(Span, start[long].tolist(), end[long].tolist())
    cut = [piece for span in spans for piece in sentences.within_longest(joined.text, span)]
    starts, ends = np.array(cut, np.int64).reshape(-1, 2).T
    return np.sort(np.append(np.delete(start, long), starts)), np.sort(np.append(np.delete(end, long), ends))


class _Joined:
    """The texts joined into one; all offsets refer to it."""

    def __init__(self, texts: Sequence[str], languages: Sequence[str]) -> None:
        self.languages = languages
        self.distinct = {language: number for number, language in enumerate(dict.fromkeys(languages))}
        self.written_in = np.fromiter(map(self.distinct.__getitem__, languages), np.int64, len(languages))
        texts = [
            text if len(text) <= LONGEST and (text.isascii() or _is_basic(text)) else "" for text in texts
        ]
        self.text = _BETWEEN.join([_AROUND, *texts, _AROUND])
        self.codes = np.frombuffer(self.text.encode("utf-16-le", "surrogatepass"), "<u2")
        self.kinds = _kinds()
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        self.ends: Places = len(_AROUND) + np.cumsum(sizes + 1)
        self.starts: Places = self.ends - sizes
        self.plain: Mask = ~self.are(_SPACE | _END, self.starts) & ~self.are(_SPACE, self.ends - 1)
        self.plain &= self.written_in != self.distinct.get("th", -1)  # Thai separates sentences by spaces
        rare = np.flatnonzero(self.codes - 32 >= 96)  # no printable ASCII
        rare = rare[self.are(_STRANGE, rare)]
        self.plain &= np.searchsorted(rare, self.starts) == np.searchsorted(rare, self.ends)

    def are(self, kinds: int, places: Places) -> Mask:
        """Which of the characters at *places* are of one of *kinds*."""
        found: Mask = (self.kinds[self.codes[places]] & kinds) > 0
        return found

    def is_sign(self, sign: str, places: Places) -> Mask:
        """Which of *places* hold *sign*."""
        found: Mask = self.codes[places] == ord(sign)
        return found

    def every(self, signs: str) -> Places:
        """All offsets of any of *signs*."""
        found = self.codes == ord(signs[0])
        for sign in signs[1:]:
            found |= self.codes == ord(sign)
        return np.flatnonzero(found)

    def past(self, kind: int, places: Places) -> tuple[Places, Mask]:
        """The *places* moved past characters of *kind*, and which of them reached a character of another."""
        past, more = places.copy(), np.flatnonzero(self.are(kind, places))
        for _ in range(_AT_A_TIME):
            past[more] += 1
            more = more[self.are(kind, past[more])]
        early = np.zeros(len(past), np.bool_)
        early[more] = True
        return past, early

    def text_of(self, places: Places) -> Places:
        """The index of the text that each of *places* is in."""
        return np.searchsorted(self.ends, places)

    def opens(self, places: Places, which: Mask) -> Mask:
        """Which of *places*, among those of *which*, begin with a word that only begins sentences."""
        some = places[which]
        opens = np.zeros(len(places), np.bool_)
        opens[which] = [
            sentences.opens(self.text, place, stop_readings_of(self.languages[text]))
            for place, text in zip(some.tolist(), self.text_of(some).tolist(), strict=True)
        ]
        return opens


def _is_basic(text: str) -> bool:
    """Whether *text* is in the basic plane, so that offsets are the same in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)


@cache
def _kinds() -> npt.NDArray[np.uint16]:
    """The kinds of each character of the basic plane."""
    other_stops = (set(sentences.SPACED_STOPS) | set(sentences.OWN_STOPS)) - set(_STOPS)
    strange = re.compile("[\0-\x1f\x85\u0900-\u097f\u2028\u2029]")  # lines; a bar may be a danda
    belongs: dict[int, Callable[[str], object]] = {
        _SPACE: lambda character: character.isspace() and character != _BETWEEN,
        _STOP: _STOPS.__contains__,
        _SMALL: re.compile("[a-z]").match,
        _LOWER: str.islower,
        _UPPER: str.isupper,
        _LETTER: str.isalpha,
        _DIGIT: str.isdigit,
        _WITHIN: re.compile("[a-z0-9/,;]").match,
        _CLOSES: re.compile(rf"[{sentences.CLOSING}\"'*_]").match,
        _OPENS: lambda character: sentences.OPENING.fullmatch(character) and character != _BETWEEN,
        _BEGINS_NOTE: "[“‘«:".__contains__,
        _OPENED: "([\"'“‘«„".__contains__,
        _GOES_ON: sentences.GOES_ON.__contains__,
        _END: _BETWEEN.__contains__,
        _STRANGE: lambda character: character in other_stops or strange.match(character),
    }
    characters = list(map(chr, range(_KNOWN)))
    kinds = np.full(1 << 16, _STRANGE, np.uint16)
    kinds[:_KNOWN] = 0
    kinds[[0xFE0E, 0xFE0F]] = 0  # variation selectors, which only say how a sign looks
    for kind, belong in belongs.items():
        kinds[:_KNOWN] |= kind * np.fromiter(map(bool, map(belong, characters)), np.uint16, _KNOWN)
    return kinds


# Stops


class _Stops(NamedTuple):
    """Stops that may end sentences.

    ``at`` is where each run of stops begins, ``stopped`` where it ends, and ``close`` where the closing signs
    behind it end.  ``resume`` is where the next sentence begins, and ``after`` its first character that is
    not a mark.  ``item`` is the length of the word before, if it may number an item.  ``asked`` are the stops
    that the characters near them leave in doubt.
    """

    at: Places
    stopped: Places
    close: Places
    resume: Places
    after: Places
    item: Places
    asked: Mask

    def where(self, which: Mask) -> "_Stops":
        """Only those of *which*."""
        return _Stops(
            self.at[which], self.stopped[which], self.close[which], self.resume[which],
            self.after[which], self.item[which], self.asked[which],
        )  # fmt: skip


def _stops(joined: _Joined) -> _Stops:
    """The stops that may end a sentence, judging by what follows them."""
    at = _not_within(joined, joined.every(_STOPS))
    at, stopped, asked = _runs(joined, at)
    close, early = joined.past(_CLOSES, stopped)
    spaced = joined.are(_SPACE, close)
    resume = close + spaced
    closes_apart = joined.are(_CLOSES, resume) & joined.are(_CLOSES | _SPACE | _END, resume + 1)
    noted_apart = joined.is_sign("[", resume) & joined.are(_LOWER, resume + 1)
    asked |= early | joined.are(_BEGINS_NOTE, close) | joined.are(_OPENED, at - 1)
    asked |= spaced & (joined.are(_SPACE, resume) | closes_apart | noted_apart)
    after, early = joined.past(_OPENS, resume)
    asked |= early
    goes_on = joined.are(_GOES_ON | _END, after)
    goes_on |= spaced & joined.are(_LOWER, after) & ~joined.are(_UPPER, after + 1)  # but "iPhone"
    forgotten = joined.opens(after, ~(spaced | goes_on | asked) & joined.are(_LOWER, at - 1))
    goes_on |= ~(spaced | forgotten)
    asked |= forgotten
    return _Stops(at, stopped, close, resume, after, np.zeros_like(at), asked).where(asked | ~goes_on)


def _not_within(joined: _Joined, at: Places) -> Places:
    """The stops that are not within words or numbers, and not before lower-case words."""
    before_small = (
        joined.are(_SPACE, at + 1) & joined.are(_SMALL, at + 2) & joined.are(_SMALL | _SPACE, at + 3)
    )
    return at[~(joined.is_sign(".", at) & (joined.are(_WITHIN, at + 1) | before_small))]


def _runs(joined: _Joined, at: Places) -> tuple[Places, Places, Mask]:
    """Each run of stops ("?!", ". . .") once, with its end, and whether that end is in doubt."""
    end, asked = joined.past(_STOP, at + 1)
    for _ in range(_AT_A_TIME):
        more = np.flatnonzero(joined.are(_SPACE, end) & joined.are(_STOP, end + 1))
        past, early = joined.past(_STOP, end[more] + 1)
        whole = joined.are(_SPACE | _END, past) & ~early
        if not whole.any():
            break
        end[more[whole]] = past[whole]
    asked |= joined.are(_SPACE, end) & joined.are(_STOP, end + 1)
    first = np.ones(len(at), np.bool_)
    first[1:] = at[1:] >= np.maximum.accumulate(end)[:-1]
    return at[first], end[first], asked[first]


# What comes before the stops


def _no_abbreviations(joined: _Joined, stops: _Stops) -> _Stops:
    """The *stops* without those that only end an abbreviation."""
    alone = (stops.stopped == stops.at + 1) & joined.is_sign(".", stops.at) & ~joined.are(_LOWER, stops.after)
    alone &= (
        (stops.close == stops.stopped)
        | joined.is_sign(")", stops.stopped)
        | joined.is_sign("]", stops.stopped)
    )
    meaning = np.zeros(len(alone), np.uint8)
    meaning[alone] = _meanings(joined, stops.at[alone])
    stops.asked[(meaning & _ASK) > 0] = True
    abbreviates = (meaning & _NEVER_FINAL) > 0
    abbreviates |= ((meaning & _BEFORE_NUMBER) > 0) & joined.are(_DIGIT, stops.after)
    may_go_on = ((meaning & _MAY_GO_ON) > 0) & ~(abbreviates | stops.asked)
    abbreviates |= may_go_on & ~joined.opens(stops.after, may_go_on)
    stops = stops._replace(item=(meaning >> _LENGTH).astype(np.int64))
    return stops.where(stops.asked | ~abbreviates)


def _meanings(joined: _Joined, at: Places) -> npt.NDArray[np.uint8]:
    """What each full stop of *at* may mean, judging by the characters before it."""
    windows = np.lib.stride_tricks.sliding_window_view(joined.codes, ENDING)[at - ENDING]
    endings = windows.view("<u8").ravel()
    meanings = np.zeros(len(at), np.uint8)
    written_in = joined.written_in[joined.text_of(at)]
    for language, number in joined.distinct.items():
        of = np.flatnonzero(written_in == number)
        known = map(_endings_of(language).__getitem__, endings[of].tolist())
        meanings[of] = np.fromiter(known, np.uint8, len(of))
    return meanings


class _Endings(dict[int, int]):
    """The last characters before a full stop, packed into a number -> what the stop may mean."""

    def __init__(self, readings: StopReadings) -> None:
        self._readings = readings
        self._known = readings.endings | {ending[:1].upper() + ending[1:] for ending in readings.endings}

    def __missing__(self, number: int) -> int:
        ending = number.to_bytes(2 * ENDING, "little").decode("utf-16-le", "replace")
        meaning = self._meaning(ending)
        if len(self) < REMEMBERED:
            self[number] = meaning
        return meaning

    def _meaning(self, ending: str) -> int:
        if ending[-1].isspace():
            return 0
        last = ending.split()[-1]
        word = last.lstrip(sentences.BEFORE_WORD)
        if len(word) == ENDING:  # the word may be longer
            initials = word[-2] in ".-" and word[-1].isalpha()
            numbers = _NUMBERS.fullmatch(word)
            return (
                _ASK if initials or numbers or word in self._known or sentences.MARKER.fullmatch(word) else 0
            )
        reading = self._readings[word] if word else None
        item = len(word) << _LENGTH if sentences.MARKER.fullmatch(word) else 0
        if len(last) == ENDING:  # the marks may be inside a word
            return _ASK if reading or item else 0
        return item | (sum(means << bit for bit, means in enumerate(reading)) if reading else 0)


@cache
def _endings_of(language: str) -> _Endings:
    return _Endings(stop_readings_of(language))


def _in_brackets(joined: _Joined, stops: _Stops) -> Mask:
    """Which of the *stops* are between an opening and a closing bracket."""
    brackets = joined.every("()")
    before = np.append(brackets, 0)[np.searchsorted(brackets, stops.at) - 1]  # 0 if there is none
    closing = np.append(brackets[joined.is_sign(")", brackets)], len(joined.codes))
    after = closing[np.searchsorted(closing, stops.close)]
    text = joined.text_of(stops.at)
    return joined.is_sign("(", before) & (before >= joined.starts[text]) & (after < joined.ends[text])


def _items(joined: _Joined, stops: _Stops) -> _Stops:
    """The *stops* without those that number items, with nothing but marks before the number."""
    numbered = (stops.item > 0) & ~stops.asked
    begin = np.maximum(np.append(0, stops.resume[:-1]), joined.starts[joined.text_of(stops.at)])
    number = stops.at - stops.item
    # The sentence begins after the previous stop, or earlier if that ends no sentence or is in doubt.
    words = _begins_with_word(joined, begin, number) & ~np.append(False, stops.asked[:-1])
    item = (begin == number) & ~np.append(False, (stops.asked | numbered)[:-1])
    stops.asked[numbered & ~(words | item)] = True
    return stops.where(~(numbered & item))


def _asked(joined: _Joined, stops: _Stops) -> _Stops:
    """The *stops* that end sentences; those in doubt are decided one by one, as `sentences.split` does."""
    text = joined.text_of(stops.at)
    ends = ~stops.asked
    asked = np.flatnonzero(stops.asked & joined.plain[text])
    resumed = np.maximum.accumulate(np.append(0, np.where(ends, stops.resume, 0)))
    begins = np.maximum(resumed[asked], joined.starts[text[asked]]).tolist()
    following = np.append(stops.at, len(joined.codes))[asked + 1].tolist()
    latest = 0
    for number, place, of, begin, next_at in zip(
        asked.tolist(), stops.at[asked].tolist(), text[asked].tolist(), begins, following, strict=True
    ):
        if not joined.plain[of]:
            continue
        passed, cut = sentences.end_at(
            joined.text,
            place,
            max(begin, latest),
            int(joined.ends[of]),
            stop_readings_of(joined.languages[of]),
        )
        if passed > next_at:  # it is then part of the stop before
            joined.plain[of] = False
        if cut:
            stops.close[number], latest = cut
            stops.resume[number] = latest
            ends[number] = True
    return stops.where(ends)
