"""A question in a language that the corpus does not have, read word by word in one that it has.

"¿Dónde nació la reina?" is read as "Where was born the queen?" over an English corpus: words by a small
lexicon, the one among their translations that the corpus has; cognates by their endings; names and numbers as
they are.  That is enough to find a sentence, and the reply shows what was looked up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from languages import LANGUAGES, Languages
from retrieval.index.vocabulary import fold
from retrieval.query.language_mismatch import foreign_language
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import Token, analyzer
from retrieval.text.transliteration import spellings
from retrieval.text.typed_text import Replacement, TypedText

_SHORTEST_COGNATE = 6  # letters: shorter words are alike by chance
_SHORTEST_PART = 4  # letters of a part of a compound
_OPENING_SIGNS = "¿¡"
_MOST_SPELLINGS = 16  # of the beginning of a word in another script


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the words of a language mean in another, by their case-folded form and by their term.

    ``endings`` are those of cognates: each of the language with those that it may have in the other.
    """

    language: str
    target: str
    by_form: Mapping[str, tuple[str, ...]]
    by_term: Mapping[str, tuple[str, ...]]
    endings: Mapping[str, tuple[str, ...]]

    def meanings(self, form: str, term: str) -> tuple[str, ...]:
        """The translations of a word, the likeliest first.

        >>> lexicon("es", "en").meanings("lagos", "lag"), lexicon("es", "en").meanings("xyz", "xyz")
        (('lake',), ())
        """
        return self.by_form.get(form.casefold()) or self.by_term.get(term, ())


def translate(question: str, snapshot: Snapshot, languages: Languages = LANGUAGES) -> TypedText | None:
    """The question as it is read in a language of the corpus; None where it needs or has no translation."""
    own = foreign_language(question, snapshot.languages)
    known = (lexicon(own, target, languages) for target in snapshot.languages) if own else ()
    words = next(filter(None, known), None)
    if not words:
        return None
    opening = (Replacement(at, at + 1, "") for at, sign in enumerate(question) if sign in _OPENING_SIGNS)
    return TypedText.of(question, [*opening, *_replacements(question, words, snapshot)])


def _replacements(question: str, words: Lexicon, snapshot: Snapshot) -> Iterator[Replacement]:
    for token in analyzer(words.language).tokens(question):
        form = question[token.start : token.end]
        read = _read(form, token, words, snapshot)
        if read is not None:
            begins_question = form[0].isupper() and not any(map(str.isalpha, question[: token.start]))
            shown = read[:1].upper() + read[1:] if begins_question else read
            # A word that is left out takes its space along.
            yield Replacement(token.start, token.end + (not read and question[token.end :][:1] == " "), shown)


def _read(form: str, token: Token, words: Lexicon, snapshot: Snapshot) -> str | None:
    """A word in the corpus's language: "" where it has no counterpart there, None where it stays as it is."""
    meanings = words.meanings(form, token.term)
    if meanings:
        return next((each for each in meanings if _is_known(each, words, snapshot)), meanings[0])
    if token.stop:
        return ""
    if not form.isalpha() or _is_known(form, words, snapshot):
        return None
    return _cognate(form, token.term, words, snapshot) or _compound(form, words, snapshot)


def _is_known(word: str, words: Lexicon, snapshot: Snapshot) -> bool:
    terms = analyzer(words.target).terms(word)
    return any(map(snapshot.engine.document_frequency, terms))


def _cognate(form: str, term: str, words: Lexicon, snapshot: Snapshot) -> str | None:
    """The word of the corpus that has the same origin, as its spelling shows."""
    if len(form) < _SHORTEST_COGNATE:
        return None
    tried = list(dict.fromkeys(_cognate_spellings(form.casefold(), term, words)))
    found = snapshot.vocabulary.words(tried)
    return max(found, key=lambda word: word.frequency).word if found else None


def _cognate_spellings(form: str, term: str, words: Lexicon) -> Iterator[str]:
    """How a word may be spelled in the other language: with another ending, or as its stem alone."""
    for size in range(1, len(form) - 2):
        for ending in words.endings.get(form[-size:], ()):
            for beginning in _beginnings(form[:-size]):
                yield beginning + ending
    yield from _beginnings(term)


def _beginnings(beginning: str) -> Iterator[str]:
    """How the beginning of a word may be spelled in the other language.

    >>> list(_beginnings("revoluc")), next(_beginnings("револю"))
    (['revoluc'], 'revolyu')
    """
    plain = fold(beginning)
    if plain.isascii():
        yield plain
    else:
        for at, spelled in enumerate(spellings(beginning)):
            if at < _MOST_SPELLINGS:
                yield spelled


def _compound(form: str, words: Lexicon, snapshot: Snapshot) -> str | None:
    """The two words of a compound: "Dampfmaschine" is a steam machine."""
    folded = form.casefold()
    for at in range(len(folded) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        first = words.by_form.get(folded[:at]) or words.by_form.get(folded[:at].removesuffix("s"))
        second = words.by_form.get(folded[at:])
        if first and second:
            return f"{first[0]} {second[0]}"
    return None


@cache
def lexicon(language: str, target: str, languages: Languages = LANGUAGES) -> Lexicon | None:
    """The lexicon from a language to another; None where there is none."""
    groups = languages.translations(language, target)
    if not groups:
        return None
    forms: dict[str, tuple[str, ...]] = {}
    for word, *translated in groups:
        for form in translated:
            forms[form] = (*forms.get(form, ()), word)
    terms: dict[str, tuple[str, ...]] = {}
    for form, meanings in forms.items():
        term = " ".join(analyzer(language).terms(form))
        terms[term] = tuple(dict.fromkeys((*terms.get(term, ()), *meanings)))
    endings: dict[str, tuple[str, ...]] = {}
    for ending, *others in languages.cognate_endings(language, target):
        for each in others:
            endings[each] = (*endings.get(each, ()), ending)
    return Lexicon(language, target, forms, terms, endings)
