"""A question and a snapshot in, an answer out: understand, search, choose sentences, grade."""

from collections.abc import Sequence

from retrieval.analysis import QueryTerm, query_terms
from retrieval.engines import B, K1, inverse_document_frequency
from retrieval.records import Answer, Citation, Grade, Turn
from retrieval.snapshot import Snapshot
from retrieval.analysis import analyser

PASSAGES = 20


def answer(question: str, snapshot: Snapshot, history: Sequence[Turn] = ()) -> Answer:
    """What the corpus says to *question*, asked after the turns of *history* (oldest first)."""
    terms = query_terms(question, snapshot.languages)
    sought = [term for term in terms if not term.stop] or terms
    engine = snapshot.engine
    idf = {v: inverse_document_frequency(engine.passages, engine.document_frequency(v)) for t in sought for v in t.variants}
    hits = engine.search(list(idf), PASSAGES)
    rows = []
    for hit in hits:
        passage = snapshot.passage_at(hit.passage)
        for span in passage.sentences:
            found = analyser(passage.language).terms(passage.sentence(span))
            rows.append((hit, passage, span, found))
    if not rows:
        return Answer(question, Grade.NONE, 0.0, missing_terms=tuple(t.text for t in sought))
    average = sum(len(r[3]) for r in rows) / len(rows)
    scored = []
    for hit, passage, span, found in rows:
        s = 0.0
        for v, w in idf.items():
            tf = found.count(v)
            s += w * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(found) / average))
        scored.append((s + hit.score, passage, span, set(found)))
    scored.sort(key=lambda row: -row[0])
    cites = [
        Citation(p.document, p.title, p.number, span.start, span.end, p.sentence(span), round(s, 4))
        for s, p, span, _ in scored[:10]
    ]
    total = sum(max(idf[v] for v in t.variants) for t in sought)
    best = scored[0][3]
    covered = sum(max(idf[v] for v in t.variants) for t in sought if any(v in best for v in t.variants))
    confidence = covered / total if total else 0.0
    missing = tuple(t.text for t in sought if not any(v in best for v in t.variants))
    if confidence >= 0.6:
        return Answer(question, Grade.ANSWER, confidence, tuple(cites[:1]), tuple(cites[1:]), missing)
    return Answer(question, Grade.PARTIAL, confidence, tuple(cites[:2]), tuple(cites[2:]), missing)
