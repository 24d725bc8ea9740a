"""The steps of `tools.benchmarks.scale`, each run in a process of its own that prints its figures as JSON."""

import asyncio
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from bot.terminal.ask import VERSIONS
from retrieval.answering import answer
from retrieval.index import Hit
from retrieval.records import Answer
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import analyzer
from tools.benchmarks.contenders import CONTENDERS, TOP, tantivy_from_text
from tools.benchmarks.scaling.memory import Watch
from tools.benchmarks.scaling.recombining import of_size, questions, read_passages, write_corpus

QUOTH, SEARCH = "Quoth, whole answer", "Quoth, search"
FROM_TEXT = {"tantivy, from text": 0, "tantivy, from text, one thread": 1}  # threads; 0 lets tantivy choose
ENGINES = (QUOTH, *FROM_TEXT, *CONTENDERS)  # that are built
ASKED = (QUOTH, *CONTENDERS)
VIEWS = (SEARCH,)  # it is asked over what another one has built

_WARM_UP = 100  # questions; the first of each language reads its tables
_LONGEST = 30  # seconds for which an engine is asked
_LOAD_SECONDS = 8
_ROOT = Path(__file__).resolve().parents[3]

Result = dict[str, Any]
Asked = Sequence[Result]
Find = Callable[[Result], Any]
Places = Callable[[Any], list[int]]


# Preparing and building


def prepare(workshop: str, source: str, sizes: Sequence[int], count: int) -> Result:
    """The corpora, their terms, and the questions."""
    known = analyzer("en")
    for size in sizes:
        write_corpus(of_size(Path(source), size), _corpus(workshop, size))
        with _terms(workshop, size).open("w", encoding="utf-8") as lines:
            for row in read_passages(_corpus(workshop, size)):
                lines.write(" ".join(known.terms(f"{row['title']}\n{row['text']}")) + "\n")
    asked = questions(read_passages(_corpus(workshop, sizes[0])), _WARM_UP + count)
    rows = [{"text": each.text, "terms": each.terms, "sentence": each.sentence} for each in asked]
    Path(workshop, "questions.json").write_text(json.dumps(rows), encoding="utf-8")
    return {}


def build(workshop: str, name: str, size: int) -> Result:
    """Build with an engine; return seconds, processor seconds, and megabytes of memory and of disk."""
    folder = _home(workshop, name, size)
    folder.mkdir(parents=True)
    began = time.perf_counter()
    with Watch() as memory:
        _build(workshop, name, size, folder)
    seconds = time.perf_counter() - began
    for worker in multiprocessing.active_children():  # a child's time is only counted once it has ended
        worker.join()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    disk = sum(file.stat().st_size for file in folder.resolve().rglob("*") if file.is_file())
    return {
        "build_s": seconds,
        "build_processor_s": sum(each.ru_utime + each.ru_stime for each in used),
        "build_mb": memory.peak,
        "disk_mb": disk / 1e6,
    }


def _build(workshop: str, name: str, size: int, folder: Path) -> None:
    if name == QUOTH:
        from retrieval.indexing.versions import build as build_version
        from retrieval.store.corpus_store import CorpusStore

        version = build_version(CorpusStore(_corpus(workshop, size), _state(workshop) / VERSIONS)).path
        folder.rmdir()
        folder.symlink_to(version.absolute())
    elif name in FROM_TEXT:
        tantivy_from_text(read_passages(_corpus(workshop, size)), folder, FROM_TEXT[name])
    else:
        CONTENDERS[name].build(_stripped(_terms(workshop, size)), folder)


# Asking


def ask(workshop: str, name: str, size: int) -> Result:
    """Ask an engine; return its times, its memory, and whether it finds the right passages."""
    warming, asked = _questions(workshop)
    began = time.perf_counter()
    find, places = _finder(workshop, name, size)
    opened = time.perf_counter() - began
    for question in warming:
        find(question)
        if time.perf_counter() - began > _LONGEST:
            break
    found, timed = _time(find, asked)
    memory = _peak_mb()
    judged = _judged([places(each) for each in found], asked, _corpus(workshop, size))
    return {"open_s": opened, **timed, **judged, "serve_mb": memory}


def _time(find: Find, asked: Asked) -> tuple[list[Any], Result]:
    """What was found, and how long it took."""
    wall, processor, found = [], [], []
    began = time.perf_counter()
    for question in asked:
        at, spent = time.perf_counter(), time.thread_time()
        found.append(find(question))
        wall.append(time.perf_counter() - at)
        processor.append(time.thread_time() - spent)
        if time.perf_counter() - began > _LONGEST:
            break
    return found, {
        "asked": len(found),
        "p50_ms": _percentile(wall, 50),
        "p99_ms": _percentile(wall, 99),
        "processor_p50_ms": _percentile(processor, 50),
        "processor_p99_ms": _percentile(processor, 99),
        "per_second": len(found) / sum(wall),
    }


