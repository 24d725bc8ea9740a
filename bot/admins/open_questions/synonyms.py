"""Fill a gap with synonyms: the bot asks for words of the text, and an admin replies with them."""

import asyncio
import logging
from collections.abc import Sequence

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.admins.admin import CarryOut, Order
from bot.admins.open_questions import gap_pages
from bot.admins.open_questions.gaps import Gap, find, fold
from bot.admins.open_questions.open_gaps import ask_again, corpus_has_words, open_gaps
from bot.admins.open_questions.synonym_pages import mark_of_group, synonyms_page
from bot.callback_context import CallbackContext
from bot.context import Bot, BotContext, Context
from bot.messages import addressing
from bot.messages.addressing import message_in
from bot.messages.callback_data import RemoveSynonyms, ShowSynonyms, SynonymAction
from bot.messages.chats import Place
from bot.messages.message import Reply, button
from bot.messages.richtext import RichText, join, plain, shorten
from bot.roles import Role
from bot.state.outbox import PromptSent
from bot.views.reply_context import ReplyContext
from corpus.errors import CorpusError
from corpus.synonyms import add_group, read_synonyms, remove_group, synonyms_file
from languages.word_groups import Group, parse_group
from processes.threads import finish_in_thread
from retrieval.query.parsed_query import parse_query
from retrieval.query.spelling import correct_spelling

log = logging.getLogger(__name__)

NOTICE_UNITS = 190


