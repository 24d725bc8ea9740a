"""The requests and responses as pydantic models, from which the OpenAPI document is generated.

Requests are validated with these models.  Responses are plain JSON, which the tests check against the models.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from retrieval.query.verify import QuoteMatch
from retrieval.records import Grade, MessageKind

MAX_QUESTION_CHARACTERS = 2000
MAX_QUOTATION_CHARACTERS = 2000
MAX_DOCUMENTS = 100
MAX_AROUND = 5

Question = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION_CHARACTERS)
]
Quotation = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUOTATION_CHARACTERS)
]
First = Annotated[int, Field(ge=0, le=1_000_000_000, description="How many documents to skip.")]
Count = Annotated[int, Field(ge=1, le=MAX_DOCUMENTS, description="How many documents to list at most.")]
Around = Annotated[int, Field(ge=0, le=MAX_AROUND, description="Passages to add before and after.")]
WantedName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=64),
    Field(description="Of several corpora, the name of the one that is meant; all, or nothing: all of them."),
]


class _ApiModel(BaseModel):
    """A model that refuses unknown fields."""

    model_config = ConfigDict(extra="forbid")


class AskRequest(_ApiModel):
    """A question, as a person would type it."""

    question: Question
    corpus: WantedName = ""


class VerifyRequest(_ApiModel):
    """A quotation to look for: in the document with the id ``document``, or in all documents."""

    quotation: Quotation
    document: str | None = None
    corpus: WantedName = ""


class DocumentsQuery(_ApiModel):
    """Which part of the list of documents to return."""

    first: First = 0
    count: Count = MAX_DOCUMENTS
    corpus: WantedName = ""


class PassageQuery(_ApiModel):
    """How many neighbouring passages to return."""

    around: Around = 0
    corpus: WantedName = ""


class CorpusVersion(_ApiModel):
    """The version of the corpus that answered; ``sha256`` is a hash of its ids, titles and texts.

    ``libraries`` is present only if several corpora were asked together: the version of each by its name.
    """

    version: str
    sha256: str
    libraries: dict[str, str] | None = None


class CitedSentence(_ApiModel):
    """A sentence of the corpus, word for word.

    ``passage`` is the number of its passage in the document, from 1.  ``start`` and ``end`` are offsets into
    the text of the document, in code points.  ``page`` is present only if the document has pages, and
    ``label`` is the option or question right above the sentence, or the date, name or amount for which an
    overview lists it.  ``library`` is present only if several corpora were asked together: the name of the
    one that has the sentence, which then also stands before its document's id and title.
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
    library: str = ""


class AskResponse(_ApiModel):
    """An answer to a question.

    With the grade "answer", ``citations`` are the sentences that answer; with "partial", the closest ones.
    ``confidence`` is the probability that the first sentence answers the question.  ``understood_as`` is the
    question that was searched, if it differs from the one that was typed.  ``missing_terms`` are words of the
    question that the cited sentences lack, or with the grade "none" the whole corpus.  ``others`` are the
    next best sentences.
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
    """A piece of the comparison: words in both, words missing from the text, or words only in the text."""

    kind: Literal["same", "missing", "added"]
    text: str


class StatedFact(_ApiModel):
    """A number, date or name in the quotation, and the different one in the text."""

    claimed: str
    stated: str


class QuotedPlace(_ApiModel):
    """Where the quotation is, or the text closest to it; ``text`` is the text at that place."""

    document: str
    title: str
    passage: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class VerifyResponse(_ApiModel):
    """How closely the corpus has a quotation.

    "exact": word for word, ignoring case, punctuation and line breaks.  "variant": in almost the same words,
    though a number, date or name may differ.  "near": a sentence makes the same statement in other words,
    with a different number, date or name.  "absent": nothing comes close.
    ``differences`` compares the words, ``facts`` lists the numbers, dates and names that differ, and
    ``unstated`` the words of the quotation that a "near" sentence lacks.
    """

    quotation: str
    match: QuoteMatch
    place: QuotedPlace | None
    differences: list[QuotationDifference]
    facts: list[StatedFact]
    unstated: list[str]
    corpus: CorpusVersion


class ListedDocument(_ApiModel):
    """A document without its text.  ``passages`` is the number of its passages; ``date`` is in ISO 8601.

    ``author`` and ``address``, a place on the web, are stated by its file or an admin; "" if they are not.
    """

    id: str
    title: str
    language: str
    date: str | None
    dateline: str | None
    agency: str | None
    passages: int = Field(ge=0)
    author: str
    address: str


class DocumentsResponse(_ApiModel):
    """A part of the list of documents; ``next`` is the value of ``first`` for the next part, or null."""

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
    """A passage: its number in the document, from 1, its offsets in the text, and its sentences."""

    passage: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    page: int | None = None
    text: str
    sentences: list[SentencePlace]


class PassageResponse(_ApiModel):
    """The requested passages, in the order of the text."""

    document: ListedDocument
    passages: list[PassageWithSentences]
    corpus: CorpusVersion


class FieldError(_ApiModel):
    """A field of the request that is wrong, and why."""

    field: str
    detail: str


class ProblemDetails(_ApiModel):
    """Why a request was refused, and what to do instead (RFC 9457)."""

    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    errors: list[FieldError] = []
