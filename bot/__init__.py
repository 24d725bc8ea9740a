"""The conversation: a thin edge to Telegram, and the same bot at a terminal without it."""

import os

# python-telegram-bot hands out durations as timedeltas where this says so, and warns wherever it does not.
os.environ.setdefault("PTB_TIMEDELTA", "true")
