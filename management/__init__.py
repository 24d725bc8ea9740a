"""The life of a corpus: what is asked of it by those who keep it right, at a terminal or in a chat."""
