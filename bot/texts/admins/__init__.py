"""What the bot says to its admins."""
