"""From a message to its answer: who asks, what, and after which turns."""
