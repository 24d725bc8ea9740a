"""From a question's words to passages: spelling, expansion, search, verification."""
