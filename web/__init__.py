"""Everything served over HTTP: the webhook, health, readiness and metrics, the API, and pages for readers.

It imports neither the bot nor the Telegram library: the composition root passes the handlers in.
"""
