"""The analyser turns text into terms, for indexing, for questions and for choosing sentences.

A *token* is a word as written in the text; a *term* is its normalised form in the index.  A token has the
same term wherever it occurs, so the result is computed once and cached.

>>> Analyzer("en").terms("Putin's visits to the U.S. cost $10,000.")
['putin', 'visit', 'to', 'the', 'us', 'cost', '10000']
>>> Analyzer("zh").terms("黑豹队")
['黑豹', '豹队']
"""

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import NamedTuple

import regex
import Stemmer

from corpus.scripts import LATIN
from languages import DEFAULT, LANGUAGES, phrase_table, question_phrases, stop_words
from languages.function_cache import FunctionCache
from retrieval.text.thai import thai_words

# Tried in order at each position: whole numbers and dates ("10.5", "2002-11-29", "1950s"), dotted acronyms
# ("U.S."), runs of scripts without spaces, words with their apostrophes ("O'Brien", "Putin’s").
_TOKEN = regex.compile(
    r"""(?P<number> \d{4}-\d{2}-\d{2}(?!\d)
                  | \d+(?:[.,:/]\d+)*[[\p{L}\p{M}]--\p{Han}--\p{Hiragana}--\p{Katakana}--\p{Thai}]* )
      | (?P<acronym> (?<![\p{L}\p{M}])(?:\p{L}\.){2,}\p{L}?(?![\p{L}\p{M}]) )
      | (?P<cjk> [\p{Han}\p{Hiragana}\p{Katakana}ー]+ )
      | (?P<thai> \p{Thai}+ )
      | (?P<word> [\p{L}--\p{Han}--\p{Hiragana}--\p{Katakana}--\p{Thai}]
                  [[\p{L}\p{M}\p{N}]--\p{Han}--\p{Hiragana}--\p{Katakana}--\p{Thai}]*
                  (?:['’]\p{L}[\p{L}\p{M}]*)* )""",
    regex.VERBOSE | regex.VERSION1,
)
# The same for ASCII, which makes up most large corpora: without groups, and ten times as fast.  Words
# that are no acronym by their second character come first, because most are.
_ASCII_TOKEN = re.compile(
    r"""[A-Za-z](?:[A-Za-z0-9]+(?:'[A-Za-z]+)* | (?:'[A-Za-z]+)+ | (?!\.[A-Za-z]\.))
      | (?=[A-Za-z0-9])(?: \d{4}-\d{2}-\d{2}(?!\d) | \d+(?:[.,:/]\d+)*[A-Za-z]*
                         | (?<![A-Za-z])(?:[A-Za-z]\.){2,}[A-Za-z]?(?![A-Za-z])
                         | [A-Za-z] )""",
    re.VERBOSE | re.ASCII,
)
# A stretch between ASCII white space that has a non-ASCII character; no token extends beyond it.
_BEYOND_ASCII = re.compile(r"\S*[^\x00-\x7f]\S*")
# Characters that separate words, and the apostrophe that does not: replacing them by ASCII keeps the terms.
_ASCII_FOR = str.maketrans(dict.fromkeys("“”„«»–—…•·©®™°§¶¡¿\xa0", " ") | {"’": "'"})
_GROUPED = regex.compile(r"\d{1,3}(?:[.,]\d{3})+")
_ELISION = regex.compile(r"(?:l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|quoiqu|dell|all|un)'(?=.{2})")
_SCRIPTS = (
    ("cyrillic", "\u0400", "\u052f"),
    ("arabic", "\u0600", "\u06ff"),
    ("devanagari", "\u0900", "\u097f"),
    ("thai", "\u0e00", "\u0e7f"),
)
_BEYOND_LATIN = "\u0370"
_REMEMBERED = 150_000  # tokens cached per analyser: about 40 MB at most


class Token(NamedTuple):
    """A word of a text at ``text[start:end]``, its term, and whether it is a stop word."""

    term: str
    start: int
    end: int
    stop: bool


class WrittenWord(NamedTuple):
    """A word as written, its offset, and whether it is a character bigram, which is its own term."""

    text: str
    start: int
    is_pair: bool


