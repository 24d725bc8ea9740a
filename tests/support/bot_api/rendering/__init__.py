"""Telegram's records as JSON, and what people do as updates."""
