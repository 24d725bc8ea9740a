"""The requests and responses as pydantic models, from which the OpenAPI document is generated.

Requests are validated with these models.  Responses are plain JSON, which the tests check against the models.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from retrieval.query.verify import QuoteMatch
from retrieval.records import Grade, MessageKind

MOST_QUESTION_CHARACTERS = 2000
MOST_QUOTATION_CHARACTERS = 2000
MOST_DOCUMENTS = 100
MOST_AROUND = 5

Question = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_QUESTION_CHARACTERS)
]
Quotation = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_QUOTATION_CHARACTERS)
]
First = Annotated[int, Field(ge=0, le=1_000_000_000, description="How many documents to skip.")]
Count = Annotated[int, Field(ge=1, le=MOST_DOCUMENTS, description="How many documents to list at most.")]
Around = Annotated[int, Field(ge=0, le=MOST_AROUND, description="Passages to add before and after.")]


class _ApiModel(BaseModel):
    """A model without fields other than its own."""

    model_config = ConfigDict(extra="forbid")


class AskRequest(_ApiModel):
    """A question, as one would type it."""

    question: Question


class VerifyRequest(_ApiModel):
    """A quotation to be looked up, in one document if ``document`` names it."""

    quotation: Quotation
    document: str | None = None


class DocumentsQuery(_ApiModel):
    """Which part of the list of documents is wanted."""

    first: First = 0
    count: Count = MOST_DOCUMENTS


class PassageQuery(_ApiModel):
    """How much is wanted beside a passage."""

    around: Around = 0


class CorpusVersion(_ApiModel):
    """The version of the corpus that a response is from; ``sha256`` is over its ids, titles and texts."""

    version: str
    sha256: str


class CitedSentence(_ApiModel):
    """A sentence of the corpus, word for word.

    ``passage`` counts from 1 within the document.  ``start`` and ``end`` are code points into the document's
    text; ``page`` is there only where the document has pages, and ``label`` where an overview lists a
    sentence for a date or a name in it.
    """

    document: str
    title: str
    passage: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    score: float
    label: str = ""
    page: int | None = None


class AskResponse(_ApiModel):
    """An answer: for the grade "answer" its sentence and supports, for "partial" the closest sentences.

    ``confidence`` is the probability that the first sentence answers.  ``understood_as`` is the question that
    was searched where that is not the one typed.  ``missing_terms`` are words of the question that the cited
    sentences (for "none": the whole corpus) do not have.  ``others`` are the next best sentences.
    """

    question: str
    kind: MessageKind
    grade: Grade
    confidence: float = Field(ge=0, le=1)
    understood_as: str | None
    missing_terms: list[str]
    citations: list[CitedSentence]
    others: list[CitedSentence]
    corpus: CorpusVersion
    elapsed_ms: float = Field(ge=0)


class QuotationDifference(_ApiModel):
    """A stretch of the comparison: in both, missing from the text, or added by it."""

    kind: Literal["same", "missing", "added"]
    text: str


class StatedFact(_ApiModel):
    """A number, date or name that the quotation claims, and the one that the text states in its place."""

    claimed: str
    stated: str


class QuotedPlace(_ApiModel):
    """Where the quotation stands, or the text that is nearest to it; ``text`` is what stands there."""

    document: str
    title: str
    passage: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class VerifyResponse(_ApiModel):
    """How far the corpus has a quotation.

    "exact": word for word, without regard to case, punctuation and line breaks.  "variant": in nearly the
    same words, but a number, date or name may be another; ``differences`` and ``facts`` show what differs.
    "near": a sentence says the same in other words, with another number, date or name.
    ``facts`` are the numbers, dates and names that differ, and ``unstated`` the words that a sentence which
    is only near does not have.
    """

    quotation: str
    match: QuoteMatch
    place: QuotedPlace | None
    differences: list[QuotationDifference]
    facts: list[StatedFact]
    unstated: list[str]
    corpus: CorpusVersion


class ListedDocument(_ApiModel):
    """A document without its text.  ``passages`` is how many it has; ``date`` is ISO 8601."""

    id: str
    title: str
    language: str
    date: str | None
    dateline: str | None
    agency: str | None
    passages: int = Field(ge=0)


class DocumentsResponse(_ApiModel):
    """A part of the list of documents; ``next`` is the ``first`` of the part after it, null at the end."""

    documents: list[ListedDocument]
    total: int = Field(ge=0)
    next: int | None
    corpus: CorpusVersion


class SentencePlace(_ApiModel):
    """A sentence of a passage."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class PassageWithSentences(_ApiModel):
    """A passage: its number from 1, its place in the document's text, and its sentences."""

    passage: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    page: int | None = None
    text: str
    sentences: list[SentencePlace]


class PassageResponse(_ApiModel):
    """The passages asked for, in the order of the text."""

    document: ListedDocument
    passages: list[PassageWithSentences]
    corpus: CorpusVersion


class FieldError(_ApiModel):
    """A field of the request that cannot be used."""

    field: str
    detail: str


class ProblemDetails(_ApiModel):
    """Why a request was refused, and what to do instead (RFC 9457)."""

    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    errors: list[FieldError] = []
