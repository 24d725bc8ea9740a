"""Chat spellings: "wat r ppl doing" is read as "what are people doing".

Words in a language's ``chat_spellings.txt`` are replaced if they stand alone.  Spellings of function words
are always replaced; others only if the corpus does not have them as typed: "diff" is also a program.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import regex

from corpus.language_detection import detect, possible_languages
from languages import LANGUAGES, Languages, phrase_table
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import analyzer
from retrieval.text.typed_text import Replacement, TypedText

# Beside these characters, a word is part of something else: an option "-r", a path, a contraction, a unit.
_APART = r"(?<![\w\-/.'’@#&])(?<!\d )", r"(?![\w\-/'’@#&]|\.\w)"
_WORD = regex.compile(r"\w+")


class _Spellings(NamedTuple):
    """The chat spellings of a language in one pattern, the usual spelling of each, and the function words.

    ``first_words`` are the words with which they begin; the pattern matches no text that has none of these.
    """

    pattern: regex.Pattern[str]
    first_words: frozenset[str]
    usual: Mapping[str, str]
    function_words: frozenset[str]


def read_chat_spellings(question: str, snapshot: Snapshot, languages: Languages = LANGUAGES) -> TypedText:
    """The question with its chat spellings replaced by the usual ones."""
    spellings = _spellings(question_language(question, snapshot), languages)
    return TypedText.of(question, _replacements(question, spellings, snapshot) if spellings else ())


def question_language(question: str, snapshot: Snapshot) -> str:
    """The language to analyse a question in: its own if the corpus has it, else the corpus's first.

    The default language of the corpus comes before the first one, and before a guess: "Hansen?" may be any.
    """
    default, languages = snapshot.default_language, snapshot.languages
    if default in languages and default in possible_languages(question):
        return default
    own = detect(question)
    if own in languages or not languages:
        return own
    return default if default in languages else languages[0]


def words_in_full(question: str, snapshot: Snapshot, languages: Languages = LANGUAGES) -> Mapping[int, str]:
    """The usual spellings, by offset, of short words that were not replaced because the corpus has them.

    In a text with a "config file", "config" may also mean "configuration".
    """
    spellings = _spellings(question_language(question, snapshot), languages)
    found = _spelled(question, spellings) if spellings else ()
    return {each.start: each.text for each in found if _has_both(question, each, snapshot)}


def _has_both(question: str, found: Replacement, snapshot: Snapshot) -> bool:
    """Whether the corpus has a word both as typed and in its usual spelling."""
    return _is_in_corpus(question[found.start : found.end], snapshot) and _is_in_corpus(found.text, snapshot)


def _replacements(question: str, spellings: _Spellings, snapshot: Snapshot) -> Iterator[Replacement]:
    for found in _spelled(question, spellings):
        typed = question[found.start : found.end].casefold()
        if typed in spellings.function_words or not _is_in_corpus(typed, snapshot):
            yield found


def _spelled(question: str, spellings: _Spellings) -> Iterator[Replacement]:
    """The words of a question that may be chat spellings, each with the usual one; acronyms are not."""
    if spellings.first_words.isdisjoint(_WORD.findall(question.casefold())):
        return
    for match in spellings.pattern.finditer(question):
        if not (len(match[0]) > 1 and match[0].isupper() and not question.isupper()):
            yield Replacement(*match.span(), spellings.usual[match[0].casefold()])


def _is_in_corpus(word: str, snapshot: Snapshot) -> bool:
    terms = {term for language in snapshot.languages for term in analyzer(language).terms(word)}
    return any(map(snapshot.engine.document_frequency, terms))


@cache
def _spellings(language: str, languages: Languages) -> _Spellings | None:
    usual = {
        variant.casefold(): group[0] for group in languages.chat_spellings(language) for variant in group[1:]
    }
    if not usual:
        return None
    table = phrase_table(language)
    before, after = _APART if table.spaced else ("", "")
    listed = "|".join(map(regex.escape, sorted(usual, key=len, reverse=True)))
    stop = table.stop_words | table.fillers
    function_words = frozenset(typed for typed, word in usual.items() if _is_function_word(word, stop))
    pattern = regex.compile(f"{before}(?:{listed}){after}", regex.I)
    return _Spellings(pattern, frozenset(_WORD.findall(each)[0] for each in usual), usual, function_words)


def _is_function_word(usual: str, stop_words: frozenset[str]) -> bool:
    """Whether a spelling stands for function words only: "what is", "do not".

    >>> _is_function_word("doesn't", frozenset({"doesn", "t"})), _is_function_word("people", frozenset())
    (True, False)
    """
    return stop_words.issuperset(regex.findall(r"\w+", usual.casefold())) or "'" in usual
