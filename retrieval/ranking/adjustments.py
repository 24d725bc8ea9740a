"""What changes the order of sentences besides the trees: what the sets that these learned from do not have.

These sets are paragraphs about a subject each.  Manuals, licences and lists of questions also have sections,
definitions, options and command lines, and a folder of them has documents that questions name.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.query.parsed_query import ParsedQuery
from retrieval.query.search import FoundPassage
from retrieval.ranking.answer_check import has_kind
from retrieval.ranking.definitions import definition_scores
from retrieval.ranking.features import Candidate
from retrieval.ranking.sections import section_scores
from retrieval.text.question import AnswerType

# What each is worth; all scores of a question span about seven.
_OPTION = 1.0
_WITHOUT_MEASURE = -0.6
_COMMAND_LINE = -2.0
_OTHER_DOCUMENT = -2.0
_MEASURES = frozenset({AnswerType.NUMBER, AnswerType.DATE, AnswerType.DURATION})
_OPTIONS = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")
_COMMAND = re.compile(r"[$#%] \S.*|`[^`]+`[.:]?|[\w-]+(?: [\w-]+)* \[.*\]")

Floats = NDArray[np.float64]


def adjustments(query: ParsedQuery, candidates: Sequence[Candidate], found: Sequence[FoundPassage]) -> Floats:
    """What each candidate's score gains or loses."""
    of_passages = _of_options(query, found) + _of_documents(query, found)
    return np.asarray(
        section_scores(query, candidates, found)
        + definition_scores(query.question, candidates, found)
        + of_passages[[each.passage for each in candidates]]
        + [_of_sentence(query, each) for each in candidates]
    )


def _of_options(query: ParsedQuery, found: Sequence[FoundPassage]) -> Floats:
    """The description of an option that the question spells out, with its capitals: "ssh -N"."""
    asked = options_in(query.text)
    lines = (each.passage.passage.context.rpartition("\n")[2] for each in found)
    return _OPTION * np.array([bool(asked) and not asked.isdisjoint(options_in(line)) for line in lines])


def options_in(text: str) -> frozenset[str]:
    """The options of a program that a text spells out.

    >>> sorted(options_in("-f, --force-it, not well-known"))
    ['--force-it', '-f']
    """
    return frozenset(_OPTIONS.findall(text))


def _of_documents(query: ParsedQuery, found: Sequence[FoundPassage]) -> Floats:
    """Passages of other documents than one that the question names, unless they have the name too."""
    names = frozenset[str]().union(*(term.variants for each in found for term in each.names))
    return _OTHER_DOCUMENT * np.array([bool(names) and not _mentions(each, names) for each in found])


def _mentions(found: FoundPassage, names: frozenset[str]) -> bool:
    if not names.isdisjoint(found.passage.above):
        return True
    return any(not names.isdisjoint(sentence.positions) for sentence in found.passage.sentences)


def _of_sentence(query: ParsedQuery, candidate: Candidate) -> float:
    """A sentence without the measure that is asked for; a command line, unless it is asked how to."""
    expected = query.question.expected
    lacks = expected in _MEASURES and not has_kind(query.question, candidate.sentence.evidence)
    shows = expected is not AnswerType.MANNER and is_command_line(candidate.sentence.text)
    return _WITHOUT_MEASURE * lacks + _COMMAND_LINE * shows


def is_command_line(sentence: str) -> bool:
    """Whether a sentence only shows what is typed at a terminal.

    >>> is_command_line("$ ferry -p 3"), is_command_line("ferry list [<port>]"), is_command_line("It left.")
    (True, True, False)
    """
    return _COMMAND.fullmatch(sentence) is not None
