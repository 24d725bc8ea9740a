"""Parse a question once for all later steps: its words, what it asks, and the terms to search for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from languages import phrase_table
from retrieval.index import inverse_document_frequency
from retrieval.query.chat_spellings import question_language, words_in_full
from retrieval.query.expansion import expand
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import QueryTerm, query_terms
from retrieval.text.question import AnalyzedQuestion, analyze_question
from retrieval.text.related_words import irregular_forms_of, related_words_of
from retrieval.text.typed_text import TypedText

# The search weight of a word's stem in another language if the corpus also has its stem in its own language:
# the former is often a different, rare word.
_OTHER_READING = 0.3


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A parsed question.

    ``typed`` is the question as typed and as corrected; everything else is about the corrected one.
    ``corrected``: it had typos, not only chat spellings.  ``question`` is its analysis.  ``words`` are all
    its words in order; ``terms`` are its distinct content words, expanded by equivalents in the corpus, with
    their inverse document frequencies ``idf``, and ``known`` says which of them the corpus has at all.
    ``context`` are terms of the conversation with their weights, below 1, and ``carried`` the words of the
    conversation that the question refers to.  ``language_mismatch``: it is in a language that the corpus
    lacks.  ``other_readings`` are its words as stemmed by other languages, which count little.
    """

    typed: TypedText
    question: AnalyzedQuestion
    words: tuple[QueryTerm, ...]
    terms: tuple[QueryTerm, ...]
    idf: tuple[float, ...]
    known: tuple[bool, ...]
    context: Mapping[str, float] = field(default_factory=dict)
    other_readings: frozenset[str] = frozenset()
    corrected: bool = False
    carried: str = ""
    language_mismatch: bool = False

    @property
    def text(self) -> str:
        """The question after corrections."""
        return self.typed.text

    @property
    def meant(self) -> str:
        """The question for comparing meaning: in its own language, with the names that it carries over."""
        own = self.typed.original if self.language_mismatch else self.text
        return f"{own} {self.carried}" if self.carried else own

    @property
    def content(self) -> tuple[QueryTerm, ...]:
        """Its terms without stop words; a question of only stop words keeps them as terms."""
        return tuple(term for term in self.terms if not term.stop)

    @property
    def topic(self) -> tuple[QueryTerm, ...]:
        """Its content terms without those that only ask, like "old" in "How old was he?"."""
        start, end = self.question.asking
        return tuple(term for term in self.content if not (start <= term.start < term.end <= end))

    @property
    def weights(self) -> dict[str, float]:
        """Every term to search for, with its weight."""
        readings = [variant for term in self.terms for variant in term.variants]
        own = {each: _OTHER_READING if each in self.other_readings else 1.0 for each in readings}
        return {**self.context, **own}


def parse_query(question: str | TypedText, snapshot: Snapshot) -> ParsedQuery:
    """Parse a question; its terms are its content words, or all of its words if it has no others."""
    typed = TypedText.of(question) if isinstance(question, str) else question
    words = query_terms(typed.text, snapshot.languages)
    content = _with_full_spellings(typed.text, _content(words, snapshot.languages), snapshot)
    expanded = (_with_related_words(term, snapshot) for term in expand(content, snapshot))
    terms = tuple({term.variants: term for term in expanded}.values())
    frequencies = [list(map(snapshot.engine.document_frequency, term.variants)) for term in terms]
    return ParsedQuery(
        typed=typed,
        question=analyze_question(typed.text, question_language(typed.text, snapshot)),
        words=tuple(words),
        terms=terms,
        idf=tuple(_idf(term, row, snapshot) for term, row in zip(terms, frequencies, strict=True)),
        known=tuple(map(any, frequencies)),
        other_readings=_other_readings(terms, frequencies),
    )


def distinct_words(terms: Iterable[QueryTerm], typed: TypedText) -> tuple[str, ...]:
    """Words of a question as typed, each once.

    Overlapping ones (CJK bigrams) are joined, and those carried over from another question are left out.

    >>> distinct_words(query_terms("黑豹队 Who?", ["zh"])[:2], TypedText.of("黑豹队 Who?"))
    ('黑豹队',)
    """
    spans: list[list[int]] = []
    for term in sorted(terms, key=lambda term: term.start):
        if spans and term.start < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], term.end)
        else:
            spans.append([term.start, term.end])
    return tuple(dict.fromkeys(typed.as_typed(start, end) for start, end in spans if end > start))


def _content(words: Sequence[QueryTerm], languages: Sequence[str]) -> Sequence[QueryTerm]:
    """The content words of a question; if there are none, its fillers ("thanks"), or else all words."""
    content = [word for word in words if not word.stop]
    if content:
        return content
    fillers = frozenset().union(*(phrase_table(language).fillers for language in languages))
    return [word for word in words if word.text.casefold() in fillers] or words


def _with_full_spellings(
    question: str, words: Sequence[QueryTerm], snapshot: Snapshot
) -> Sequence[QueryTerm]:
    """The words, adding the usual spelling to a short one that the corpus has, such as "docs"."""
    in_full = words_in_full(question, snapshot)
    if not in_full:
        return words
    full = {start: query_terms(word, snapshot.languages)[0].variants for start, word in in_full.items()}
    return [_with_equivalents(word, full.get(word.start, ())) for word in words]


def _with_equivalents(term: QueryTerm, others: Sequence[str]) -> QueryTerm:
    new = tuple(other for other in others if other not in term.variants)
    return replace(term, variants=term.variants + new, equivalents=term.equivalents + new)


def _with_related_words(term: QueryTerm, snapshot: Snapshot) -> QueryTerm:
    """A word that the corpus lacks, with its irregular forms or else related words that the corpus has.

    Forms count as the word itself; related words are used only if the corpus has the word in no language.
    """
    own, *others = term.variants
    if snapshot.engine.document_frequency(own):
        return term
    if forms := _known(irregular_forms_of, term, snapshot):
        return _with_equivalents(term, forms)
    elsewhere = any(map(snapshot.engine.document_frequency, others))
    related = () if elsewhere else _known(related_words_of, term, snapshot)
    return replace(term, variants=term.variants + related, related=related)


def _known(
    near: Callable[[QueryTerm, str], frozenset[str]], term: QueryTerm, snapshot: Snapshot
) -> tuple[str, ...]:
    """The terms *near* a word, in any of the corpus's languages, that the corpus has."""
    terms = {each for language in snapshot.languages for each in near(term, language)}
    return tuple(sorted(each for each in terms if snapshot.engine.document_frequency(each)))


def _other_readings(terms: Sequence[QueryTerm], frequencies: Sequence[Sequence[int]]) -> frozenset[str]:
    """The readings of words in languages other than the question's, if the corpus has its own reading."""
    others = {
        variant
        for term, row in zip(terms, frequencies, strict=True)
        for variant in term.variants[1:]
        if row[0] and variant not in term.equivalents
    }
    return frozenset(others.difference(term.variants[0] for term in terms))


def _idf(term: QueryTerm, frequencies: Sequence[int], snapshot: Snapshot) -> float:
    """The weight of a word by its reading in its own language; with equivalents, that of the most frequent.

    If the corpus lacks its own reading, its rarest other one counts; if it lacks all, the weight is highest.
    """
    passages = snapshot.engine.passages
    if term.equivalents:
        return inverse_document_frequency(passages, max(frequencies))
    other = min(filter(None, frequencies), default=0)
    return inverse_document_frequency(passages, frequencies[0] or other)
