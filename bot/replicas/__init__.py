"""One of several processes that answer from the same corpus: what it shares with the others, and how."""
