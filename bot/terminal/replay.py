"""``python run_bot.py replay ID``: repeat a stored answer from the version of the corpus that gave it."""

import argparse
import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bot.conversation.history import answers_followed, turns
from bot.policy import Policy
from bot.state import FILE, State, StoredAnswer
from bot.terminal.ask import VERSIONS
from bot.terminal.readable import readable
from bot.terminal.streams import complain, printable, quietly, speak_utf8
from config.settings import Settings, database_of
from retrieval.index.opensearch.options import cluster_of
from retrieval.intents.responding import respond
from retrieval.records import Answer
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.manifest import VersionUnusableError
from retrieval.store.snapshot import Snapshot

_NAMED = "replay it with the QUOTH_CORPUS that names it"
SAME, CHANGED = 0, 1
"""Exit codes: identical to the stored answer; different, or impossible to repeat."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A stored answer beside the repeated one; without ``differences`` they are identical."""

    stored: StoredAnswer
    again: Answer
    differences: tuple[str, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `replay`."""
    parser.add_argument("id", metavar="ID", help="the short id of an answer")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the answer")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Repeat an answer, say whether it is the same, and return the exit code."""
    speak_utf8()
    return quietly(lambda: _run(arguments.id, settings, as_json=arguments.json))


def _run(answer_id: str, settings: Settings, *, as_json: bool) -> int:
    stored, earlier = _stored_answer(answer_id, settings.state_dir, database_of(settings))
    if stored is None:
        complain(
            f"no answer {answer_id!r} is stored in {settings.state_dir}; a chat in a terminal stores none, "
            "and those of a bot are deleted after a while"
        )
        return CHANGED
    stores = _stores_of(stored.library, settings)
    if not stores:
        complain(f"answer {stored.id} came from {stored.library or 'a corpus without a name'}; {_NAMED}")
        return CHANGED
    try:
        with ExitStack() as stack:
            snapshot = _opened(stored, stores, stack)
            replayed = replay(stored, earlier, snapshot)
            print(_json(replayed) if as_json else _report(replayed, snapshot))  # noqa: T201 - a terminal is for that
    except VersionUnusableError:
        complain(_no_version(stored, stores))
        return CHANGED
    return CHANGED if replayed.differences else SAME


def _stores_of(library: str, settings: Settings) -> dict[str, CorpusStore]:
    """The versions of each corpus that an answer is from; none if the settings lack one of them."""
    corpora = {each.name: each for each in settings.corpora}
    names = library.split("+") if library else [""]
    if not set(names) <= set(corpora):
        return {}
    versions = settings.state_dir / VERSIONS
    return {
        name: CorpusStore(
            corpora[name].path,
            versions,
            cluster=cluster_of(settings),
            default_language=settings.of_corpus(corpora[name]).default_language,
        )
        for name in names
    }


def _opened(stored: StoredAnswer, stores: Mapping[str, CorpusStore], stack: ExitStack) -> Snapshot:
    """The version that answered, or those of several corpora that answered together.

    Raises VersionUnusableError if one of them is not stored any more.
    """
    if len(stores) == 1:
        store = next(iter(stores.values()))
        return stack.enter_context(closing(store.open_version(stored.version)))
    if set(stored.versions) != set(stores):
        raise VersionUnusableError(f"answer {stored.id} was stored without the versions of its corpora")
    return JointSnapshot(
        {
            name: stack.enter_context(closing(store.open_version(stored.versions[name])))
            for name, store in stores.items()
        }
    )


def replay(stored: StoredAnswer, earlier: Sequence[StoredAnswer], snapshot: Snapshot) -> Replayed:
    """Ask the same question after the same turns; *snapshot* is the version that answered then."""
    before = turns(earlier, stored.selection, snapshot)
    again = respond(stored.answer.question, snapshot, before, exact=stored.exact)
    if stored.followed is None:  # stored before readings were
        again = replace(again, readings=())
    return Replayed(stored, again, tuple(_differences(stored.answer, again)))


def _differences(before: Answer, after: Answer) -> Iterator[str]:
    """The differences of two answers, one line each."""
    then, now = asdict(before), asdict(after)
    for field in then.keys() & now.keys():
        if then[field] != now[field]:
            yield f"{field}: was {then[field]!r}, is {now[field]!r}"


def _stored_answer(
    answer_id: str, state_dir: Path, database: str
) -> tuple[StoredAnswer | None, list[StoredAnswer]]:
    """The answer of that id, and those that it followed."""
    if not database and not (state_dir / FILE).is_file():
        return None, []
    return asyncio.run(_read_stored(answer_id, state_dir, database, Policy()))


async def _read_stored(
    answer_id: str, state_dir: Path, database: str, policy: Policy
) -> tuple[StoredAnswer | None, list[StoredAnswer]]:
    state = State(state_dir, url=database)
    try:
        library = await state.answers.library_of(answer_id)
        own = state.of_library(library or "")
        stored = await own.answers.get(answer_id)
        if stored is None:
            return None, []
        return stored, await answers_followed(stored, own, policy)
    finally:
        await state.close()


def _no_version(stored: StoredAnswer, stores: Mapping[str, CorpusStore]) -> str:
    if len(stores) > 1:
        versions = ", ".join(f"{name} {version}" for name, version in stored.versions.items())
        return (
            f"answer {stored.id} came from several corpora ({versions}), and not all of these versions are "
            "still stored; QUOTH_KEEP_VERSIONS keeps more"
        )
    current = next(iter(stores.values())).pointer()
    now = f"version {current.version} is in use" if current else "no version is"
    return (
        f"answer {stored.id} came from version {stored.version} of the corpus, which is no longer stored "
        f"({now}); QUOTH_KEEP_VERSIONS keeps more"
    )


def _report(replayed: Replayed, snapshot: Snapshot) -> str:
    text = readable(replayed.again, snapshot)
    same = f"Identical to the stored answer, from version {replayed.stored.version}."
    changed = ["The program now answers differently:", *replayed.differences]
    return printable(f"{text}\n\n{chr(10).join(changed) if replayed.differences else same}")


def _json(replayed: Replayed) -> str:
    return json.dumps(
        {
            "id": replayed.stored.id,
            "version": replayed.stored.version,
            "same": not replayed.differences,
            "differences": replayed.differences,
            "answer": asdict(replayed.again),
        }
    )
