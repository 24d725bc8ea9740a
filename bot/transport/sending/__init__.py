"""Messages on their way out: collected, stored, paced, and repeated until Telegram has them."""
