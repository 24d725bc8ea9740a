"""The vocabulary of a corpus: which words it writes, and which stand for others.

It is learned while a version is built and kept in its database, where a question looks up the few rows that
it needs; nothing of it is held in memory, however large the library.
"""

import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import chain, groupby, permutations
from typing import Any, NamedTuple

from retrieval.acronyms import introduced, likely
from retrieval.analysis import analyser

# Words of the scripts that have letters for vowels and spaces between words; an edit of one is a slip.
SHORTEST_WORD, LONGEST_WORD = 4, 40  # letters
WORD = re.compile(f"[A-Za-zÀ-ɏͰ-Ͽ\u0400-ԯ]{{{SHORTEST_WORD},{LONGEST_WORD}}}")
LONGEST_PHRASE = 6  # terms
_HELD = 200_000  # words or acronyms in memory while a version is built: about 20 MB
_OFTEN = 3  # times from which a name is known by its initials
_CLEARLY = 2  # an acronym is what it mostly stands for, if that is so much more often than the next

SCHEMA = """
    CREATE TABLE words (
        length INTEGER NOT NULL, word TEXT NOT NULL, backwards TEXT NOT NULL, written TEXT NOT NULL,
        frequency INTEGER NOT NULL, PRIMARY KEY (length, word)) WITHOUT ROWID;
    CREATE TABLE trigrams (trigram TEXT PRIMARY KEY, words INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE equivalents (
        phrase TEXT NOT NULL, other TEXT NOT NULL, basis INTEGER NOT NULL, PRIMARY KEY (phrase, other)
        ) WITHOUT ROWID;
    CREATE TEMPORARY TABLE seen_words (
        written TEXT PRIMARY KEY, frequency INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TEMPORARY TABLE seen_acronyms (
        acronym TEXT, expansion TEXT, language TEXT, likely INTEGER, frequency INTEGER NOT NULL,
        PRIMARY KEY (acronym, expansion, language, likely)) WITHOUT ROWID;
"""
_COUNT_WORD = """
    INSERT INTO seen_words VALUES (?, ?)
    ON CONFLICT DO UPDATE SET frequency = frequency + excluded.frequency"""
_COUNT_ACRONYM = """
    INSERT INTO seen_acronyms VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET frequency = frequency + excluded.frequency"""
# Beside a max(), SQLite takes the other columns from the row that has it: the usual spelling of the word.
_FOLD_WORDS = """
    INSERT INTO words
    SELECT length(word), word, backwards(word), written, total FROM (
        SELECT fold(written) AS word, written, max(frequency), sum(frequency) AS total
        FROM seen_words GROUP BY 1)"""
# By single lengths: of a range of them, SQLite would read every word.
_NEAR = """
    WITH lengths (near) AS (VALUES {})
    SELECT word, written, frequency FROM lengths CROSS JOIN words
    WHERE length = near AND word >= ? AND word < ?
    UNION
    SELECT word, written, frequency FROM lengths CROSS JOIN words
    WHERE length = near AND backwards >= ? AND backwards < ? AND word >= ? AND word < ?"""
_EVERY = ""  # among the trigrams, the row of all words


Acronym = tuple[str, str, str, bool]
"""What is written, what it stands for, the language of the text, and whether that is only a guess."""


class Word(NamedTuple):
    """A word of the corpus: folded, as it is mostly written, and how often it stands there."""

    word: str
    written: str
    frequency: int


class Basis(IntEnum):
    """Why one thing is taken for another, the surest first."""

    SYNONYM = 0  # an admin says so
    INTRODUCED = 1  # the corpus does: "World Trade Organization (WTO)"
    FREQUENT = 2  # its initials, and it is a name that the corpus has often
    INITIALS = 3  # its initials alone


class Equivalent(NamedTuple):
    """What stands for the same: terms with spaces between them, and why."""

    terms: str
    basis: Basis


def acronyms(texts: Iterable[tuple[str, str]]) -> Counter[Acronym]:
    """How often some texts teach each acronym, each text given with its language.

    >>> list(acronyms([("The World Trade Organization (WTO) met.", "en")]))
    [('WTO', 'World Trade Organization', 'en', False), ('WTO', 'World Trade Organization', 'en', True)]
    """
    return Counter(
        (acronym, expansion, language, guessed)
        for text, language in texts
        for found, guessed in ((introduced, False), (likely, True))
        for acronym, expansion in found(text)
    )


