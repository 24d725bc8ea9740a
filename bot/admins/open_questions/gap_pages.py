"""The board of open questions as messages: gaps in, text and buttons out.  Pure.

A question is shown with its words and how many people asked it, never with who they are, where or when.
"""

from collections.abc import Sequence

from bot.admins.open_questions.gaps import Gap, GapKind, Gaps
from bot.messages.callback_data import (
    DismissGap,
    ExportGaps,
    FillGap,
    ReopenGap,
    ShowGap,
    ShowGaps,
    ShowSynonyms,
)
from bot.messages.message import Button, Reply, button, keyboard_of
from bot.messages.richtext import RichText, bold, join, plain, shorten
from bot.state.gaps import OpenQuestion
from bot.texts.catalog import Texts
from bot.views.paging import list_page

GAPS_PER_PAGE = 6
QUESTIONS_PER_PAGE = 6
WORD_UNITS = 60
QUESTION_UNITS = 200

OPEN = "open"
ASIDE = "aside"
"""The two sides of the board in callback data: open gaps, and dismissed ones."""


def side_of(gaps: Gaps, side: str) -> Sequence[Gap]:
    """The gaps on one side of the board."""
    return gaps.dismissed if side == ASIDE else gaps.open


def board_page(gaps: Gaps, side: str, page: int, texts: Texts) -> Reply:
    """A page of the board, counting from 0; each number is a button that opens a gap."""
    shown = list_page(side_of(gaps, side), page, GAPS_PER_PAGE)
    numbered = list(enumerate(shown.entries, shown.first + 1))
    entries = [_entry(number, gap, texts) for number, gap in numbered]
    text = join([_heading(gaps, side, texts), *entries], "\n\n")
    openers = [button(str(number), ShowGap(side, gap.id, 0)) for number, gap in numbered]
    turns = shown.turns(lambda to: ShowGaps(side, to))
    others, tools = _other_side_button(gaps, side, texts), _tool_buttons(gaps, side, texts)
    return Reply(text, keyboard_of(openers, turns, others, tools))


def gap_page(gap: Gap, side: str, page: int, texts: Texts) -> Reply:
    """A page of a gap's questions, counting from 0, with the actions for them."""
    shown = list_page(gap.questions, page, QUESTIONS_PER_PAGE)
    questions = join(_question(each, texts) for each in shown.entries)
    turns = shown.turns(lambda to: ShowGap(side, gap.id, to))
    back = [button(texts.buttons.back_button(), ShowGaps(side, 0))]
    text = join([_title(gap, texts), questions], "\n\n")
    return Reply(text, keyboard_of(turns, _actions(gap, side, texts), back))


def prompt(word: str, texts: Texts) -> Reply:
    """The message that asks for synonyms of *word*, which are sent as a reply to it."""
    return Reply(texts.gaps.which_words(bold(shorten(word, WORD_UNITS))), expects=texts.gaps.words_hint())


def outcome_reply(closed: Sequence[OpenQuestion], still_open: Sequence[OpenQuestion], texts: Texts) -> Reply:
    """Which of a gap's questions are answered now, and which are still open."""
    parts = [
        join([heading, *(plain(f"• {shorten(each.question, QUESTION_UNITS)}") for each in some)])
        for heading, some in (
            (texts.gaps.answered_now(len(closed)), closed[:QUESTIONS_PER_PAGE]),
            (texts.gaps.still_open(len(still_open)), still_open[:QUESTIONS_PER_PAGE]),
        )
        if some
    ]
    return Reply(join(parts, "\n\n"))


def _heading(gaps: Gaps, side: str, texts: Texts) -> RichText:
    if side == ASIDE:
        return texts.gaps.set_aside_heading() if gaps.dismissed else texts.gaps.nothing_set_aside()
    return texts.gaps.open_questions(len(gaps.questions())) if gaps.open else texts.gaps.no_gaps()


def _entry(number: int, gap: Gap, texts: Texts) -> RichText:
    """A gap on the board: its title, its counts, and its most frequent question."""
    example = plain(shorten(gap.questions[0].question, QUESTION_UNITS))
    return join([plain(f"{number}. ") + _title(gap, texts), example])


def _title(gap: Gap, texts: Texts) -> RichText:
    """The missing word or language, or the kind of a gap without one, and its counts."""
    names = {
        GapKind.LANGUAGE: texts.gaps.language_missing(gap.language),
        GapKind.WORD: shorten(gap.word, WORD_UNITS),
        GapKind.UNANSWERED: texts.gaps.no_word_missing(),
        GapKind.VOTED_DOWN: texts.gaps.voted_down(),
    }
    return bold(names[gap.kind]) + plain(_counts(gap.asked, gap.voted_down, texts))


def _question(question: OpenQuestion, texts: Texts) -> RichText:
    """A question as typed, with its counts, and below it the question as understood, if that differs."""
    counts = _counts(question.asked, int(question.voted_down), texts)
    typed = plain(f"• {shorten(question.question, QUESTION_UNITS)}{counts}")
    if question.searched == question.question:
        return typed
    return join([typed, plain(f"   → {shorten(question.searched, QUESTION_UNITS)}")])


def _counts(asked: int, voted_down: int, texts: Texts) -> str:
    votes = f" · 👎 {texts.formats.number(voted_down)}" if voted_down else ""
    return f" · {texts.gaps.people_asked(asked)}{votes}"


def _actions(gap: Gap, side: str, texts: Texts) -> Sequence[Button]:
    if side == ASIDE:
        return [button(texts.gaps.undo_button(), ReopenGap(gap.id))]
    fill = [button(texts.gaps.add_synonym_button(), FillGap(gap.id))] if gap.kind is GapKind.WORD else []
    return [*fill, button(texts.gaps.ignore_button(), DismissGap(gap.id))]


def _other_side_button(gaps: Gaps, side: str, texts: Texts) -> Sequence[Button]:
    """The button to the other side of the board, unless that is empty."""
    if side == ASIDE:
        return [button(texts.buttons.back_button(), ShowGaps(OPEN, 0))]
    if not gaps.dismissed:
        return []
    return [button(texts.gaps.set_aside_button(len(gaps.dismissed)), ShowGaps(ASIDE, 0))]


def _tool_buttons(gaps: Gaps, side: str, texts: Texts) -> Sequence[Button]:
    """The buttons to the synonyms, and to the open questions as a table."""
    if side == ASIDE:
        return []
    export = [button(texts.gaps.export_button(), ExportGaps())] if gaps.open else []
    return [button(texts.gaps.synonyms_button(), ShowSynonyms(0)), *export]
