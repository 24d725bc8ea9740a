"""Derive starter questions from a text that has none of its own: only questions that it answers.

They are the text's own questions, as in an FAQ, and questions about a person, a thing or a year in it.  Each
candidate is asked first and offered only if its grade is `answer` and the cited sentence has that name.  A
heading is no question, even with a question mark: "Installation?" asks nothing that a newcomer could guess.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice, zip_longest
from typing import NamedTuple

from corpus.errors import SearchUnavailableError
from languages import LANGUAGES
from retrieval.answering import answer
from retrieval.index.atomic_files import write_durably
from retrieval.overviews.people import common_words, people
from retrieval.overviews.scope import Scope, ScopedSentence, sentences_of
from retrieval.overviews.timeline import timeline
from retrieval.records import Citation, Grade
from retrieval.store.joint_snapshot import JointSnapshot, starters_in_turn
from retrieval.store.manifest import VersionDamagedError
from retrieval.store.snapshot import Snapshot
from retrieval.text.entities import Entity, EntityKind
from retrieval.text.pattern_sets import Purpose, match_patterns
from retrieval.text.question import AnswerType, analyze_question

KEPT = "starters.json"
OFFERED = 4
TRIED = 32
"""The most candidates that are tried, which bounds the time for a large corpus."""
PASSAGES_READ = 200
DOCUMENTS_READ = 30
LONGEST = 60
"""The most characters that a button shows in full."""
_YEAR = re.compile(r"\d{4}")
_IN_A_SENTENCE = re.compile(r"(?<=[^\W\d_] )\d{4}(?=[ ,.;)]|$)")
_NUMBERED = re.compile(r"^(?:[\d.]+[.)]|Q(?:uestion)?\s?\d*[.:)])\s*")
_NEAR, _SHORT = 40, 2
_NAME_WORDS = 2


class StarterCandidate(NamedTuple):
    """A question, and what an answering sentence must have: certain words, or a heading above it."""

    question: str
    words: str = ""
    heading: str = ""


def with_starters(snapshot: Snapshot) -> Snapshot:
    """*snapshot*, just opened, with questions derived from its text if it came with none."""
    if isinstance(snapshot, JointSnapshot):
        snapshot.starters = starters_in_turn([with_starters(each) for each in snapshot.members.values()])
    elif not snapshot.starters:
        # The first question will report these errors.
        with suppress(VersionDamagedError, SearchUnavailableError):
            snapshot.starters = _kept_starters(snapshot)
    return snapshot


def _kept_starters(snapshot: Snapshot) -> tuple[str, ...]:
    """The starters stored with a version; whoever opens it first derives and stores them.

    Usually that is the process that builds it, because deriving them would delay answers by a tenth of a
    second.
    """
    kept = snapshot.folder / KEPT
    with suppress(OSError, ValueError, TypeError, KeyError):
        return tuple(map(str, json.loads(kept.read_text(encoding="utf-8"))["starters"]))
    derived = derived_starters(snapshot)
    with suppress(OSError):  # if the disk is not writable, they are derived each time
        write_durably(kept, {"starters": derived})
    return derived


def derived_starters(snapshot: Snapshot, limit: int = OFFERED) -> tuple[str, ...]:
    """Up to *limit* questions that the text answers, each with a different sentence."""
    found: dict[str, str] = {}
    for candidate in islice(_candidates(snapshot), TRIED):
        given = answer(candidate.question, snapshot)
        if given.grade is not Grade.ANSWER or not _is_about(candidate, given.citations[0], snapshot):
            continue
        found.setdefault(given.citations[0].text, candidate.question)
        if len(found) == limit:
            break
    return tuple(found.values())


def _is_about(candidate: StarterCandidate, cited: Citation, snapshot: Snapshot) -> bool:
    """Whether a sentence has what the answer to a question must have."""
    above = snapshot.passage(cited.document, cited.passage).context
    return candidate.words in cited.text and candidate.heading in above


def _candidates(snapshot: Snapshot) -> Iterator[StarterCandidate]:
    """Candidate questions: the text's own first, then one of each kind in turn."""
    scope = Scope(tuple(snapshot.cards(0, DOCUMENTS_READ)), max_passages=PASSAGES_READ)
    sentences = sentences_of(scope, snapshot)
    who = _about_people(people(scope, snapshot), common_words(sentences), snapshot)
    when = _about_years(timeline(scope, snapshot), snapshot)
    kinds = zip_longest(who, _about_things(sentences, snapshot), when)
    made = (each for round_ in kinds for each in round_ if each is not None)
    distinct = dict.fromkeys(chain(_own_questions(sentences), made))
    return (each for each in distinct if len(each.question) <= LONGEST)