class Analyzer:
    """Analyses text in one language; words in other scripts follow the rules of a language of that script."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._memory = FunctionCache(partial(_term, language=language), most=_REMEMBERED)

    def tokens(self, text: str) -> list[Token]:
        """The tokens of *text* in order.

        >>> Analyzer("en").tokens("The visits")
        [Token(term='the', start=0, end=3, stop=True), Token(term='visit', start=4, end=10, stop=False)]
        """
        written = written_words(text)
        return [
            Token(term, word.start, word.start + len(word.text), stop)
            for word, (term, stop) in zip(written, self.read(written), strict=True)
        ]

    def read(self, written: Sequence[WrittenWord]) -> list[tuple[str, bool]]:
        """The term of each word of a text, and whether it is a stop word."""
        return [(text, False) if is_pair else self._memory[text] for text, _, is_pair in written]

    def terms(self, text: str) -> list[str]:
        """The terms of *text* in order, stop words included."""
        return [term for term, _ in self.words(text)]

    def words(self, text: str) -> list[tuple[str, bool]]:
        """The terms of *text* in order, each with whether it is a stop word: tokens without offsets.

        >>> Analyzer("en").words("The visits")
        [('the', True), ('visit', False)]
        """
        ascii_text = text if text.isascii() else text.translate(_ASCII_FOR)
        if ascii_text.isascii():
            return self._ascii_words(ascii_text)
        words, begin = [], 0
        for beyond in _BEYOND_ASCII.finditer(text):
            words += self._ascii_words(text[begin : beyond.start()]) + self.read(written_words(beyond[0]))
            begin = beyond.end()
        return words + self._ascii_words(text[begin:])

    def _ascii_words(self, text: str) -> list[tuple[str, bool]]:
        return list(map(self._memory.__getitem__, _ASCII_TOKEN.findall(text)))

    def term(self, word: str) -> str:
        """The term of a single token, computed without the cache, for callers with their own.

        >>> Analyzer("en").term("visits")
        'visit'
        """
        return _term(word, self.language)[0]

    def terms_of_words(self, words: Sequence[str]) -> list[str]:
        """Like `term` for many words, in half the time; each must match ``[A-Za-z][A-Za-z0-9]*``.

        >>> Analyzer("en").terms_of_words(["visits", "The", "WHO", "N64"])
        ['visit', 'the', 'WHO', 'n64']
        """
        language = _written_in(LATIN, self.language)
        stops, stemmer = stop_words(language), _stemmer(language)
        folded = list(map(str.lower, words))
        stems = stemmer.stemWords(folded) if stemmer else folded
        return [
            stem if plain not in stops else word if len(word) > 1 and word.isupper() else plain
            for word, plain, stem in zip(words, folded, stems, strict=True)
        ]


def written_words(text: str) -> list[WrittenWord]:
    """The words of *text* in order, which do not depend on its language.

    >>> written_words("the lamp")
    [WrittenWord(text='the', start=0, is_pair=False), WrittenWord(text='lamp', start=4, is_pair=False)]
    """
    written: list[WrittenWord] = []
    for match in _TOKEN.finditer(text):
        word, start = match[0], match.start()
        if match.lastgroup == "cjk":
            written.extend(WrittenWord(gram, start + at, is_pair=True) for at, gram in _bigrams(word))
        elif match.lastgroup == "thai":
            written.extend(_thai_words(word, start))
        else:
            written.append(WrittenWord(word, start, is_pair=False))
    return written


def _thai_words(run: str, start: int) -> Iterator[WrittenWord]:
    for word in thai_words(run):
        yield WrittenWord(word, start, is_pair=False)
        start += len(word)


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A word of a question: as typed, at ``question[start:end]``, and its terms.

    In a corpus of several languages, a word may be stemmed in more than one way; any of ``variants`` matches.
    The first one is the reading in the question's own language.  The last ones are ``equivalents``, which
    mean the same (acronyms, synonyms), or ``related`` words, which replace a word that the corpus lacks.
    """

    text: str
    start: int
    end: int
    variants: tuple[str, ...]
    stop: bool
    equivalents: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    def is_in(self, terms: Container[str]) -> bool:
        """Whether one of its readings is among *terms*.

        >>> query_terms("visits", ["en"])[0].is_in({"visit", "tour"})
        True
        """
        return any(map(terms.__contains__, self.variants))

    def read_in(self, language: str) -> "QueryTerm":
        """The term for a text in *language*, without readings that are only stop words there.

        "Die" is a verb in an English question, and an article in a German text.

        >>> [query_terms("die", ["en"])[0].read_in(each).variants for each in ("en", "de")]
        [('die',), ()]
        """
        if self.stop or stop_words(language).isdisjoint(self.variants):
            return self
        small = stop_words(language).intersection(self.variants).difference(self.equivalents, self.related)
        small -= {term for term, stop in analyzer(language).words(self.text) if not stop}  # "wants": "want"
        return replace(self, variants=tuple([each for each in self.variants if each not in small]))


@cache
def analyzer(language: str) -> Analyzer:
    """The analyser of *language*, shared so that its cache is shared."""
    return Analyzer(language)


