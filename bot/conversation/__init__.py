"""A message's way to its answer: who asks, what, after which turns."""
