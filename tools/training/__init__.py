"""Growing the weights of ranking and confidence from question sets; needed by maintainers only."""
