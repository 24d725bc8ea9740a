"""Pure functions that turn an answer, a corpus or an explanation into a reply."""
