"""Translate a question word by word from a language that the corpus lacks into one that it has.

For an English corpus, "¿Dónde nació la reina?" becomes "Where was born the queen?".  Words are translated
with a small lexicon, preferring translations that the corpus has; cognates by their endings; names and
numbers stay as they are.  That is enough to find a sentence, and the reply shows what was searched for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice

from languages import LANGUAGES, Languages, stop_words
from languages.word_groups import Group
from retrieval.index.vocabulary import fold
from retrieval.query.chinese_words import UNSPACED, translate_chinese_words
from retrieval.query.language_mismatch import mismatched_language
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import Token, analyzer
from retrieval.text.transliteration import spellings
from retrieval.text.typed_text import Replacement, TypedText

_SHORTEST_COGNATE = 6  # minimum letters: shorter words are often similar by chance
_SHORTEST_PART = 4  # letters of a part of a compound
_OPENING_SIGNS = "¿¡"
_MAX_SPELLINGS = 16  # maximum spellings of the beginning of a word in another script


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Translations of words into another language, by case-folded form and by term.

    ``endings`` are those of cognates: each ending in the language, with its counterparts in the other.
    """

    language: str
    target: str
    by_form: Mapping[str, tuple[str, ...]]
    by_term: Mapping[str, tuple[str, ...]]
    endings: Mapping[str, tuple[str, ...]]
    same_script: bool

    def meanings(self, form: str, term: str) -> tuple[str, ...]:
        """The translations of a word, the most likely first.

        >>> lexicon("es", "en").meanings("lagos", "lag"), lexicon("es", "en").meanings("xyz", "xyz")
        (('lake',), ())
        """
        return self.by_form.get(form.casefold()) or self.by_term.get(term, ())


MAX_TRANSLATED = 24
"""The most words that are translated, which bounds the cost of a very long question."""


def translate(question: str, snapshot: Snapshot, languages: Languages = LANGUAGES) -> TypedText | None:
    """The question in a language of the corpus; None if it needs or has no translation."""
    own = mismatched_language(question, snapshot)
    known = (lexicon(own, target, languages) for target in snapshot.languages) if own else ()
    words = next(filter(None, known), None)
    if not words:
        return None
    opening = (Replacement(at, at + 1, "") for at, sign in enumerate(question) if sign in _OPENING_SIGNS)
    return TypedText.of(question, [*opening, *_replacements(question, words, snapshot)])


def _replacements(question: str, words: Lexicon, snapshot: Snapshot) -> Iterator[Replacement]:
    yield from translate_chinese_words(
        question, words.by_form, partial(_first_in_corpus, words=words, snapshot=snapshot), words.language
    )
    for token in islice(analyzer(words.language).tokens(question), MAX_TRANSLATED):
        form = question[token.start : token.end]
        if UNSPACED.match(form):
            continue
        read = _translate_word(form, token, words, snapshot)
        if read is not None:
            begins_question = form[0].isupper() and not any(map(str.isalpha, question[: token.start]))
            shown = read[:1].upper() + read[1:] if begins_question else read
            # The space after an omitted word is omitted as well.
            yield Replacement(token.start, token.end + (not read and question[token.end :][:1] == " "), shown)


def _translate_word(form: str, token: Token, words: Lexicon, snapshot: Snapshot) -> str | None:
    """The word in the corpus's language: "" if it has no counterpart there, None if it stays as it is."""
    meanings = words.meanings(form, token.term)
    if meanings:
        return _first_in_corpus(meanings, words, snapshot)
    if token.stop:
        return ""
    if not form.isalpha() or _is_known(form, words, snapshot):
        return None
    if not words.same_script and form[0].isupper() and (name := _name(form, words, snapshot)):
        return name
    return _cognate(form, token.term, words, snapshot) or _compound(form, words, snapshot)


def _first_in_corpus(meanings: Sequence[str], words: Lexicon, snapshot: Snapshot) -> str:
    """The first of some translations that the corpus has, or else the first."""
    return next((each for each in meanings if _is_known(each, words, snapshot)), meanings[0])


