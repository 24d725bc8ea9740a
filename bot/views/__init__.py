"""Replies, as pure functions: an answer, a corpus or an explanation in, a message out."""
