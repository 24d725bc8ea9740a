"""A question as people type it on a phone: no capitals, key words only, slips, contractions.

The training sets have whole sentences with capitals and question marks.  People who type on a phone rarely
write those, so each question is also used in one of these forms.
"""

import random
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from retrieval.text.analyzer import QueryTerm, query_terms

Form = Callable[[str, Sequence[QueryTerm], random.Random], str]

_END_MARKS = " ?？¿¡!.؟"
_MIN_KEY_WORDS = 2
_SHORTEST_SLIP = 5  # letters: in a shorter word, a slip makes another word
_KEPT_STOP_WORDS = 0.4  # the chance that a function word is typed after all
# How English is shortened; whole words, in lower case.
_SHORTENED = {
    "what is": "whats", "what are": "what r", "who is": "whos", "where is": "wheres", "when is": "whens",
    "how is": "hows", "do not": "dont", "does not": "doesnt", "did not": "didnt", "can not": "cant",
    "cannot": "cant", "is not": "isnt", "people": "ppl", "you": "u", "are": "r", "your": "ur",
    "with": "w/", "between": "btwn", "because": "cuz", "and": "n", "without": "w/o", "before": "b4",
    "information": "info", "difference": "diff", "what": "wat", "something": "sth", "someone": "smb",
}  # fmt: skip
_SHORTENED_WORD = re.compile(r"\b(?:" + "|".join(sorted(_SHORTENED, key=len, reverse=True)) + r")\b")
_OPENERS = (
    "hey ", "hi, ", "so ", "ok ", "quick question: ", "do you know ", "can you tell me ", "tell me ",
    "i want to know ", "does it say ", "any idea ", "pls tell me ", "just wondering ", "um ",
)  # fmt: skip
_CLOSERS = (" pls", " please", " thx", "??", " then", " exactly", " again", " lol", " actually", " though")


def phone_form(question: str, language: str, rng: random.Random) -> str:
    """*question* in a form drawn by *rng*; some forms are only for English.

    >>> phone_form("When did the Normans come to Normandy?", "en", random.Random(3))
    'normans come normandy'
    """
    forms = _ANY_LANGUAGE + (_ENGLISH if language == "en" else ())
    return rng.choice(forms)(question, query_terms(question, [language]), rng)


def bare(question: str, _terms: Sequence[QueryTerm] = (), _rng: random.Random | None = None) -> str:
    """Without capitals and marks at the end.

    >>> bare("Who was Rollo?")
    'who was rollo'
    """
    return question.strip(_END_MARKS).lower()


def key_words(question: str, terms: Sequence[QueryTerm], rng: random.Random) -> str:
    """Only the content words, sometimes without one of them.

    >>> asked = "When did the Normans come to Normandy?"
    >>> key_words(asked, query_terms(asked, ["en"]), random.Random(1))
    'normans come normandy'
    """
    words = [term.text for term in terms if not term.stop]
    if len(words) > 2 * _MIN_KEY_WORDS and rng.random() < 0.3:
        del words[rng.randrange(len(words))]
    return " ".join(words).lower() if len(words) >= _MIN_KEY_WORDS and _spaced(terms) else bare(question)


def key_words_last_asked(question: str, terms: Sequence[QueryTerm], rng: random.Random) -> str:
    """The content words, and then the question word: "normans come normandy when"."""
    if not terms or not terms[0].stop or not _spaced(terms):
        return bare(question)
    return f"{key_words(question, terms, rng)} {terms[0].text.lower()}"


def few_words(question: str, terms: Sequence[QueryTerm], rng: random.Random) -> str:
    """The question word, a name, and one or two more words: "when normans come".

    So few words may fit other sentences too; if they do, the weights learn to be less sure.
    """
    content = [term for term in terms if not term.stop]
    if len(content) <= _MIN_KEY_WORDS or not _spaced(terms):
        return bare(question)
    named = [term for term in content if term.text[0].isupper() and term.start]
    kept = rng.sample(named, 1) if named else []
    others = [term for term in content if term not in kept]
    kept += rng.sample(others, min(len(others), rng.randint(1, 2)))
    asking = terms[:1] if terms[0].stop else []
    return " ".join(term.text for term in (*asking, *sorted(kept, key=lambda term: term.start))).lower()


def without_small_words(question: str, terms: Sequence[QueryTerm], rng: random.Random) -> str:
    """Without most function words except the first."""
    if not _spaced(terms):
        return bare(question)
    kept = [
        term.text
        for at, term in enumerate(terms)
        if not at or not term.stop or rng.random() < _KEPT_STOP_WORDS
    ]
    return " ".join(kept).lower()


def with_slip(question: str, terms: Sequence[QueryTerm], rng: random.Random) -> str:
    """With a letter of one long word left out, doubled or moved."""
    long = [term for term in terms if len(term.text) >= _SHORTEST_SLIP and not term.stop and _spaced(terms)]
    if not long:
        return bare(question)
    term = rng.choice(long)
    at = rng.randrange(1, len(term.text) - 1)
    word = term.text
    slip = rng.choice((word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], _swapped(word, at)))
    return bare(question[: term.start] + slip + question[term.end :])


def _swapped(word: str, at: int) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def shortened(question: str, _terms: Sequence[QueryTerm], _rng: random.Random) -> str:
    """With the short forms of English words: "whats", "ppl", "u"."""
    return _SHORTENED_WORD.sub(lambda found: _SHORTENED[found[0]], bare(question))


def with_filler(question: str, _terms: Sequence[QueryTerm], rng: random.Random) -> str:
    """With filler before or after it: "quick question: …", "… pls"."""
    if rng.random() < 0.5:
        return rng.choice(_OPENERS) + bare(question)
    return bare(question) + rng.choice(_CLOSERS)


def _spaced(terms: Sequence[QueryTerm]) -> bool:
    """Whether the words are separated by spaces; Chinese terms overlap and cannot be joined again."""
    return all(before.end <= after.start for before, after in pairwise(terms))


_ANY_LANGUAGE: tuple[Form, ...] = (
    bare, bare, key_words, key_words, few_words, few_words, few_words, without_small_words, with_slip,
)  # fmt: skip
_ENGLISH: tuple[Form, ...] = (key_words_last_asked, shortened, with_filler)

# Messages to a bot that ask nothing about a text.
SMALL_TALK = (
    "hi", "hello there", "hey bot", "good morning", "good night", "how are you", "hows it going", "whats up",
    "thanks", "thank you very much", "cheers mate", "great", "nice one", "cool", "ok", "okay then",
    "yes", "no", "maybe", "never mind", "forget it", "bye", "see you later", "who are you", "what are you",
    "are you a robot", "are you human", "who created you", "who built this bot", "what's your name",
    "how old are you", "where do you live", "what can i ask", "what do you know", "how do you work",
    "help me", "i need help", "can you help me", "tell me a joke", "sing a song", "write me an essay",
    "can you write code", "what time is it", "what day is it today", "whats the weather like",
    "i love you", "you are stupid", "this is wrong", "that makes no sense", "you didnt answer my question",
    "boring", "lol", "haha", "wow", "hmm", "test", "testing 123", "asdfgh", "do you speak german",
    "can you translate this", "is anyone there", "are you sure", "good bot", "bad bot", "so funny",
    "i dont understand", "what should i do today", "tell me something interesting", "let's talk",
)  # fmt: skip
