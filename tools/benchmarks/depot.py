"""``python -m tools.benchmarks.depot CORPUS STATE_DIR``: put, check and fetch its published version.

It does this once with a folder as the depot, and once with a bucket of the tests' S3 server, which runs in
its own process.  It prints seconds of elapsed time, seconds of processor time, and the peak memory.
"""

import argparse
import contextlib
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from management.depot.bucket_store import BucketStore, S3Access
from management.depot.depot import Depot
from management.depot.folder_store import FolderStore
from management.depot.object_store import ObjectStore
from retrieval.store.corpus_store import CorpusStore

_SERVE = """
import sys, threading
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print("http://%s:%d" % server.get_host_and_port(), flush=True)
sys.stdin.read()
"""


def main() -> None:
    """Measure, and print a line for each step."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.depot", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("state_dir", type=Path)
    given = parser.parse_args()
    store = CorpusStore(given.corpus, given.state_dir / "versions")
    with tempfile.TemporaryDirectory() as home, _bucket() as bucket:
        print("| depot | step | seconds | of the processor |")
        print("|---|---|---:|---:|")
        _measure("folder", FolderStore(Path(home, "depot")), store, Path(home, "folder"))
        _measure("S3", BucketStore(bucket), store, Path(home, "bucket"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\nThe most memory taken: {memory / 1024:.0f} MB.")


def _measure(name: str, objects: ObjectStore, store: CorpusStore, elsewhere: Path) -> None:
    """Measure the steps with one depot."""
    depot, current = Depot(objects), store.pointer()
    assert current is not None, "nothing is published"
    version = current.version
    _time(name, "put", lambda: depot.put(store, version))
    _time(name, "check", lambda: depot.check(version))
    _time(name, "fetch", lambda: depot.fetch(CorpusStore(store.source, elsewhere), version))
    record = depot.record(version)
    print(f"| {name} | size | {record.size / 1e6:.1f} MB | {record.stored_size / 1e6:.1f} MB packed |")


def _time(name: str, step: str, work: Callable[[], object]) -> None:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    seconds, used = time.perf_counter() - clock, time.process_time() - processor
    print(f"| {name} | {step} | {seconds:.2f} | {used:.2f} |", flush=True)


@contextlib.contextmanager
def _bucket() -> Iterator[S3Access]:
    """An empty bucket of a server in a process of its own."""
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    command = [sys.executable, "-c", _SERVE]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        urllib.request.urlopen(urllib.request.Request(f"{address}/texts", method="PUT")).close()
        yield S3Access("texts", endpoint=address, key="somebody", secret="a-secret")
        server.stdin.close()


if __name__ == "__main__":
    main()
