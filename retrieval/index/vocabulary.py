"""The vocabulary of a corpus: its words, and which expressions are equivalent.

It is collected while a version is built and stored in the version's database, where a question looks up the
few rows that it needs.  So it takes hardly any memory, however large the corpus.
"""

import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from itertools import chain, islice, permutations, repeat
from operator import itemgetter
from typing import Any, NamedTuple

from retrieval.index.spill_counter import SpillCounter
from retrieval.index.trigrams import TrigramCounter, trigrams
from retrieval.text.acronyms import BREAK, introduced, likely
from retrieval.text.analyzer import analyzer

# Words in scripts with vowel letters and with spaces between words, where an edited word may be a typo.
SHORTEST_WORD, LONGEST_WORD = 4, 40  # letters
WORD = re.compile(f"[A-Za-zÀ-ɏͰ-Ͽ\u0400-ԯ]{{{SHORTEST_WORD},{LONGEST_WORD}}}")
LONGEST_PHRASE = 6  # terms
KEPT_EQUIVALENTS = 5_000
"""The most equivalents of a corpus that are kept in memory, about two megabytes."""
_HELD = 250_000  # words or acronyms in memory while a version is built: about 25 MB
_AT_ONCE = 100  # rows per INSERT statement
_BACKWARDS = itemgetter(slice(None, None, -1))  # a word, reversed
_OFTEN = 3  # occurrences from which a name's initials count as its acronym
_CLEARLY = 2  # an acronym's most frequent meaning must be this many times as frequent as the next

SCHEMA = """
    CREATE TABLE words (
        length INTEGER NOT NULL, word TEXT NOT NULL, backwards TEXT NOT NULL, written TEXT NOT NULL,
        frequency INTEGER NOT NULL, PRIMARY KEY (length, word)) WITHOUT ROWID;
    CREATE TABLE trigrams (trigram TEXT PRIMARY KEY, words INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE equivalents (
        phrase TEXT NOT NULL, other TEXT NOT NULL, basis INTEGER NOT NULL, PRIMARY KEY (phrase, other)
        ) WITHOUT ROWID;
"""
# A join, because SQLite would read every word for `(length, word) IN (VALUES …)`.
_LISTED = """
    WITH listed (size, spelled) AS (VALUES {})
    SELECT word, written, frequency FROM listed CROSS JOIN words WHERE length = size AND word = spelled"""
# Separate lengths, because SQLite would read every word for a range of lengths.
_NEAR = """
    WITH lengths (near) AS (VALUES {})
    SELECT word, written, frequency FROM lengths CROSS JOIN words
    WHERE length = near AND word >= ? AND word < ?
    UNION
    SELECT word, written, frequency FROM lengths CROSS JOIN words
    WHERE length = near AND backwards >= ? AND backwards < ? AND word >= ? AND word < ?"""
_EVERY = ""  # the trigram row that counts all words


Acronym = tuple[str, str, str, bool]
"""An acronym, its meaning, the language of the text, and whether the meaning is only a guess."""


_Meanings = tuple[dict[str, int], dict[str, int]]
"""The meanings of an acronym with their counts: as introduced in the text, and as guessed."""


class VocabularyWord(NamedTuple):
    """A word of the corpus: folded, in its most frequent spelling, and its number of occurrences."""

    word: str
    written: str
    frequency: int


class Basis(IntEnum):
    """Why two expressions count as equivalent, the most reliable reason first."""

    SYNONYM = 0  # an admin's synonym
    INTRODUCED = 1  # introduced in the corpus: "World Trade Organization (WTO)"
    FREQUENT = 2  # the initials of a frequent name
    INITIALS = 3  # the initials of another name


class Equivalent(NamedTuple):
    """An equivalent expression: its terms, separated by spaces, and the reason."""

    terms: str
    basis: Basis


