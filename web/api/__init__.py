"""The HTTP API: the same answers for other programs, as JSON.

Nothing here knows the bot.  A corpus that answers is handed in, and so is who may ask it how often.
"""
