"""The terminal: the bot in a terminal, single questions, batches and replays."""
