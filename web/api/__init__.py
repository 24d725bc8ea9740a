"""The HTTP API: the bot's answers for other programs, as JSON.

It does not import the bot.  The corpus, the API keys and the rate limits are passed in.
"""
