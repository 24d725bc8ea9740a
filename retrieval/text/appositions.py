"""Find appositions, which say what a name is: "Ida Falk, the harbour master, said …"."""

import re
from functools import cache

from languages import phrase_table
from languages.loading import split_phrases

_BRACKETED = r"(?:\s*\([^()]{1,60}\))?"
_AGE_OR_OWNER = r"\d{1,3}\b|[\w.]+(?:\s[\w.]+)?['’]s\s"


def has_apposition(subject: str, sentence: str, language: str) -> bool:
    """Whether a sentence says what the subject is right after its name.

    >>> has_apposition("ida falk", "Falk, the harbour master, left.", "en")
    True
    >>> has_apposition("ida falk", "Falk (51), Skerry's harbour master, left.", "en")
    True
    >>> has_apposition("ida falk", "With Falk, nobody left.", "en")
    False
    """
    words = subject.split()
    if not words:
        return False
    named = re.finditer(rf"\b{re.escape(words[-1])}\b", sentence, re.IGNORECASE)
    return any(_opening(language).match(sentence, name.end()) for name in named)


@cache
def _opening(language: str) -> re.Pattern[str]:
    """What opens an apposition: a comma, and a determiner, an age or somebody's name."""
    listed = split_phrases(phrase_table(language).questions.get("determiner", ""))
    opening = "|".join([*(rf"{re.escape(each)}\s" for each in listed), _AGE_OR_OWNER])
    return re.compile(rf"{_BRACKETED},\s+(?:{opening})", re.IGNORECASE)
