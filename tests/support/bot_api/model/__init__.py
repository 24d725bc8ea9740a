"""What a Telegram keeps: chats, messages, updates that wait, limits on sending; and its errors."""
