"""Whether there is something to answer from, and whether the stored versions can be opened."""

from collections.abc import Iterator
from pathlib import Path

from bot.operations.findings import Finding, error, ok, warning
from corpus.errors import CorpusError
from corpus.loading import Problem, load
from retrieval.index.opensearch.options import ClusterOptions
from retrieval.store.corpus_store import CorpusStore

MAX_FILES_READ = 200
"""How many documents are read to look for problems; `corpus check` checks a large corpus in full."""


def check_corpus(source: Path, versions: Path, cluster: ClusterOptions | None = None) -> Iterator[Finding]:
    """Check the source's files, the published version and the others that are kept."""
    try:
        yield _check_source(source)
    except CorpusError as failure:
        yield error("corpus", str(failure), "set QUOTH_CORPUS to a file or folder of texts")
    store = CorpusStore(source, versions, cluster=cluster)
    current = store.pointer()
    if current is None:
        yield warning("versions", "none is built yet", "the bot builds one when it starts")
        return
    if not store.is_up_to_date():
        yield warning("versions", "the files have changed since the last reload", "send /reload to the bot")
    if current.waiting is not None:
        yield warning(
            "versions", f"{current.waiting} waits for a decision", "publish or discard it in the chat"
        )
    yield from _check_versions(store, current.version)


def _check_source(source: Path) -> Finding:
    documents, problems = 0, []
    for each in load(source):
        if isinstance(each, Problem):
            problems.append(each)
        else:
            documents += 1
        if documents + len(problems) >= MAX_FILES_READ:
            break
    if not documents:
        return error(
            "corpus", f"{source} has no document that can be read", "add a .txt, .md, .html, .pdf or .docx"
        )
    if problems:
        state = f"{len(problems)} of the files cannot be read"
        return warning("corpus", state, "python run_bot.py corpus check names them")
    count = "1 document" if documents == 1 else f"{documents:,} documents"
    at_least = "at least " if documents >= MAX_FILES_READ else ""
    return ok("corpus", f"{at_least}{count} in {source}")


def _check_versions(store: CorpusStore, published: str) -> Iterator[Finding]:
    kept = [each.version for each in store.stored()]
    for version in dict.fromkeys([published, *kept]):
        try:
            store.open_version(version).close()
        except CorpusError as failure:
            is_published = version == published
            remedy = (
                "send /reload: it is built again" if is_published else "it cannot be gone back to; ignore it"
            )
            yield (error if is_published else warning)("versions", f"{version}: {failure}", remedy)
            return
    yield ok("versions", f"{published} is published; {len(kept)} kept, all can be opened")
