"""``python run_bot.py replay ID``: an answer that was given, once more from the very corpus that gave it."""

import argparse
import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bot.conversation.history import followed_by, turns
from bot.policy import Policy
from bot.state import FILE, State, StoredAnswer
from bot.terminal.ask import VERSIONS
from bot.terminal.readable import readable
from bot.terminal.streams import complain, printable, quietly, speak_utf8
from config.settings import Settings
from retrieval.intents.responding import respond
from retrieval.records import Answer
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.manifest import VersionUnusableError
from retrieval.store.snapshot import Snapshot

SAME, CHANGED = 0, 1
"""Exit codes: the same answer to the last byte; another one, or none to be had, and why."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """An answer as it was given and as it is now; ``differences`` are none where the two are the same."""

    given: StoredAnswer
    again: Answer
    differences: tuple[str, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `replay`."""
    parser.add_argument("id", metavar="ID", help="the short id of an answer")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the answer")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Replay an answer and say whether it is the same; the exit code."""
    speak_utf8()
    return quietly(lambda: _run(arguments.id, settings, as_json=arguments.json))


def _run(answer_id: str, settings: Settings, *, as_json: bool) -> int:
    given, earlier = _remembered(answer_id, settings.state_dir)
    if given is None:
        complain(
            f"no answer {answer_id!r} is remembered in {settings.state_dir}; answers are kept for a while"
        )
        return CHANGED
    versions = settings.state_dir / VERSIONS
    try:
        snapshot = CorpusStore(settings.corpus, versions).open_version(given.version)
    except VersionUnusableError:
        complain(_no_version(given, settings.corpus, versions))
        return CHANGED
    with closing(snapshot):
        replayed = replay(given, earlier, snapshot)
        print(_json(replayed) if as_json else _shown(replayed, snapshot))  # noqa: T201 - a terminal is for that
    return CHANGED if replayed.differences else SAME


def replay(given: StoredAnswer, earlier: Sequence[StoredAnswer], snapshot: Snapshot) -> Replayed:
    """Ask once more what was asked, after the same turns; *snapshot* is the version that answered then."""
    said = turns(earlier, given.selection, snapshot)
    again = respond(given.answer.question, snapshot, said, exact=given.exact)
    if given.followed is None:  # from before readings were noted
        again = replace(again, readings=())
    return Replayed(given, again, tuple(_differences(given.answer, again)))


def _differences(before: Answer, after: Answer) -> Iterator[str]:
    """What is not the same about two answers, a line each."""
    then, now = asdict(before), asdict(after)
    for field in then.keys() & now.keys():
        if then[field] != now[field]:
            yield f"{field}: was {then[field]!r}, is {now[field]!r}"


def _remembered(answer_id: str, state_dir: Path) -> tuple[StoredAnswer | None, list[StoredAnswer]]:
    """The answer of that id, and those that it followed."""
    if not (state_dir / FILE).is_file():
        return None, []
    return asyncio.run(_recalled(answer_id, state_dir, Policy()))


async def _recalled(
    answer_id: str, state_dir: Path, policy: Policy
) -> tuple[StoredAnswer | None, list[StoredAnswer]]:
    state = State(state_dir)
    try:
        given = await state.answers.given(answer_id)
        if given is None:
            return None, []
        return given, await followed_by(given, state, policy)
    finally:
        await state.close()


def _no_version(given: StoredAnswer, source: Path, versions: Path) -> str:
    current = CorpusStore(source, versions).pointer()
    now = f"version {current.version} is in use" if current else "no version is"
    return (
        f"answer {given.id} was given from version {given.version} of the corpus, which is not kept any more "
        f"(now {now}); keep more with QUOTH_KEEP_VERSIONS"
    )


def _shown(replayed: Replayed, snapshot: Snapshot) -> str:
    said = readable(replayed.again, snapshot)
    same = f"The same as was given, from version {replayed.given.version}."
    changed = ["The program answers otherwise than it did:", *replayed.differences]
    return printable(f"{said}\n\n{chr(10).join(changed) if replayed.differences else same}")


def _json(replayed: Replayed) -> str:
    return json.dumps(
        {
            "id": replayed.given.id,
            "version": replayed.given.version,
            "same": not replayed.differences,
            "differences": replayed.differences,
            "answer": asdict(replayed.again),
        }
    )
