"""Remove unneeded indexes, such as one left behind by a process that died while it built a version.

This is always safe: a version keeps its terms on disk, from which its index can be rebuilt.
"""

import re
import time
from collections.abc import Callable, Collection

from corpus.errors import SearchUnavailableError
from retrieval.index.opensearch.filling import remove
from retrieval.index.opensearch.nodes import IndexMissingError, Nodes

UNNEEDED_SECONDS = 24 * 3600.0
"""A younger index is kept: its version may still be under construction, perhaps on another machine."""
_VERSION = re.compile(r"[0-9a-f]{12}")


def sweep(
    nodes: Nodes,
    kept: Collection[str],
    unneeded_seconds: float = UNNEEDED_SECONDS,
    clock: Callable[[], float] = time.time,
) -> list[str]:
    """Remove our old indexes of versions that are not *kept*; return the names of these versions.

    Raises SearchUnavailableError if the cluster does not answer.
    """
    before = clock() - unneeded_seconds
    orphans = [
        version for version, created in _created(nodes).items() if version not in kept and created < before
    ]
    for version in orphans:
        remove(nodes, version)
    return orphans


def _created(nodes: Nodes) -> dict[str, float]:
    """When the index of each version was created, in seconds since 1970."""
    prefix = nodes.options.index("")
    try:
        found = nodes.manage("GET", f"{prefix}*/_settings?flat_settings=true")
    except IndexMissingError:
        return {}
    named = ((name.removeprefix(prefix), each) for name, each in found.items() if name.startswith(prefix))
    try:
        return {
            version: int(each["settings"]["index.creation_date"]) / 1000
            for version, each in named
            if _VERSION.fullmatch(version)
        }
    except (KeyError, TypeError, ValueError):
        raise SearchUnavailableError("the list of indexes is malformed") from None