def acronyms(texts: Iterable[tuple[str, str]]) -> Counter[Acronym]:
    """The acronyms in some texts, each with its count; each text comes with its language.

    >>> list(acronyms([("The World Trade Organization (WTO) met.", "en")]))
    [('WTO', 'World Trade Organization', 'en', False), ('WTO', 'World Trade Organization', 'en', True)]
    """
    alike: defaultdict[tuple[str, bool], list[str]] = defaultdict(list)
    for text, language in texts:
        alike[language, text.isascii()].append(text)
    counted: Counter[Acronym] = Counter()
    for (language, _), together in alike.items():
        text = BREAK.join(together)
        for found, guessed in ((introduced, False), (likely, True)):
            counted.update((acronym, expansion, language, guessed) for acronym, expansion in found(text))
    return counted


def words(chunks: Iterable[tuple[str, int]]) -> Counter[str]:
    """The words in some chunks of text, with their counts; a chunk has a count and consists of whole words.

    >>> words([("World", 2), ("met.", 1), ("(Brave", 1), ("World", 1)])
    Counter({'World': 3, 'Brave': 1})
    """
    counted: dict[str, int] = {}
    for chunk, times in chunks:
        size = len(chunk)
        if size >= SHORTEST_WORD:
            is_one = (
                size <= LONGEST_WORD and chunk.isascii() and chunk.isalpha()
            )  # by far the most frequent case
            for word in (chunk,) if is_one else WORD.findall(chunk):
                counted[word] = counted.get(word, 0) + times
    return Counter(counted)


class _Folded(dict[int, str]):
    """A character -> the same without case and accents, computed when first needed."""

    def __missing__(self, code: int) -> str:
        letter = chr(code).casefold()
        # Й is a letter of its own and not an accented И.
        marks = letter if letter == "й" else unicodedata.normalize("NFD", letter)
        folded = self[code] = "".join(mark for mark in marks if not unicodedata.combining(mark))
        return folded


_FOLDED = _Folded()


def fold(word: str) -> str:
    """A word without case and accents, for finding misspellings.

    >>> fold("Épée"), fold("Ёлка")
    ('epee', 'елка')
    """
    return word.casefold() if word.isascii() else word.translate(_FOLDED)


