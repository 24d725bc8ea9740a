"""A strict Bot API for tests: Telegram's rules over loopback HTTP, driven like a conversation.

``World`` is the way in: people say and tap things, the bot's doings are awaited, and ``world.refused`` holds
whatever Telegram would have refused or dropped.  ``BotProcess`` runs the production application against it.

- ``records``, ``state``, ``queue``, ``flood``: what Telegram keeps
- ``td``, ``texts``, ``keyboards``, ``parameters``: the rules, texts judged by Telegram's own parser
- ``api``, ``methods``: ``handle(state, method, parameters)``, the Bot API as a function
- ``render``, ``updates``: the records as JSON, what people do as updates
- ``bad_days``: what goes wrong on the way: outages, lost connections, responses that make no sense
- ``http``, ``server``, ``webhooks``, ``changes``: over the wire, and waiting without polling
- ``people``, ``business``, ``world``, ``refusals``, ``process``: the driver

Left out, because it only makes tests slower: the waits Telegram puts before a second 409, a repeated
getUpdates or a second setWebhook.  Not modelled: writing for a business account, payments, media other than
documents, replies across chats; their parameters are noted in ``world.refused``.
"""

from tests.support.bot_api.bad_days import BadDays, Harm
from tests.support.bot_api.people import InlineAsk, Person, Tap
from tests.support.bot_api.process import BotProcess
from tests.support.bot_api.records import Chat, Entity, Message, Topic, Update
from tests.support.bot_api.refusals import Refusal
from tests.support.bot_api.state import ActKind, Standing
from tests.support.bot_api.td import needs_tdlib
from tests.support.bot_api.world import ManualClock, World

__all__ = [
    "ActKind",
    "BadDays",
    "BotProcess",
    "Chat",
    "Entity",
    "Harm",
    "InlineAsk",
    "ManualClock",
    "Message",
    "Person",
    "Refusal",
    "Standing",
    "Tap",
    "Topic",
    "Update",
    "World",
    "needs_tdlib",
]
