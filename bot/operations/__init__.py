"""What an operator runs beside the bot: an examination of how it is set up."""
