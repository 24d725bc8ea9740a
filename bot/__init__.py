"""The bot: a thin layer over Telegram, and the same bot in a terminal without it."""

import os

# With this set, python-telegram-bot returns durations as timedeltas; without it, it returns ints and warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")
