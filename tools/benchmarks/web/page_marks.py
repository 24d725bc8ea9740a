"""Check for every answer to the question sets that the page marks the citations word for word.

``python -m tools.benchmarks.web.page_marks [--every N]`` asks every Nth question of each available set, opens
each citation of the answer on the page, and compares.  The exit code is 1 if one differs.
"""

import argparse
import asyncio
import html
import json
import re
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import httpx
from starlette.applications import Starlette

from bot.live_corpus import LiveCorpus
from bot.serving.web_wording import ChatWording
from corpus.display import displayed
from evaluation.sets import QuestionSet, question_sets
from retrieval.indexing.versions import build
from retrieval.intents.responding import respond
from retrieval.records import Answer
from retrieval.store.corpus_store import CorpusStore
from web.pages.links import place_of
from web.pages.routes import page_routes
from web.pages.site import ReaderSite

_MARK = re.compile(r'<mark (?:id="c(\d+)"|data-of="(\d+)")[^>]*>(.*?)</mark>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def marks_in(page: str) -> dict[int, str]:
    """The marked text of each citation on a page, by its number.

    >>> marks_in('<mark id="c1" tabindex="-1">Old <span>pines</span> &amp; firs.</mark>')
    {1: 'Old pines & firs.'}
    """
    found: dict[int, str] = {}
    for first, more, inner in _MARK.findall(page):
        number = int(first or more)
        found[number] = found.get(number, "") + html.unescape(_TAG.sub("", inner))
    return found


async def _differing(answer: Answer, version: str, client: httpx.AsyncClient) -> int:
    """How many of an answer's citations are marked differently on the page."""
    wrong = 0
    for number, citation in enumerate(answer.citations, 1):
        page = await client.get(place_of(answer.citations, number, version, answer.question).path())
        wrong += marks_in(page.text).get(number) != displayed(citation.text)
    return wrong


async def _check(questions: QuestionSet, every: int, folder: Path) -> tuple[int, int]:
    """How many citations of a set were opened, and how many of them differ."""
    store = CorpusStore(questions.corpus, folder)
    build(store)
    lines = questions.gold.read_text(encoding="utf-8").splitlines()[::every]
    opened = wrong = 0
    with closing(LiveCorpus(store)) as corpus, corpus.snapshot() as snapshot:
        app = Starlette(routes=page_routes(ReaderSite(corpus, ChatWording())))
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://quoth.example") as client:
            for line in filter(None, lines):
                found = respond(json.loads(line)["question"], snapshot)
                opened += len(found.citations)
                wrong += await _differing(found, snapshot.version, client)
    return opened, wrong


def main() -> int:
    """Check all sets; return 1 if a mark differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="ask each Nth question only")
    parser.add_argument("--only", default="", help="only sets whose name has this in it")
    arguments = parser.parse_args()
    total = 0
    for questions in question_sets():
        if arguments.only in questions.name:
            with tempfile.TemporaryDirectory() as folder:
                opened, wrong = asyncio.run(_check(questions, arguments.every, Path(folder)))
            print(f"{questions.name:24} {opened:6} citations opened, {wrong} differ", flush=True)
            total += wrong
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