def words(pieces: Iterable[tuple[str, int]]) -> Counter[str]:
    """How often some pieces of text, each with its count, have each word; a piece holds whole words.

    >>> words([("World", 2), ("met.", 1), ("(Brave", 1), ("World", 1)])
    Counter({'World': 3, 'Brave': 1})
    """
    counted: Counter[str] = Counter()
    for piece, times in pieces:
        size = len(piece)
        if SHORTEST_WORD <= size <= LONGEST_WORD and piece.isascii() and piece.isalpha():  # the most by far
            counted[piece] += times
        elif size >= SHORTEST_WORD:
            for word in WORD.findall(piece):
                counted[word] += times
    return counted


def fold(word: str) -> str:
    """A word without case and accents, as slips are looked for.

    >>> fold("Épée"), fold("Ёлка")
    ('epee', 'елка')
    """
    folded = word.casefold()
    if folded.isascii():
        return folded
    # Й is a letter of its own and no accented И.
    marks = unicodedata.normalize("NFD", folded.replace("й", "\0"))
    return "".join(mark for mark in marks if not unicodedata.combining(mark)).replace("\0", "й")


def trigrams(word: str) -> set[str]:
    """The runs of three letters of a word, its edges marked.

    >>> sorted(trigrams("book"))
    ['^bo', 'boo', 'ok$', 'ook']
    """
    edged = f"^{word}$"
    return {edged[at : at + 3] for at in range(len(edged) - 2)}


class VocabularyWriter:
    """Takes what each text teaches, one after the other, and leaves all of it in a version's database.

    No more than *held* words and acronyms are in memory at a time.
    """

    def __init__(self, database: sqlite3.Connection, held: int = _HELD) -> None:
        database.executescript(SCHEMA)
        database.create_function("fold", 1, fold, deterministic=True)
        database.create_function("backwards", 1, lambda word: word[::-1], deterministic=True)
        self._database = database
        self._held = held
        self._words: Counter[str] = Counter()
        self._acronyms: Counter[Acronym] = Counter()

    def add(self, words: Mapping[str, int], acronyms: Mapping[Acronym, int]) -> None:
        """What the next texts teach, with how often they do."""
        self._words.update(words)
        self._acronyms.update(acronyms)
        if len(self._words) + len(self._acronyms) >= self._held:
            self._flush()

    def finish(self, languages: Sequence[str], synonyms: Iterable[Sequence[str]] = ()) -> None:
        """Settle what stands for what; *synonyms* are groups of words and phrases in any of *languages*."""
        self._flush()
        self._database.execute(_FOLD_WORDS)
        self._database.executemany("INSERT INTO trigrams VALUES (?, ?)", self._trigrams())
        for settled in (_pairs(synonyms, languages), self._settled()):
            self._database.executemany("INSERT OR IGNORE INTO equivalents VALUES (?, ?, ?)", settled)
        self._database.execute("CREATE INDEX words_backwards ON words (length, backwards)")

    def _flush(self) -> None:
        self._database.executemany(_COUNT_WORD, sorted(self._words.items()))
        self._database.executemany(_COUNT_ACRONYM, [(*key, n) for key, n in sorted(self._acronyms.items())])
        self._words.clear()
        self._acronyms.clear()

    def _trigrams(self) -> Iterable[tuple[str, int]]:
        words = self._database.execute("SELECT word FROM words")
        counted = Counter(chain.from_iterable((_EVERY, *trigrams(word)) for (word,) in words))
        return sorted(counted.items())

    def _settled(self) -> Iterator[tuple[str, str, Basis]]:
        """What each acronym stands for, and where that is sure enough also the other way round."""
        rows = self._database.execute(
            "SELECT acronym, language, likely, expansion, frequency FROM seen_acronyms ORDER BY 1, 2, 3, 4"
        )
        for (acronym, language), group in groupby(rows, key=lambda row: row[:2]):
            key = _key(acronym, language)
            for phrase, basis in _meanings([row[2:] for row in group], language):
                # A guess whose first word is a stop word only begins a sentence: "After First Intifada".
                cut = basis > Basis.INTRODUCED and len(phrase.split(" ")) < len(acronym)
                if phrase != key and not cut:
                    yield key, phrase, basis
                    if basis < Basis.INITIALS:
                        yield phrase, key, basis


