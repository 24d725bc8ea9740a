"""The people named in a text, each with the sentence that best says who they are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import regex

from languages import phrase_table
from retrieval.overviews.scope import Scope, ScopedSentence, sentences_of
from retrieval.ranking.speakers import NamedMention, mentions_in
from retrieval.records import Citation
from retrieval.store.snapshot import Snapshot
from retrieval.text.entities import EntityKind
from retrieval.text.pattern_sets import Purpose, match_patterns

_SHORT = 2
"""The most letters of an initial; anything longer is a name."""
_AGE = regex.compile(r",? \(?\d{1,3}(?=[),.;])")
_LOWER_CASE = regex.compile(r"(?<![\p{L}\p{M}’'-])\p{Ll}[\p{Ll}\p{M}]+(?![\p{L}\p{M}-])")


@dataclass(slots=True)
class _NamedPerson:
    """The mentions of one name, and the kinds of entities they were taken for."""

    kinds: Counter[EntityKind] = field(default_factory=Counter)
    mentions: list[tuple[ScopedSentence, NamedMention]] = field(default_factory=list)

    @property
    def is_person(self) -> bool:
        """Whether there are signs of a person, at least as many as of an organisation or a place."""
        signs = self.kinds[EntityKind.PERSON] + sum(
            mention.has_role or _has_age(each, mention) for each, mention in self.mentions
        )
        if all(len(mention.name.keys) == 1 for _, mention in self.mentions):
            return signs > 1 and 2 * signs >= len(self.mentions) and self._is_long
        others = self.kinds[EntityKind.PLACE] + self.kinds[EntityKind.ORGANISATION]
        return signs > 0 and signs >= others and not any(map(_names_an_organisation, self.mentions))

    @property
    def words(self) -> frozenset[str]:
        """The last words of the name in lower case, which reveal common nouns, as in "Public License"."""
        return frozenset(mention.name.text.split()[-1].lower() for _, mention in self.mentions)

    @property
    def _is_long(self) -> bool:
        return all(len(mention.name.text) > _SHORT for _, mention in self.mentions)

    def cited(self) -> Citation:
        """The first sentence that gives a role, or else the one with the fullest name.

        In scripts without capitals, it is uncertain where a name ends, so the sentence has no label.
        """
        each, mention = max(
            self.mentions, key=lambda pair: (pair[1].has_role, len(pair[1].name.keys), -_place(pair[0]))
        )
        is_cased = phrase_table(each.sentence.language).cased
        return each.cited(mention.name.text if is_cased else "")


def people(scope: Scope, snapshot: Snapshot) -> tuple[Citation, ...]:
    """The people in a text, the most frequent first, each labelled with the name."""
    sentences = sentences_of(scope, snapshot)
    common = common_words(sentences)
    named = _by_name(_mentions(sentences))
    persons = [each for each in named if each.is_person and not each.words & common]
    return tuple(each.cited() for each in sorted(persons, key=lambda each: -len(each.mentions)))


def common_words(sentences: Iterable[ScopedSentence]) -> frozenset[str]:
    """The words that some sentence writes in lower case, so that they are unlikely to be names."""
    return frozenset(word for each in sentences for word in _LOWER_CASE.findall(each.sentence.text))


def _mentions(sentences: Sequence[ScopedSentence]) -> list[tuple[ScopedSentence, NamedMention]]:
    return [(each, mention) for each in sentences for mention in mentions_in(each.passage.passage)[each.at]]


def _by_name(mentions: Iterable[tuple[ScopedSentence, NamedMention]]) -> list[_NamedPerson]:
    """The mentions grouped by name: first the full names, then last or first names alone."""
    listed = list(mentions)
    named: dict[str, _NamedPerson] = {}
    first_words: dict[str, set[str]] = {}
    for each, mention in listed:
        keys = mention.name.keys
        if len(keys) > 1:
            _add(named, keys[-1], each, mention)
            first_words.setdefault(keys[0], set()).add(keys[-1])
    for each, mention in listed:
        keys = mention.name.keys
        if len(keys) == 1:
            surnames = first_words.get(keys[0], set())
            key = keys[0] if keys[0] in named or len(surnames) != 1 else next(iter(surnames))
            _add(named, key, each, mention)
    return list(named.values())


def _add(named: dict[str, _NamedPerson], key: str, each: ScopedSentence, mention: NamedMention) -> None:
    person = named.setdefault(key, _NamedPerson())
    person.kinds[mention.name.kind] += 1
    person.mentions.append((each, mention))


def _names_an_organisation(pair: tuple[ScopedSentence, NamedMention]) -> bool:
    """Whether a name ends with a word for an organisation or a place: "Harbour Trust", "Franklin Street"."""
    each, mention = pair
    words = match_patterns(mention.name.text.split()[-1], each.sentence.language, Purpose.ENTITIES)
    return words.has("institution") or words.has("geography")


def _has_age(each: ScopedSentence, mention: NamedMention) -> bool:
    """Whether an age follows a name: "Ida Falk, 43, said"."""
    return len(mention.name.keys) > 1 and _AGE.match(each.sentence.text, mention.name.end) is not None


def _place(each: ScopedSentence) -> int:
    return each.passage.passage.place * 1000 + each.at
