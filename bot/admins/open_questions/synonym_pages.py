"""The groups of synonyms as a message, with a button to remove each.  Pure."""

import hashlib
from collections.abc import Sequence

from bot.messages.callback_data import RemoveSynonyms, ShowGaps, ShowSynonyms
from bot.messages.message import Reply, button, keyboard_of
from bot.messages.richtext import shorten
from bot.texts.catalog import Texts
from bot.views.paging import list_page
from languages.word_groups import Group

GROUPS_PER_PAGE = 8
LABEL_UNITS = 60


def synonyms_page(groups: Sequence[Group], page: int, texts: Texts) -> Reply:
    """A page of the groups, counting from 0, newest first."""
    back = (button(texts.buttons.back_button(), ShowGaps("open", 0)),)
    if not groups:
        return Reply(texts.gaps.no_synonyms(), (back,))
    shown = list_page(groups[::-1], page, GROUPS_PER_PAGE)
    rows = [
        (button(f"✕ {shorten(', '.join(group), LABEL_UNITS)}", RemoveSynonyms(mark_of_group(group))),)
        for group in shown.entries
    ]
    keyboard = keyboard_of(*rows, shown.turns(ShowSynonyms), back)
    return Reply(texts.gaps.synonym_groups(len(groups)), keyboard)


def mark_of_group(group: Group) -> str:
    """A short digest of a group, for callback data.

    >>> mark_of_group(("car", "automobile")) == mark_of_group(("car", "motor vehicle"))
    False
    """
    return hashlib.sha256("\n".join(group).encode("utf-8", "surrogatepass")).hexdigest()[:12]
