"""An answer as JSON: the same fields for the command line, batches and programs that ask over the web."""

from dataclasses import fields
from typing import Any

from retrieval.records import Answer, Citation
from retrieval.store.snapshot import Snapshot

Json = dict[str, Any]

_FIELDS = tuple(field.name for field in fields(Citation))
"""`asdict` copies each value, which for ten citations would be a tenth of the cost of an answer."""


def answer_json(question: str, found: Answer, snapshot: Snapshot, milliseconds: float) -> Json:
    """The answer *found* to a question as it was typed, and the version of the corpus that it is from."""
    return {
        "question": question,
        "kind": found.kind.value,
        "grade": found.grade.value,
        "confidence": found.confidence,
        "understood_as": found.understood_as,
        "missing_terms": list(found.missing_terms),
        "citations": [citation_json(citation, snapshot) for citation in found.citations],
        "others": [citation_json(citation, snapshot) for citation in found.others],
        "corpus": corpus_json(snapshot),
        "elapsed_ms": round(milliseconds, 3),
    }


def citation_json(citation: Citation, snapshot: Snapshot) -> Json:
    """A citation, with the page that it stands on where there are pages."""
    page = snapshot.page(citation.document, citation.start)
    fields = {name: getattr(citation, name) for name in _FIELDS}
    if not citation.label:
        del fields["label"]
    return fields if page is None else {**fields, "page": page}


def corpus_json(snapshot: Snapshot) -> Json:
    """Which version of the corpus something is from; ``sha256`` is over its texts."""
    return {"version": snapshot.version, "sha256": snapshot.sha256}
