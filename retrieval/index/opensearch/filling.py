"""Create the index of a version on a cluster from its terms, check it, and remove it.

An index cannot be searched while it is being filled, so an incomplete index never answers; a complete one is
read-only.  Each passage has its place as its id and is created only once, so that filling can be repeated
after a failure, and two processes can fill the same index at once.
"""

import hashlib
import json
import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError, SearchUnavailableError
from retrieval.index.bm25 import K1, B
from retrieval.index.opensearch.nodes import IndexMissingError, Nodes
from retrieval.index.opensearch.terms import read_terms

log = logging.getLogger(__name__)

TERMS = "terms"
PLACE = "place"
PASSAGES_IN_A_SHARD = 5_000_000
"""A search asks each shard twice, so there should be few; one of this size takes a few gigabytes."""
SECONDS_UNTIL_GREEN = 900.0
MAX_TRIES = 5
_BULK_BYTES = 4 << 20
_LONGEST_TERM = 120
_BEGINNING = 32
_NDJSON = {"Content-Type": "application/x-ndjson"}
_SUPPORTED = 2

OnPassages = Callable[[int], None]


def _ignore(passages: int) -> None:
    """Ignore how many passages have been sent."""


def fill(
    nodes: Nodes,
    version: str,
    passages: int,
    folder: Path,
    progress: OnPassages = _ignore,
    passages_in_a_shard: int = PASSAGES_IN_A_SHARD,
) -> None:
    """Complete the index of a version, from the terms in its *folder*; do nothing if it is complete.

    *progress* is called with the number of passages that have been sent.  Raises SearchUnavailableError if
    the cluster does not answer, CorpusError if it refuses the index.
    """
    index = nodes.options.index(version)
    require_supported(nodes)
    for _ in range(MAX_TRIES):
        if is_complete(nodes, index, passages):
            return
        with suppress(IndexMissingError):  # another process has removed or finished it meanwhile
            _create(nodes, index, definition(math.ceil(passages / passages_in_a_shard)))
            _send_all(nodes, index, read_terms(folder), progress)
            _await_green(nodes, index, progress, passages)
            if _has_all(nodes, index, passages):
                _open_for_searching(nodes, index)
                log.info("index %s holds %d passages", index, passages)
            elif _held(nodes, index)[0] >= passages:  # it contains something else
                remove(nodes, version)
    raise CorpusError(
        f"the index {index} does not become complete; look at the cluster's log, and build again"
    )


def is_complete(nodes: Nodes, index: str, passages: int) -> bool:
    """Whether an index is open for searches and holds exactly that many passages.

    Raises SearchUnavailableError if a part of it is on no node that answers.
    """
    try:
        settings = nodes.manage("GET", f"{index}/_settings?flat_settings=true")[index]["settings"]
    except IndexMissingError:
        return False
    if _health(nodes, index) == "red":
        raise SearchUnavailableError(f"a part of the index {index} is on no node that answers")
    return settings.get("index.blocks.write") == "true" and _has_all(nodes, index, passages)


def remove(nodes: Nodes, version: str) -> None:
    """Remove the index of a version, if there is one."""
    with suppress(IndexMissingError):
        nodes.manage("DELETE", f"{nodes.options.index(version)}?ignore_unavailable=true")


def require_supported(nodes: Nodes) -> None:
    """Raise CorpusError for a version of OpenSearch whose ranking was not compared with ours."""
    version = nodes.manage("GET", "")["version"]
    if version.get("distribution") != "opensearch" or version["number"].split(".")[0] != str(_SUPPORTED):
        raise CorpusError(
            f"the search cluster is {version.get('distribution', 'Elasticsearch')} {version['number']}; "
            f"OpenSearch {_SUPPORTED} is needed, because others may rank differently"
        )


def definition(shards: int) -> dict[str, Any]:
    """The settings and fields of an index with that many shards."""
    return {
        "settings": {
            "index": {
                "number_of_shards": max(1, shards),
                "auto_expand_replicas": "0-1",
                "refresh_interval": "-1",
                "blocks.read": True,
                "similarity": {"default": {"type": "BM25", "k1": K1, "b": B}},
            }
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"enabled": False},
            "properties": {
                TERMS: {"type": "text", "analyzer": "whitespace", "index_options": "freqs"},
                PLACE: {"type": "integer", "index": False},
            },
        },
    }