class VocabularyWriter:
    """Collects the words and acronyms of the texts, and writes them to a version's database.

    Between texts, at most *held* words and acronyms are in memory.
    """

    def __init__(self, database: sqlite3.Connection, held: int = _HELD) -> None:
        database.executescript(SCHEMA)
        self._database = database
        self._held = held
        self._words = SpillCounter[str](database, "seen_words", _parts)
        self._acronyms = SpillCounter[Acronym](database, "seen_acronyms", _initials)

    def add(self, words: Mapping[str, int], acronyms: Mapping[Acronym, int]) -> None:
        """Add the words and acronyms of more texts, with their counts."""
        self._words.add(words)
        self._acronyms.add(acronyms)
        if len(self._words) + len(self._acronyms) >= self._held:
            self._words.spill()
            self._acronyms.spill()

    def finish(self, languages: Sequence[str], synonyms: Iterable[Sequence[str]] = ()) -> None:
        """Resolve the acronyms and write everything; *synonyms* are groups of words in any of *languages*."""
        counter = TrigramCounter()
        rows = chain.from_iterable(_rows(_folded(written), counter) for written in self._words.parts())
        self._insert("INTO words", rows, 5)
        if counter.words:
            self._insert("INTO trigrams", [(_EVERY, counter.words), *counter.counts()], 2)
        resolved = chain.from_iterable(map(_resolved, self._acronyms.parts()))
        for equivalents in (_pairs(synonyms, languages), resolved):
            self._insert("OR IGNORE INTO equivalents", equivalents, 3)
        self._database.execute("CREATE INDEX words_backwards ON words (length, backwards)")

    def _insert(self, into: str, rows: Iterable[Sequence[str | int]], width: int) -> None:
        """Insert rows of *width* columns, many per statement, which halves the time."""
        values = chain.from_iterable(rows)
        while some := list(islice(values, _AT_ONCE * width)):
            marks = ",".join([f"({','.join('?' * width)})"] * (len(some) // width))
            self._database.execute(f"INSERT {into} VALUES {marks}", some)  # noqa: S608 - our own


def _parts(words: Iterable[str]) -> list[int]:
    """A number for each word, which orders words by length and then by folded first letter.

    >>> first, second, third = _parts(["Épée", "eggs", "eagle"])
    >>> first == second < third
    True
    """
    return [len(word) << 21 | ord(word[0]) | 32 if word.isascii() else _part(fold(word)) for word in words]


def _part(folded: str) -> int:
    return len(folded) << 21 | ord(folded[0]) if folded else 0


def _initials(acronyms: Iterable[Acronym]) -> list[int]:
    """The code of each acronym's first letter."""
    return [ord(acronym[0]) for acronym, *_ in acronyms]


def _folded(counted: Mapping[str, int]) -> tuple[dict[str, str], dict[str, int]]:
    """Words as written -> for each folded word its most frequent spelling, and its total count.

    >>> _folded({"Übel": 2, "übel": 3, "UBEL": 1})
    ({'ubel': 'übel'}, {'ubel': 6})
    """
    usual: dict[str, str] = {}
    frequencies: dict[str, int] = {}
    for written, frequency in counted.items():
        word = written.casefold() if written.isascii() else fold(written)
        if word in usual:
            known = usual[word]
            if (-frequency, written) < (-counted[known], known):
                usual[word] = written
            frequencies[word] += frequency
        else:
            usual[word] = written
            frequencies[word] = frequency
    return usual, frequencies


def _rows(
    folded: tuple[Mapping[str, str], Mapping[str, int]], counter: TrigramCounter
) -> Iterable[tuple[int, str, str, str, int]]:
    """The rows of some folded words in order; their trigrams are counted as well."""
    usual, frequencies = folded
    words = sorted(usual)
    counter.add(words)
    of_each = map(usual.__getitem__, words), map(frequencies.__getitem__, words)
    return zip(map(len, words), words, map(_BACKWARDS, words), *of_each, strict=True)


def _resolved(counted: Mapping[Acronym, int]) -> Iterator[tuple[str, str, Basis]]:
    """What each acronym stands for and, if that is certain enough, the reverse."""
    meanings: defaultdict[tuple[str, str], _Meanings] = defaultdict(lambda: ({}, {}))
    for (acronym, expansion, language, guess), frequency in counted.items():
        meant = meanings[acronym, language][guess]
        phrase = _key(expansion, language)
        meant[phrase] = meant.get(phrase, 0) + frequency
    keys = _keys(meanings)
    for acronym, language in sorted(meanings):
        key = keys[acronym, language]
        for phrase, basis in _clear(meanings[acronym, language]):
            # A guess that begins with a stop word is only the beginning of a sentence: "After First
            # Intifada".
            cut = basis > Basis.INTRODUCED and len(phrase.split(" ")) < len(acronym)
            if phrase != key and not cut:
                yield key, phrase, basis
                if basis < Basis.INITIALS:
                    yield phrase, key, basis


class Vocabulary:
    """The vocabulary of an opened version; *rows* queries its database.

    Up to *kept* equivalents are kept in memory, so that most questions need no query for them.
    """

    def __init__(self, rows: Callable[..., Iterator[tuple[Any, ...]]], kept: int = KEPT_EQUIVALENTS) -> None:
        self._rows, self._kept = rows, kept

    def equivalents(self, phrases: Sequence[str]) -> dict[str, list[Equivalent]]:
        """The equivalents of each of *phrases* (terms separated by spaces) that has any."""
        if (every := self._all_equivalents) is not None:
            return {phrase: every[phrase] for phrase in phrases if phrase in every}
        marks = ",".join("?" * len(phrases))
        query = f"SELECT phrase, other, basis FROM equivalents WHERE phrase IN ({marks})"  # noqa: S608
        return _by_phrase(self._rows(query, *phrases))

    @cached_property
    def _all_equivalents(self) -> dict[str, list[Equivalent]] | None:
        """All equivalents; None if they are too many to keep."""
        rows = list(self._rows("SELECT phrase, other, basis FROM equivalents LIMIT ?", self._kept + 1))
        return _by_phrase(rows) if len(rows) <= self._kept else None

    def words(self, words: Sequence[str]) -> list[VocabularyWord]:
        """The folded *words* that occur in the corpus, in the given order."""
        query = _LISTED.format(",".join(["(?, ?)"] * len(words)))
        given = [value for word in words for value in (len(word), word)]
        found = (
            {word: VocabularyWord(word, *row) for word, *row in self._rows(query, *given)} if words else {}
        )
        return [found[word] for word in words if word in found]

    def strangeness(self, word: str) -> float:
        """How unusual a word's spelling is: the share of the corpus's words without its rarest trigram.

        A typo puts letters together that never occur together ("Jintoa"), while a word that merely does not
        occur is spelled like the others.
        """
        asked = [_EVERY, *trigrams(word)]
        marks = ",".join("?" * len(asked))
        known = dict(self._rows(f"SELECT trigram, words FROM trigrams WHERE trigram IN ({marks})", *asked))  # noqa: S608
        every = known.get(_EVERY, 0)
        return 1 - min(known.get(trigram, 0) for trigram in asked) / every if every else 1.0

    def near(self, word: str, edits: int) -> list[VocabularyWord]:
        """The folded words of the corpus that may be *edits* away from *word*, and some farther ones.

        They begin with the same letter, which people hardly ever get wrong, and share the first or the second
        half, without the letter between them: a single edit, or a swap of neighbours, leaves one half intact.
        """
        before = (len(word) - 1) // 2
        after = len(word) - 1 - before
        lengths = range(len(word) - edits, len(word) + edits + 1)
        query = _NEAR.format(",".join(["(?)"] * len(lengths)))
        beginnings = (word[:before], word[::-1][:after], word[:1])
        bounds = [bound for beginning in beginnings for bound in (beginning, _past(beginning))]
        return [VocabularyWord(*row) for row in self._rows(query, *lengths, *bounds)]


def _by_phrase(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Equivalent]]:
    """Rows of equivalents by their phrases.

    >>> _by_phrase([("wto", "world trade organization", 1)])
    {'wto': [Equivalent(terms='world trade organization', basis=<Basis.INTRODUCED: 1>)]}
    """
    found: dict[str, list[Equivalent]] = {}
    for phrase, other, basis in rows:
        found.setdefault(phrase, []).append(Equivalent(other, Basis(basis)))
    return found


def _past(prefix: str) -> str:
    """A string that sorts after every word that begins with *prefix*."""
    return prefix + "\U0010ffff"


def _key(phrase: str, language: str) -> str:
    """The lookup key of a phrase: its terms, without stop words unless it has no others."""
    words = analyzer(language).words(phrase)
    return " ".join([term for term, stop in words if not stop] or [term for term, _ in words])


def _keys(acronyms: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The lookup keys of many acronyms, each with its language: most are single plain words."""
    keys: dict[tuple[str, str], str] = {}
    of_language: defaultdict[str, list[str]] = defaultdict(list)
    for acronym, language in acronyms:
        if acronym.isascii() and acronym.isalpha():
            of_language[language].append(acronym)
        else:
            keys[acronym, language] = _key(acronym, language)
    for language, plain in of_language.items():
        terms = analyzer(language).terms_of_words(plain)
        keys.update(zip(zip(plain, repeat(language), strict=False), terms, strict=True))
    return keys


def _pairs(groups: Iterable[Sequence[str]], languages: Sequence[str]) -> Iterator[tuple[str, str, Basis]]:
    """Every pair of entries of a group, in both directions and in each language, as lookup keys."""
    for group in groups:
        for language in languages:
            keys = dict.fromkeys(_key(entry, language) for entry in group)
            for phrase, other in permutations(filter(None, keys), 2):
                yield phrase, other, Basis.SYNONYM


def _clear(meanings: _Meanings) -> Iterator[tuple[str, Basis]]:
    """The clear meaning of an acronym, if there is one, and the reason."""
    for counted, guess in zip(meanings, (False, True), strict=True):
        if counted:
            best, highest = max(counted.items(), key=itemgetter(1))
            if len(counted) == 1 or highest >= _CLEARLY * sorted(counted.values())[-2]:
                guessed = Basis.FREQUENT if highest >= _OFTEN else Basis.INITIALS
                yield best, guessed if guess else Basis.INTRODUCED
                return
