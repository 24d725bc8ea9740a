"""What a question carries over from the turns before it."""
