"""What Telegram accepts: parameters, texts, keyboards. Telegram's own parser judges texts."""
