"""Every text of the bot, and the languages it speaks."""