def _judged(found: Sequence[Sequence[int]], asked: Asked, corpus: Path) -> Result:
    """How often nothing was found, and how often the sentence that a question was made from."""
    wanted = {place for places in found for place in places}
    rows = (row["text"] for row in read_passages(corpus))
    texts = {place: text for place, text in enumerate(rows) if place in wanted}
    right = [
        any(question["sentence"] in texts[place] for place in places)
        for question, places in zip(asked, found, strict=False)
    ]
    return {"empty": sum(not places for places in found), "right": sum(right) / len(right)}


def _finder(workshop: str, name: str, size: int) -> tuple[Find, Places]:
    """A function that searches, which is timed, and one that says which documents a result contains."""
    if name not in (QUOTH, SEARCH):
        search = CONTENDERS[name].open(_home(workshop, name, size))
        return (lambda question: search(question["terms"])), list
    snapshot = Snapshot(_home(workshop, QUOTH, size))
    if name == SEARCH:
        return (
            lambda question: snapshot.engine.search(dict.fromkeys(question["terms"], 1.0), TOP),
            lambda hits: _documents_of(snapshot, hits),
        )
    return (lambda question: answer(question["text"], snapshot)), lambda said: _documents_in(snapshot, said)


def _documents_of(snapshot: Snapshot, hits: Sequence[Hit]) -> list[int]:
    """The indexes of the documents in the corpus, not of their passages: a long document has several."""
    rows = (snapshot.rows("SELECT document FROM passages WHERE place = ?", hit.passage) for hit in hits)
    return [document for row in rows for (document,) in row]


def _documents_in(snapshot: Snapshot, said: Answer) -> list[int]:
    ids = dict.fromkeys(each.document for each in (*said.citations, *said.others))
    rows = (snapshot.rows("SELECT number FROM documents WHERE id = ?", each.encode()) for each in ids)
    return [number for row in rows for (number,) in row]


# Under load


def lag(workshop: str, size: int) -> Result:
    """How late an event loop's timers are while answers are computed on a thread, as in the bot."""
    from bot.monitoring.latency import keep_pauses_short

    snapshot = Snapshot(_home(workshop, QUOTH, size))
    warming, asked = _texts(workshop)
    for question in warming:
        answer(question, snapshot)
    keep_pauses_short()
    idle = asyncio.run(_lag(snapshot, []))
    late = asyncio.run(_lag(snapshot, asked))
    return {
        "idle_p99_ms": _percentile(idle, 99),
        "p50_ms": _percentile(late, 50),
        "p99_ms": _percentile(late, 99),
        "max_ms": max(late) * 1000,
    }


async def _lag(snapshot: Snapshot, asked: Sequence[str]) -> list[float]:
    """How many seconds each sleep of a millisecond overran while the questions were answered in turn."""
    from bot.turns import ANSWERING_THREADS

    late: list[float] = []
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(ANSWERING_THREADS) as threads:
        work = [loop.run_in_executor(threads, answer, question, snapshot) for question in asked]
        until = loop.time() + (_LOAD_SECONDS if work else 1)
        while loop.time() < until and not (work and all(each.done() for each in work)):
            began = loop.time()
            await asyncio.sleep(0.001)
            late.append(loop.time() - began - 0.001)
        for each in work:
            each.cancel()
    return late


def answer_until(workshop: str, size: int, begin: float) -> Result:
    """Answers a second from the moment *begin* on, for some seconds."""
    snapshot = Snapshot(_home(workshop, QUOTH, size))
    warming, asked = _texts(workshop)
    for question in warming:
        answer(question, snapshot)
        if time.time() > begin - 0.5:
            break
    time.sleep(max(0.0, begin - time.time()))
    done, spent = 0, time.process_time()
    while time.time() < begin + _LOAD_SECONDS:
        snapshot.analysed.cache_clear()  # no question repeats
        answer(asked[done % len(asked)], snapshot)
        done += 1
    return {
        "per_second": done / _LOAD_SECONDS,
        "per_processor_second": done / (time.process_time() - spent),
    }


# The whole program


