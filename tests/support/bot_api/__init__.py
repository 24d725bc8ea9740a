"""A strict Bot API for tests: Telegram's rules over loopback HTTP, driven like a conversation.

``World`` is the entry point: people say and tap things, tests await what the bot does, and ``world.refused``
lists what Telegram would have refused or dropped.  ``BotProcess`` runs the production application against it.

Each package imports only from those above it (``test_rooms.py``):

- ``model``: what Telegram keeps, and its errors
- ``validation``: what it accepts; texts are judged by Telegram's own parser
- ``rendering``: the records as JSON, what people do as updates
- ``methods``: ``api.handle(state, method, parameters)``, the Bot API as a function
- ``network``: over HTTP, with outages, lost connections and responses that make no sense
- ``driver``: the world, its people, and the bot as a process

Left out, because it only makes tests slower: the waits Telegram puts before a second 409, a repeated
getUpdates or a second setWebhook.  Not modelled: writing for a business account, payments, media other than
documents, replies across chats; their parameters are noted in ``world.refused``.
"""

from tests.support.bot_api.driver.people import InlineAsk, Person, Tap
from tests.support.bot_api.driver.process import BotProcess
from tests.support.bot_api.driver.refusals import Refusal
from tests.support.bot_api.driver.world import ManualClock, World
from tests.support.bot_api.model.records import Chat, Entity, Message, Topic, Update
from tests.support.bot_api.model.state import ActKind, Standing
from tests.support.bot_api.network.bad_days import BadDays, Harm
from tests.support.bot_api.validation.td import needs_tdlib

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
