"""Train the weights of ranking and confidence on question sets; only maintainers need this."""
