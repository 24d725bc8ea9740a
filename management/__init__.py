"""Managing a corpus: what its admins do with it, at a terminal or in a chat."""
