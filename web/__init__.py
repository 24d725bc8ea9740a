"""The web side of a running bot: the webhook's door, health, readiness and metrics.

It knows neither the bot nor Telegram's library: what a request leads to is handed in where things are wired.
"""
