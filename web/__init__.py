"""What is served over HTTP: the webhook's door, health, readiness and metrics, and pages for readers.

It knows neither the bot nor Telegram's library: what a request leads to is handed in where things are wired.
"""