def _own_questions(sentences: Iterable[ScopedSentence]) -> Iterator[StarterCandidate]:
    """The questions above passages, as in an FAQ."""
    for each in sentences:
        above = _nearest_heading(each)
        question = _NUMBERED.sub("", " ".join(above.split()))
        if above.endswith(("?", "？", "؟")) and asks_by_itself(question, each.passage.passage.language):
            yield StarterCandidate(question, heading=above)


def asks_by_itself(question: str, language: str) -> bool:
    """Whether a question is clear without the text before it.

    >>> [asks_by_itself(line, "en") for line in ("How do I get a pass?", "Installation?", "And for groups?")]
    [True, False, False]
    """
    asked = analyze_question(question, language)
    has_asking_words = asked.asking != (0, 0) or asked.expected is AnswerType.DEFINITION
    refers_back = any(not each.impersonal for each in asked.back_references)
    return has_asking_words and bool(asked.keys) and not refers_back


def _nearest_heading(each: ScopedSentence) -> str:
    """The heading, question or term right above a sentence."""
    return each.passage.passage.context.rpartition("\n")[2].strip()


def _about_people(
    named: Iterable[Citation], common: frozenset[str], snapshot: Snapshot
) -> Iterator[StarterCandidate]:
    """Questions about people by their names, without titles before them."""
    for each in named:
        words = each.label.split()
        name = " ".join(words[-_NAME_WORDS:])
        is_name = len(words) >= _NAME_WORDS and name.istitle() and not common & set(name.lower().split())
        if is_name and len(words[-1]) > _SHORT and _is_titled_name(each, snapshot):
            yield from _from_template("who", each, snapshot, name=name)


def _is_titled_name(each: Citation, snapshot: Snapshot) -> bool:
    """Whether a name is complete, has no article before it, and has a title in it or shortly after it."""
    language = snapshot.document(each.document).language
    before, _, after = each.text.partition(each.label)
    leading = match_patterns(before, language, Purpose.ENTITIES)
    following = match_patterns(each.label + after[:_NEAR], language, Purpose.ENTITIES)
    has_article = leading.ends("article", len(leading.words))
    return not has_article and not re.match(r"[-\w]", after) and following.has("title")


def _about_things(sentences: Iterable[ScopedSentence], snapshot: Snapshot) -> Iterator[StarterCandidate]:
    """Questions about things that a sentence begins with and defines."""
    for each in sentences:
        name = _defined(each)
        if name:
            yield from _from_template("what", each.cited(), snapshot, name=name)


def _defined(each: ScopedSentence) -> str:
    """The name that a sentence begins with and then defines; "" for none."""
    entities = each.sentence.entities
    names = [mention for mention in entities.mentions if mention.start == 0 and _is_thing(mention)]
    if not names:
        return ""
    is_defined = any(0 <= sign.start - names[0].end <= 1 for sign in entities.of(EntityKind.DEFINITION))
    return names[0].text if is_defined else ""


def _is_thing(mention: Entity) -> bool:
    """Whether a mention is an organisation, or a single-word name, which is rarely a person's."""
    alone = mention.kind is EntityKind.NAME and len(mention.keys) == 1
    return mention.kind is EntityKind.ORGANISATION or alone


def _about_years(dated: Iterable[Citation], snapshot: Snapshot) -> Iterator[StarterCandidate]:
    """Questions about what happened in a year."""
    for each in dated:
        years = _IN_A_SENTENCE.findall(each.text)
        if _YEAR.fullmatch(each.label) and each.label in years:
            yield from _from_template("when", each, snapshot, date=each.label)


def _from_template(row: str, each: Citation, snapshot: Snapshot, **words: str) -> Iterator[StarterCandidate]:
    """The question from a row of the document's language, if the language has one."""
    (needed,) = words.values()
    form = LANGUAGES.intents(snapshot.document(each.document).language).questions.get(row)
    if form:
        yield StarterCandidate(form.format(**words), needed)
