"""The libraries of a bot with several corpora: single ones, several together, and who sees which."""