def query_terms(question: str, languages: Sequence[str]) -> list[QueryTerm]:
    """The words of *question*, analysed in each of the corpus's *languages*; its own is not detected.

    Stop words are those of the language in which most of the question's words are stop words.

    >>> [(term.text, term.variants, term.stop) for term in query_terms("the visits", ["en"])]
    [('the', ('the',), True), ('visits', ('visit',), False)]
    """
    if _is_shouted(question, languages):
        question = question.lower()
    blanked = _without_question_phrases(question, languages)
    codes = list(dict.fromkeys(languages or (DEFAULT,)))
    written = written_words(blanked)
    readings = [analyzer(language).read(written) for language in codes]
    best = max(readings, key=lambda reading: sum(stop for _, stop in reading))
    fillers = phrase_table(codes[readings.index(best)]).fillers
    return [
        QueryTerm(
            text := question[start : start + len(word)],
            start,
            start + len(word),
            tuple(dict.fromkeys([read[0] for read in (own, *others)])),
            own[1] or text.casefold() in fillers or _is_contraction(own[0], languages),
        )
        for (word, start, _), own, *others in zip(written, best, *readings, strict=True)
    ]


_FEW = 2  # words: up to this many in capitals may be acronyms


def _is_shouted(question: str, languages: Sequence[str]) -> bool:
    """Whether a question is all in capitals, so that case means nothing: "WHO" is not an acronym there.

    >>> _is_shouted("WHO WON?", ["en"]), _is_shouted("WTO?", ["en"]), _is_shouted("WHERE IS LUND", ["en"])
    (True, False, True)
    """
    if not question.isupper():
        return False
    words = regex.findall(r"\w+", question.casefold())
    return len(words) > _FEW or any(word in stop_words(code) for word in words for code in languages)


def _is_contraction(term: str, languages: Sequence[str]) -> bool:
    """Whether a term is made of function words: ``_is_contraction("isn't", ["en"])``.

    "Won" and "don" alone are not: "won" is a verb, and "Don" a name.
    """
    if "'" not in term:
        return False
    parts = term.split("'")
    return term.endswith("n't") or any(stop_words(language).issuperset(parts) for language in languages)


def _without_question_phrases(question: str, languages: Sequence[str]) -> str:
    """*question* with phrases like 什么 blanked out: bigrams across them would match nothing real."""
    for language in languages:
        for phrase in question_phrases(language):
            if phrase in question:
                question = question.replace(phrase, " " * len(phrase))
    return question


def _term(word: str, language: str) -> tuple[str, bool]:
    folded = unicodedata.normalize("NFKC", word).replace("’", "'")
    language = _language_of(folded, language)
    acronym = ("." in folded and not folded[0].isdigit()) or (
        len(folded) > 1 and folded.isalpha() and folded.isupper()
    )
    folded = folded.casefold()
    if folded[:1].isdigit():
        return _number(folded), False
    folded = folded.replace(".", "")
    if language == "en":
        folded = folded.removesuffix("'s")
    elif language in ("fr", "es"):
        folded = _ELISION.sub("", folded)
    if folded in stop_words(language):
        return (folded.upper(), False) if acronym else (folded, True)
    stemmer = _stemmer(language)
    return _plain(stemmer.stemWord(folded) if stemmer else folded), False


def _number(folded: str) -> str:
    """The normalised spelling of a number: "10,000" and "10.000" are 10000, "10,5" is 10.5."""
    if _GROUPED.fullmatch(folded):
        return folded.replace(",", "").replace(".", "")
    return folded.replace(",", ".")


def _language_of(word: str, language: str) -> str:
    """The language whose rules apply to *word*: one of its script, or for Latin letters the text's own."""
    if word[0] < _BEYOND_LATIN:
        return _written_in(LATIN, language)
    for script, first, last in _SCRIPTS:
        if first <= word[0] <= last:
            return _written_in(script, language)
    return language


@cache
def _written_in(script: str, language: str) -> str:
    """*language* if it is written in *script*, else the first language that is.

    >>> _written_in("latin", "de"), _written_in("latin", "ru"), _written_in("cyrillic", "de")
    ('de', 'en', 'ru')
    """
    of_script = [profile.code for profile in LANGUAGES.profiles() if script in profile.scripts]
    return language if language in of_script else next(iter(of_script), DEFAULT)


def _plain(term: str) -> str:
    """*term* without accents on Latin letters, and with е for Russian ё, since people leave these out."""
    if term.isascii():
        return term
    marks = unicodedata.normalize("NFD", term)
    if marks[0] < "\u0370":
        return "".join(mark for mark in marks if not unicodedata.combining(mark))
    return term.replace("ё", "е")


def _bigrams(run: str) -> Iterator[tuple[int, str]]:
    """The overlapping character pairs of a run, each with its offset; a single character is kept as it is.

    >>> list(_bigrams("黑豹队"))
    [(0, '黑豹'), (1, '豹队')]
    """
    if len(run) == 1:
        yield 0, run
    for at in range(len(run) - 1):
        yield at, run[at : at + 2]


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = LANGUAGES.profile(language).stemmer
    return Stemmer.Stemmer(name, 0) if name else None  # 0: no cache, we have our own