def as_indexed(term: str) -> str:
    """A term as it is indexed; long ones are shortened, because OpenSearch splits them otherwise.

    >>> as_indexed("lamp"), len(as_indexed("lamp" * 100))
    ('lamp', 96)
    >>> as_indexed("lamp" * 100) == as_indexed("lamp" * 101)
    False
    """
    if len(term) <= _LONGEST_TERM:
        return term
    return term[:_BEGINNING] + hashlib.sha256(term.encode()).hexdigest()


def _create(nodes: Nodes, index: str, defined: dict[str, Any]) -> None:
    """Create an index, unless another process has just done so."""
    try:
        nodes.manage("PUT", index, defined)
    except SearchUnavailableError as error:
        if "resource_already_exists" not in str(error):
            raise


def _send_all(nodes: Nodes, index: str, terms: Iterable[str], progress: OnPassages) -> None:
    sent = 0
    for lines in _batches(terms):
        _send(nodes, index, lines)
        sent += len(lines)
        progress(sent)


def _send(nodes: Nodes, index: str, lines: list[bytes]) -> None:
    """Send passages; repeat those that the cluster is too busy for."""
    for attempt in range(MAX_TRIES):
        reply = nodes.send(
            "POST", f"{index}/_bulk?filter_path=items.*.status,items.*.error", b"".join(lines), _NDJSON
        )
        results = [item["create"] for item in reply["items"]]
        lines = [line for line, result in zip(lines, results, strict=True) if result["status"] in (429, 503)]
        for result in results:
            _require_taken(result)
        if not lines:
            return
        time.sleep(2**attempt)
    raise SearchUnavailableError("the search cluster is too busy to be filled")


def _require_taken(result: dict[str, Any]) -> None:
    """Raise an error if a passage was refused; an existing one is fine."""
    status, error = result["status"], result.get("error", {})
    if status == 403 and "blocked by" in str(error):
        raise IndexMissingError("the index was finished or removed by another process")
    if status not in (200, 201, 409, 429, 503):
        raise CorpusError(f"the search cluster refuses a passage: {error.get('type')}: {error.get('reason')}")


def _batches(terms: Iterable[str]) -> Iterator[list[bytes]]:
    """The passages in OpenSearch's bulk format, in batches of a few megabytes."""
    lines: list[bytes] = []
    size = 0
    for place, each in enumerate(terms):
        action = json.dumps({"create": {"_id": str(place)}})
        terms_in = " ".join(map(as_indexed, each.split()))
        lines.append(f"{action}\n{json.dumps({TERMS: terms_in, PLACE: place})}\n".encode())
        size += len(lines[-1])
        if size >= _BULK_BYTES:
            yield lines
            lines, size = [], 0
    if lines:
        yield lines


def _await_green(nodes: Nodes, index: str, progress: OnPassages, passages: int) -> None:
    """Refresh the index, and wait until all its copies exist."""
    nodes.manage("POST", f"{index}/_refresh")
    deadline = time.monotonic() + SECONDS_UNTIL_GREEN
    while _health(nodes, index) != "green":
        if time.monotonic() > deadline:
            raise SearchUnavailableError(
                f"the index {index} has no second copy after {SECONDS_UNTIL_GREEN:.0f} s; look at the cluster"
            )
        progress(passages)
        time.sleep(0.2)


def _health(nodes: Nodes, index: str) -> str:
    """The health of an index: green if all copies exist, yellow if one of each part, else red."""
    return str(nodes.manage("GET", f"_cluster/health/{index}?filter_path=status&timeout=1s")["status"])


def _has_all(nodes: Nodes, index: str, passages: int) -> bool:
    return _held(nodes, index) == (passages, 0)


def _held(nodes: Nodes, index: str) -> tuple[int, int]:
    """How many passages an index holds, and how many were deleted: those would change the ranking."""
    stats = nodes.manage("GET", f"{index}/_stats/docs")
    if stats["_shards"]["failed"] or not stats["_all"]["primaries"]:
        raise SearchUnavailableError(f"a part of the index {index} does not answer")
    docs = stats["_all"]["primaries"]["docs"]
    return int(docs["count"]), int(docs["deleted"])


def _open_for_searching(nodes: Nodes, index: str) -> None:
    nodes.manage("PUT", f"{index}/_settings", {"index.blocks.read": False, "index.blocks.write": True})
