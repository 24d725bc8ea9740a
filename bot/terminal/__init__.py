"""The command line: the bot at a terminal, single questions, batches and replays."""