def _is_known(word: str, words: Lexicon, snapshot: Snapshot) -> bool:
    terms = analyzer(words.target).terms(word)
    return any(map(snapshot.engine.document_frequency, terms))


def _name(form: str, words: Lexicon, snapshot: Snapshot) -> str | None:
    """A name in the corpus's script, however short, if the corpus has it: "Ху" is "Hu"."""
    stop = stop_words(words.target)
    for spelled in islice(spellings(form.casefold()), _MAX_SPELLINGS):
        if spelled not in stop and _is_known(spelled, words, snapshot):
            return spelled.capitalize()
    return None


def _cognate(form: str, term: str, words: Lexicon, snapshot: Snapshot) -> str | None:
    """The cognate in the corpus, recognised by its spelling."""
    if len(form) < _SHORTEST_COGNATE:
        return None
    tried = list(dict.fromkeys(_cognate_spellings(form.casefold(), term, words)))
    found = snapshot.vocabulary.words(tried)
    return max(found, key=lambda word: word.frequency).word if found else None


def _cognate_spellings(form: str, term: str, words: Lexicon) -> Iterator[str]:
    """Possible spellings of a word in the other language: with another ending, or just its stem."""
    for size in range(1, len(form) - 2):
        for ending in words.endings.get(form[-size:], ()):
            for beginning in _beginnings(form[:-size], words.same_script):
                yield beginning + ending
    yield from _beginnings(term, words.same_script)


def _beginnings(beginning: str, same_script: bool) -> Iterable[str]:
    """Possible spellings of the beginning of a word in the other language.

    >>> list(_beginnings("revoluc", True)), next(iter(_beginnings("револю", False)))
    (['revoluc'], 'revolyu')
    """
    return [fold(beginning)] if same_script else islice(spellings(beginning), _MAX_SPELLINGS)


def _compound(form: str, words: Lexicon, snapshot: Snapshot) -> str | None:
    """The translation of a compound by its two parts: "Dampfmaschine" is a steam machine."""
    folded = form.casefold()
    for at in range(len(folded) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        first = words.by_form.get(folded[:at]) or words.by_form.get(folded[:at].removesuffix("s"))
        second = words.by_form.get(folded[at:])
        if first and second:
            return f"{first[0]} {second[0]}"
    return None


@cache
def lexicon(language: str, target: str, languages: Languages = LANGUAGES) -> Lexicon | None:
    """The lexicon from one language to another; None if neither language has data for the other.

    >>> lexicon("en", "de").meanings("house", "hous")
    ('haus',)
    """
    pairs = list(_pairs(languages.translations, language, target))
    if not pairs:
        return None
    return Lexicon(
        language,
        target,
        by_form=_meanings((form.casefold(), meaning) for form, meaning in pairs),
        by_term=_meanings((" ".join(analyzer(language).terms(form)), meaning) for form, meaning in pairs),
        endings=_meanings(_pairs(languages.cognate_endings, language, target, all_of_a_group=True)),
        same_script=languages.profile(language).scripts == languages.profile(target).scripts,
    )


def _pairs(
    groups: Callable[[str, str], Sequence[Group]], language: str, target: str, *, all_of_a_group: bool = False
) -> Iterator[tuple[str, str]]:
    """Pairs of words and their translations, from the file of either language.

    If the file of the other language is used in reverse, each word is translated by the first one of its
    group, which is the usual form.
    """
    for meaning, *forms in groups(language, target):
        yield from ((form, meaning) for form in forms)
    for form, *meanings in groups(target, language):
        yield from ((form, meaning) for meaning in meanings[: None if all_of_a_group else 1])


def _meanings(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The distinct translations of each word, in order."""
    found: dict[str, dict[str, None]] = {}
    for each, meaning in pairs:
        found.setdefault(each, {})[meaning] = None
    return {each: tuple(meanings) for each, meanings in found.items()}
