"""The libraries of a bot that has several corpora: each by its name, some together, and who sees which."""
