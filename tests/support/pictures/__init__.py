"""Pictures of the bot's replies, for docs/REPLIES.md: ``python -m tests.support.pictures`` draws them again.

Each is a conversation with the production application over the strict Bot API, drawn from the very messages
and entities that Telegram would keep of it.  A new kind of reply is one more entry in ``scenes.py``.

- ``scenes``: what is said and tapped for each picture
- ``playing``: plays it; what someone then sees in the chat
- ``lines``: marked text broken into lines, by estimated widths
- ``drawing``: the chat as an SVG
- ``page``: docs/REPLIES.md
"""
