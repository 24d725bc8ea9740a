"""The conversation: a thin edge to Telegram, and the same bot at a terminal without it."""