class Vocabulary:
    """The vocabulary of an opened version; *rows* asks its database."""

    def __init__(self, rows: Callable[..., Iterator[tuple[Any, ...]]]) -> None:
        self._rows = rows

    def equivalents(self, phrases: Sequence[str]) -> dict[str, list[Equivalent]]:
        """What stands for each of *phrases*, terms with spaces between them, where anything does."""
        marks = ",".join("?" * len(phrases))
        query = f"SELECT phrase, other, basis FROM equivalents WHERE phrase IN ({marks})"  # noqa: S608
        found: dict[str, list[Equivalent]] = {}
        for phrase, other, basis in self._rows(query, *phrases):
            found.setdefault(phrase, []).append(Equivalent(other, Basis(basis)))
        return found

    def words(self, words: Sequence[str]) -> list[Word]:
        """Those of *words*, folded, that the corpus writes, in the order given."""
        marks = ",".join(["(?, ?)"] * len(words))
        query = f"SELECT word, written, frequency FROM words WHERE (length, word) IN (VALUES {marks})"  # noqa: S608
        given = [value for word in words for value in (len(word), word)]
        found = {word: Word(word, *row) for word, *row in self._rows(query, *given)} if words else {}
        return [found[word] for word in words if word in found]

    def strangeness(self, word: str) -> float:
        """How unlike the words of the corpus a word is spelled: the share of them without its rarest trigram.

        A slip makes letters meet that never do ("Jintoa"), while a word that only happens to be missing
        is spelled like the others.
        """
        asked = [_EVERY, *trigrams(word)]
        marks = ",".join("?" * len(asked))
        known = dict(self._rows(f"SELECT trigram, words FROM trigrams WHERE trigram IN ({marks})", *asked))  # noqa: S608
        every = known.get(_EVERY, 0)
        return 1 - min(known.get(trigram, 0) for trigram in asked) / every if every else 1.0

    def near(self, word: str, edits: int) -> list[Word]:
        """The words of the corpus that may be *edits* away from *word*, folded, and some that are further.

        They begin with its first letter, which hardly anybody gets wrong, and have its first or its second
        half, one letter between them left out: a single edit, or a swap of neighbours, leaves one of the two
        as it is.
        """
        before = (len(word) - 1) // 2
        after = len(word) - 1 - before
        lengths = range(len(word) - edits, len(word) + edits + 1)
        query = _NEAR.format(",".join(["(?)"] * len(lengths)))
        beginnings = (word[:before], word[::-1][:after], word[:1])
        bounds = [bound for beginning in beginnings for bound in (beginning, _past(beginning))]
        return [Word(*row) for row in self._rows(query, *lengths, *bounds)]


def _past(prefix: str) -> str:
    """What sorts after every word that begins with *prefix*."""
    return prefix + "\U0010ffff"


def _key(phrase: str, language: str) -> str:
    """What a phrase is looked up by: its terms, without stop words unless it has no others."""
    tokens = analyser(language).tokens(phrase)
    content = [token.term for token in tokens if not token.stop]
    return " ".join(content or [token.term for token in tokens])


def _pairs(groups: Iterable[Sequence[str]], languages: Sequence[str]) -> Iterator[tuple[str, str, Basis]]:
    """Each two entries of a group, both ways and in each language, as they are looked up."""
    for group in groups:
        for language in languages:
            keys = dict.fromkeys(_key(entry, language) for entry in group)
            for phrase, other in permutations(filter(None, keys), 2):
                yield phrase, other, Basis.SYNONYM


def _meanings(rows: Iterable[tuple[bool, str, int]], language: str) -> Iterator[tuple[str, Basis]]:
    """What an acronym clearly stands for, if anything, and why.

    *rows* are (is a guess, expansion, frequency), what is sure first.
    """
    for guess, group in groupby(rows, key=lambda row: row[0]):
        counted: Counter[str] = Counter()
        for _, expansion, frequency in group:
            counted[_key(expansion, language)] += frequency
        (best, most), *others = counted.most_common(2)
        if not others or most >= _CLEARLY * others[0][1]:
            guessed = Basis.FREQUENT if most >= _OFTEN else Basis.INITIALS
            yield best, guessed if guess else Basis.INTRODUCED
            return