class Synonyms:
    """Asks admins for synonyms, and stores them."""

    def __init__(self, bot_context: BotContext, reload: CarryOut) -> None:
        """*reload* reads the corpus again and reports."""
        self._bot_context = bot_context
        self._reload = reload
        self._writing = asyncio.Lock()

    async def ask(self, callback: CallbackContext, gap: Gap) -> None:
        """Ask the person who taps for synonyms of the gap's word."""
        place = addressing.place_of(callback.message)._replace(reply_to=None)
        prompt = gap_pages.prompt(gap.word, callback.reply.texts)
        await self._prompt(place, prompt, gap, callback.user.id, callback.reply)

    async def tap(self, callback: CallbackContext, action: SynonymAction) -> None:
        """Show a page of the groups, or remove one and read the corpus again."""
        source, texts = self._bot_context.manager.source, callback.reply.texts
        groups, _ = await asyncio.to_thread(read_synonyms, synonyms_file(source))
        if isinstance(action, ShowSynonyms):
            await callback.show(synonyms_page(groups, action.page, texts))
            return
        group = next((each for each in groups if mark_of_group(each) == action.mark), None)
        try:
            if group is None or not await self._remove_group(group, callback):
                await callback.alert(texts.gaps.synonyms_gone())
                await self._catch_up(callback)
                return
        except CorpusError as error:
            await callback.alert(shorten(str(error), NOTICE_UNITS))
            return
        await callback.show(Reply(texts.gaps.synonyms_removed(", ".join(group))))
        self._schedule_reload(callback)

    async def _catch_up(self, callback: CallbackContext) -> None:
        """Read the corpus again if it was changed and not read since, as when this was interrupted."""
        store = self._bot_context.manager.store
        if not await asyncio.to_thread(store.is_built_from_present_files):
            self._schedule_reload(callback)

    def _schedule_reload(self, callback: CallbackContext) -> None:
        place = addressing.place_of(callback.message)._replace(reply_to=None)
        order = Order(callback.user, place, "", update=callback.update.update_id)
        callback.schedule(self._reload(callback.bot, order))

    async def _remove_group(self, group: Group, callback: CallbackContext) -> bool:
        """Remove a group from the file and record who did it; return False if it is already gone."""
        file = synonyms_file(self._bot_context.manager.source)
        async with self._writing, self._bot_context.manager.publisher.editing():
            removed = await finish_in_thread(remove_group, file, group)
        if removed:
            version = callback.reply.snapshot.version
            await self._bot_context.state.journal.note(
                callback.user.id,
                "synonyms removed",
                version,
                ", ".join(group),
                update=callback.update.update_id,
            )
        return removed

    async def replied(self, update: Update, context: Context) -> None:
        """Handle the reply with synonyms; any other reply is left to the next handlers."""
        message = message_in(update)
        original, user = message.reply_to_message, message.from_user
        if original is None or user is None:
            return
        gap_id = await self._bot_context.state.gaps.prompt(message.chat.id, original.message_id)
        if gap_id is None:
            return
        order = Order(user, addressing.place_of(message), message.text or "", update=update.update_id)
        async with self._bot_context.reply_context(context.bot, user) as reply_context:
            gap = await self._store_reply(context.bot, order, gap_id, reply_context)
        if gap is not None:  # in the background, because reading the corpus again takes time
            context.application.create_task(self._reload_and_report(context.bot, order, gap), update=update)
        raise ApplicationHandlerStop

    async def _store_reply(
        self, bot: Bot, order: Order, gap_id: str, reply_context: ReplyContext
    ) -> Gap | None:
        """Store the synonyms in a reply and confirm them; return the gap, or None if that failed."""
        texts, outbox, user = reply_context.texts, self._bot_context.outbox, order.user.id
        gap = find((await open_gaps(self._bot_context, reply_context.snapshot)).open, gap_id)
        if not await self._bot_context.roles.may(user, Role.ADMIN):
            log.info("refused synonyms, which need the role %s", Role.ADMIN)
            await outbox.send(order.place, Reply(texts.errors.admins_only(user)), reply_context.snapshot)
            return None
        if gap is None:
            await outbox.send(order.place, Reply(plain(texts.gaps.gap_gone())), reply_context.snapshot)
            return None
        written = await self._store_group(gap.word, order, reply_context)
        if isinstance(written, Reply):
            await self._prompt(order.place, written, gap, user, reply_context)
            return None
        undo = button(texts.gaps.undo_button(), RemoveSynonyms(mark_of_group(written)))
        present = Reply(texts.gaps.synonyms_added(", ".join(written)), ((undo,),))
        await outbox.send(order.place, present, reply_context.snapshot)
        return gap

    async def _store_group(self, word: str, order: Order, reply_context: ReplyContext) -> Group | Reply:
        """The group that was stored beside the corpus, or a prompt that says what was wrong."""
        written = parse_group(",".join(order.words.splitlines()))
        others = [each for each in written if fold(each) != fold(word)]
        refused = refusal(word, others, reply_context)
        if not refused:
            file = synonyms_file(self._bot_context.manager.source)
            try:
                # Otherwise additions by two admins at once might get lost.
                async with self._writing, self._bot_context.manager.publisher.editing():
                    group = await finish_in_thread(add_group, file, [word, *others])
            except CorpusError as error:
                refused = reply_context.texts.gaps.synonyms_refused(str(error))
            else:
                version = reply_context.snapshot.version
                await self._bot_context.state.journal.note(
                    order.user.id, "synonyms", version, ", ".join(group), update=order.update
                )
                return group
        again = gap_pages.prompt(word, reply_context.texts)
        return Reply(join([refused, again.text], "\n\n"), expects=again.expects)

    async def _reload_and_report(self, bot: Bot, order: Order, gap: Gap) -> None:
        """Read the corpus again, and report which questions of the gap are answered now."""
        await self._reload(bot, order)
        manager = self._bot_context.manager
        async with self._bot_context.reply_context(bot, order.user) as reply_context:
            reply = Reply(reply_context.texts.gaps.synonyms_wait())
            if await asyncio.to_thread(manager.store.is_built_from_present_files):
                now = [
                    (each, await ask_again(self._bot_context, each, reply_context.snapshot))
                    for each in gap.questions
                ]
                closed = [each for each, still_open in now if still_open is None]
                reply = gap_pages.outcome_reply(
                    closed, [each for _, each in now if each is not None], reply_context.texts
                )
            await self._bot_context.outbox.send(order.place, reply, reply_context.snapshot)

    async def _prompt(
        self, place: Place, reply: Reply, gap: Gap, user: int, reply_context: ReplyContext
    ) -> None:
        note = PromptSent(gap.id, user, self._bot_context.library)
        await self._bot_context.outbox.send(place, reply, reply_context.snapshot, note=note)


def refusal(word: str, others: Sequence[str], reply_context: ReplyContext) -> RichText:
    """Why *others* do not work as synonyms of *word*; empty if they do."""
    texts = reply_context.texts
    if not others:
        return texts.gaps.same_word(texts.formats.words([word]))
    absent = [each for each in others if not corpus_has_words(each, reply_context.snapshot)]
    if not absent:
        return RichText()
    snapshot = reply_context.snapshot
    meant = [correct_spelling(parse_query(each, snapshot), snapshot).text for each in absent]
    present = [each for each in meant if corpus_has_words(each, snapshot)]
    perhaps = texts.gaps.meant_perhaps(texts.formats.words(present)) if present else RichText()
    return join([texts.gaps.not_in_text(texts.formats.words(absent)), perhaps])
