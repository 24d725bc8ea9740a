"""The throughput of the whole bot: a Telegram, the bot, and what is measured of them."""
