"""The present gaps: questions asked of an earlier text are asked again of the present one."""

import asyncio
from functools import partial
from itertools import islice

from bot.admins.open_questions.gaps import Gaps, after_answer, group
from bot.context import BotContext
from bot.state.gaps import OpenQuestion
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import query_terms

MAX_ASKED_AGAIN = 200
"""The most frequent questions, which are asked again; the others stay as they were."""
MAX_TRIED = 100
"""The most frequent questions, which a proposed version is tried on."""


async def open_gaps(bot_context: BotContext, snapshot: Snapshot) -> Gaps:
    """The gaps of *snapshot*, without the questions that it answers."""
    questions = await bot_context.state.gaps.questions()
    earlier = [each for each in questions if each.version != snapshot.version][:MAX_ASKED_AGAIN]
    now = {id(each): await ask_again(bot_context, each, snapshot) for each in earlier}
    still_open = [each for each in (now.get(id(each), each) for each in questions) if each is not None]
    dismissed = await bot_context.state.gaps.dismissed()
    is_in_corpus = partial(corpus_has_words, snapshot=snapshot)
    return await bot_context.corpus.run(group, still_open, dismissed, snapshot.languages, is_in_corpus)


async def open_questions(bot_context: BotContext) -> dict[str, str]:
    """Open questions, as searched -> as typed, the most asked first.

    Questions that only lack dismissed words are left out.
    """
    with bot_context.corpus.snapshot() as snapshot:
        languages = snapshot.languages
    asked, dismissed = await bot_context.state.gaps.questions(), await bot_context.state.gaps.dismissed()
    gaps = await asyncio.to_thread(group, asked, dismissed, languages)
    return dict(islice(gaps.questions().items(), MAX_TRIED))


def corpus_has_words(words: str, snapshot: Snapshot) -> bool:
    """Whether the corpus has each of some *words*, in any form; stop words do not count."""
    terms = [term for term in query_terms(words, snapshot.languages) if not term.stop]
    return bool(terms) and all(any(map(snapshot.engine.document_frequency, term.variants)) for term in terms)


async def ask_again(
    bot_context: BotContext, question: OpenQuestion, snapshot: Snapshot
) -> OpenQuestion | None:
    """An open question after asking *snapshot*; None if that answers it."""
    known = bot_context.state.gaps.answers_of(snapshot.version)
    if question.searched not in known:
        known[question.searched] = await bot_context.corpus.ask(question.searched, snapshot, ())
    return after_answer(question, known[question.searched])
