"""/gaps: the board of open questions, and the synonyms that close them."""

from bot.admins.admin import Admin, Order, send_result
from bot.admins.open_questions import gap_pages
from bot.admins.open_questions.gap_export import gaps_csv
from bot.admins.open_questions.gap_pages import ASIDE, OPEN, side_of
from bot.admins.open_questions.gaps import Gaps, find
from bot.admins.open_questions.open_gaps import open_gaps
from bot.admins.open_questions.synonyms import Synonyms
from bot.callback_context import CallbackContext
from bot.context import Bot, BotContext
from bot.messages.callback_data import (
    BoardAction,
    DismissGap,
    ExportGaps,
    FillGap,
    ReopenGap,
    ShowGap,
    ShowGaps,
    SynonymAction,
)
from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.roles import Role
from bot.texts.catalog import Texts
from bot.transport.sending.live import send_file_now

CSV_NAME = "unanswered-questions.csv"


class Board:
    """The command /gaps, and the buttons of the board."""

    def __init__(self, bot_context: BotContext, admin: Admin, synonyms: Synonyms) -> None:
        self._bot_context = bot_context
        self._admin = admin
        self._synonyms = synonyms

    async def gaps(self, bot: Bot, order: Order) -> None:
        """/gaps: the open questions, grouped by missing word."""
        async with self._bot_context.reply_context(bot, order.user) as reply_context:
            gaps = await open_gaps(self._bot_context, reply_context.snapshot)
            reply = gap_pages.board_page(gaps, OPEN, 0, reply_context.texts)
            await send_result(self._bot_context, bot, order, reply_context, reply)

    async def tap(self, callback: CallbackContext, action: BoardAction | SynonymAction) -> None:
        """Carry out a button of the board, if the person who taps may."""
        if not await self._admin.may_tap(callback, Role.ADMIN):
            return
        if isinstance(action, SynonymAction):
            await self._synonyms.tap(callback, action)
        else:
            await self._do(callback, action)

    async def _do(self, callback: CallbackContext, action: BoardAction) -> None:
        """Carry out a button, and show the board again."""
        context = callback.reply
        if isinstance(action, FillGap):
            self._bot_context.require_one_library()
        gaps = await open_gaps(self._bot_context, context.snapshot)
        if isinstance(action, ExportGaps):
            await self._export(callback, gaps)
            return
        if isinstance(action, FillGap) and (gap := find(gaps.open, action.gap)) and gap.word:
            await callback.acknowledge()
            await self._synonyms.ask(callback, gap)
            return
        if isinstance(action, DismissGap | ReopenGap):
            await self._decide(action, gaps, callback)
            gaps = await open_gaps(self._bot_context, context.snapshot)
        view = _view(action, gaps, context.texts)
        if view is None:
            await callback.alert(context.texts.gaps.gap_gone())
            await callback.revise(gap_pages.board_page(gaps, OPEN, 0, context.texts))
        else:
            await callback.show(view)

    async def _export(self, callback: CallbackContext, gaps: Gaps) -> None:
        """Send the open questions as a file, in the chat of the board."""
        await callback.acknowledge()
        place = Place(callback.message.chat.id)
        await send_file_now(callback.bot, place, CSV_NAME, gaps_csv(gaps))

    async def _decide(self, action: DismissGap | ReopenGap, gaps: Gaps, callback: CallbackContext) -> None:
        """Dismiss a gap, or restore it, if it exists.

        It is recorded first: if the process dies before the change, the next one makes it.
        """
        sets_aside, user = isinstance(action, DismissGap), callback.user.id
        gap = find(gaps.open if sets_aside else gaps.dismissed, action.gap)
        if gap is None:
            return
        action_noted = "gap set aside" if sets_aside else "gap taken up"
        version, update = callback.reply.snapshot.version, callback.update.update_id
        await self._bot_context.state.journal.note(user, action_noted, version, update=update)
        if sets_aside:
            await self._bot_context.state.gaps.dismiss(gap.marks, user)
        else:
            await self._bot_context.state.gaps.restore(gap.marks)


def _view(action: BoardAction, gaps: Gaps, texts: Texts) -> Reply | None:
    """The page that an action leads to; None if its gap is gone."""
    match action:
        case ShowGaps():
            return gap_pages.board_page(gaps, _valid_side(action.side), action.page, texts)
        case ShowGap():
            side, page = _valid_side(action.side), action.page
        case DismissGap():
            side, page = ASIDE, 0
        case ReopenGap() | FillGap():
            side, page = OPEN, 0
        case ExportGaps():
            return None
    gap = find(side_of(gaps, side), action.gap)
    return gap_pages.gap_page(gap, side, page, texts) if gap else None


def _valid_side(side: str) -> str:
    """A valid side of the board, because callback data can be forged."""
    return ASIDE if side == ASIDE else OPEN
