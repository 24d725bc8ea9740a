"""Text analysis: tokens, terms, questions, entities, related words."""
