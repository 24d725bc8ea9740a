"""Answers as JSON, with the same fields for the command line, batches and the web API."""

from dataclasses import fields
from typing import Any

from retrieval.records import Answer, Citation
from retrieval.store.joint_ids import split_id
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot

Json = dict[str, Any]

_FIELDS = tuple(field.name for field in fields(Citation))
"""`asdict` copies each value, which for ten citations would be a tenth of the cost of an answer."""


def answer_json(question: str, found: Answer, snapshot: Snapshot, milliseconds: float) -> Json:
    """The answer *found* to a question as typed, with the corpus version that it comes from."""
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
    """A citation, with its page if the document has pages, and its library if there are several."""
    page = snapshot.page(citation.document, citation.start)
    fields = {name: getattr(citation, name) for name in _FIELDS}
    if isinstance(snapshot, JointSnapshot):
        fields["library"], _ = split_id(citation.document)
    if not citation.label:
        del fields["label"]
    return fields if page is None else {**fields, "page": page}


def corpus_json(snapshot: Snapshot) -> Json:
    """The version of the corpus that something comes from; ``sha256`` is over its texts."""
    facts: Json = {"version": snapshot.version, "sha256": snapshot.sha256}
    if isinstance(snapshot, JointSnapshot):
        facts["libraries"] = {name: each.version for name, each in snapshot.members.items()}
    return facts