def batch(workshop: str, size: int) -> Result:
    """The seconds that `ask --batch` takes to its first answer, and from there to its last."""
    _, asked = _texts(workshop)
    rows = "".join(json.dumps({"id": at, "question": each}) + "\n" for at, each in enumerate(asked))
    given = Path(workshop, "batch.jsonl")
    given.write_text(rows, encoding="utf-8")
    settings = {"QUOTH_CORPUS": str(_corpus(workshop, size)), "QUOTH_STATE_DIR": str(_state(workshop))}
    answers, started, seconds = _answer_batch(given, settings)
    return {
        "asked": len(asked),
        "answered": sum(bool(answer.get("citations")) for answer in answers),
        "first_s": started,
        "per_second": (len(answers) - 1) / (seconds - started),
    }


def _answer_batch(given: Path, settings: dict[str, str]) -> tuple[list[Any], float, float]:
    """The answers to a file of questions, and the seconds until the first and the last of them."""
    began = time.perf_counter()
    with (
        given.open("rb") as questions_given,
        subprocess.Popen(
            [sys.executable, "run_bot.py", "ask", "--batch"],
            cwd=_ROOT,
            env=os.environ | settings,
            stdin=questions_given,
            stdout=subprocess.PIPE,
        ) as process,
    ):
        assert process.stdout is not None
        first = process.stdout.readline()
        started = time.perf_counter() - began
        answers = [json.loads(line) for line in (first, *process.stdout)]
    return answers, started, time.perf_counter() - began


def telegram(workshop: str, size: int) -> Result:
    """Updates a second of the bot over loopback, asked the same questions (`tools.benchmarks.telegram`)."""
    from bot.transport.requests import CONNECTIONS
    from tools.benchmarks.telegram.throughput import measure

    _, asked = _texts(workshop)
    texts = Path(workshop, "asked.json")
    texts.write_text(json.dumps(asked), encoding="utf-8")
    return measure(texts, len(asked), CONNECTIONS, 100, _corpus(workshop, size), _state(workshop))


# Quality


def hidden(workshop: str, source: str, folder: str) -> Result:
    """hit@1 of a question set alone, and with its documents hidden among all of the source's."""
    own = Path(folder, "corpus.jsonl")
    among = Path(workshop, "hidden.jsonl")
    write_corpus(chain(read_passages(own), _renamed(read_passages(Path(source)))), among)
    alone, mixed = _hits(workshop, own, folder), _hits(workshop, among, folder)
    return {"alone": alone, "hidden": mixed, "fall": alone["hit@1"] - mixed["hit@1"]}


def _renamed(rows: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
    return ({**row, "_id": f"other/{row['_id']}"} for row in rows)


def _hits(workshop: str, corpus: Path, folder: str) -> Result:
    from evaluation.gold import read_gold
    from evaluation.metrics import figures
    from evaluation.run import asker, judged_corpus, measure
    from retrieval.indexing.builder import write_version

    version = Path(workshop, f"version-{corpus.stem}")
    version.mkdir()
    write_version(corpus, version)
    snapshot = Snapshot(version)
    answerable = [each for each in read_gold(Path(folder, "gold.jsonl")) if each.answerable]
    found = figures(measure(answerable, (), asker(snapshot), judged_corpus(snapshot), lambda asked, _: asked))
    return {name: found[name].value for name in ("hit@1", "hit@3", "document@1", "document@5")} | {
        "documents": snapshot.document_count,
        "questions": len(answerable),
    }


def _state(workshop: str) -> Path:
    """The state folder of a bot over one of the corpora."""
    return Path(workshop, "state")


def _corpus(workshop: str, size: int) -> Path:
    return Path(workshop, f"passages-{size}.jsonl")


def _terms(workshop: str, size: int) -> Path:
    return Path(workshop, f"terms-{size}.txt")


def _home(workshop: str, name: str, size: int) -> Path:
    return Path(workshop, name.replace(", ", "-").replace(" ", "-"), str(size))


def _questions(workshop: str) -> tuple[list[Result], list[Result]]:
    """The questions to warm up with, and those to measure with."""
    made: list[Result] = json.loads(Path(workshop, "questions.json").read_text(encoding="utf-8"))
    return made[:_WARM_UP], made[_WARM_UP:]


def _texts(workshop: str) -> tuple[list[str], list[str]]:
    warming, asked = ([question["text"] for question in each] for each in _questions(workshop))
    return warming, asked


def _stripped(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n")


def _percentile(seconds: Sequence[float], percent: int) -> float:
    """In milliseconds."""
    return float(np.percentile(seconds, percent)) * 1000


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


_STEPS: dict[str, Callable[..., Result]] = {
    "prepare": prepare, "build": build, "ask": ask,
    "lag": lag, "answer_until": answer_until, "batch": batch, "telegram": telegram, "hidden": hidden,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(_STEPS[sys.argv[1]](*json.loads(sys.argv[2]))))
